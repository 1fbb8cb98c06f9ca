namespace Ca.Core.Pdf;

/// <summary>A value as ISO 32000-2 §7.3 knows them, as it stands in the file, strings decrypted: references are not followed.</summary>
abstract class PdfValue
{
    /// <summary>null, and what an object is that does not exist (§7.3.10).</summary>
    public static PdfValue Null { get; } = new PdfNull();
}

sealed class PdfNull : PdfValue;

sealed class PdfBoolean(bool value) : PdfValue
{
    public bool Value { get; } = value;
}

sealed class PdfInteger(long value) : PdfValue
{
    public long Value { get; } = value;
}

sealed class PdfReal(double value) : PdfValue
{
    public double Value { get; } = value;
}

sealed class PdfName(string value) : PdfValue
{
    public string Value { get; } = value;
}

/// <summary>A string with the place it was read from, delimiters included; there is none inside an object stream.</summary>
sealed class PdfString(ReadOnlyMemory<byte> octets, Range? place, bool isHex) : PdfValue
{
    public ReadOnlyMemory<byte> Octets { get; } = octets;

    public Range? Place { get; } = place;

    public bool IsHex { get; } = isHex;
}

sealed class PdfArray(IReadOnlyList<PdfValue> items) : PdfValue
{
    public IReadOnlyList<PdfValue> Items { get; } = items;
}

sealed class PdfDictionary(IReadOnlyDictionary<string, PdfValue> entries, bool hasDuplicates) : PdfValue
{
    public IReadOnlyDictionary<string, PdfValue> Entries { get; } = entries;

    /// <summary>A key stands there twice: one program takes the first, another the last.</summary>
    public bool HasDuplicates { get; } = hasDuplicates;

    /// <summary>The entry as it stands there; null where there is none.</summary>
    public PdfValue this[string key] => Entries.GetValueOrDefault(key) ?? Null;
}

/// <summary>A dictionary with data behind it; how long the data is may stand in another object.</summary>
sealed class PdfStream(PdfDictionary dictionary, int start) : PdfValue
{
    public PdfDictionary Dictionary { get; } = dictionary;

    /// <summary>Where the data begins in the file.</summary>
    public int Start { get; } = start;

    /// <summary>Number and generation of the object, which the key of its data is of; set in an encrypted file.</summary>
    public (int Number, int Generation) Owner { get; init; }
}

sealed class PdfReference(int number, int generation) : PdfValue
{
    public int Number { get; } = number;

    public int Generation { get; } = generation;
}

/// <summary>The cross-reference names a place where no such object can be read.</summary>
sealed class PdfUnreadable(int place) : PdfValue
{
    public int Place { get; } = place;
}
