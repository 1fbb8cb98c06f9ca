using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Text;
using System.Text.Unicode;

namespace Ca.Core.Certificates;

/// <summary>The ASN.1 types that the value of a name attribute may have.</summary>
public enum NameStringType
{
    /// <summary>UTF8String.</summary>
    Utf8,
    /// <summary>PrintableString.</summary>
    Printable,
    /// <summary>IA5String.</summary>
    Ia5,
    /// <summary>NumericString.</summary>
    Numeric,
    /// <summary>TeletexString, BMPString, UniversalString or VisibleString: read in foreign names, never written.</summary>
    Legacy,
    /// <summary>Not a string: the value's text is <c>#</c> and the DER in hex (RFC 4514 §2.4).</summary>
    Other,
}

/// <summary>One attribute of a name.</summary>
/// <param name="Type">OID of the attribute type.</param>
/// <param name="Value">The text.</param>
/// <param name="StringType">How it is, or is to be, encoded.</param>
public sealed record NameAttribute(string Type, string Value, NameStringType StringType)
{
    // X.680 §41.4, table 10.
    const string PrintableMarks = " '()+,-./:=?";

    /// <summary>The attribute in the string type its definition asks for, or why the value is none that we would certify.</summary>
    public static Outcome<NameAttribute> Of(string type, string value)
    {
        var attribute = new NameAttribute(type, value, NameAttributeType.Of(type).StringType);
        return attribute.Check() is { } why ? why : attribute;
    }

    /// <summary>
    /// Why a name that we certify may not have this attribute, or null: too long or too short (RFC 5280 appendix A.1), hidden
    /// characters, letters that its string type or its definition does not have.
    /// </summary>
    public Refusal? Check()
    {
        var definition = NameAttributeType.Of(Type);
        if (StringType == NameStringType.Other)
            return new(RefusalCode.Malformed, "Certificates.name-not-text", definition.Name);
        var length = Value.EnumerateRunes().Count();
        if (length < definition.MinLength || length > definition.MaxLength)
            return definition.MinLength == definition.MaxLength
                ? new(RefusalCode.Malformed, "Certificates.name-value-exact-length", definition.Name, length, definition.MaxLength)
                : new(RefusalCode.Malformed, "Certificates.name-value-length", definition.Name, length, definition.MinLength, definition.MaxLength);
        if (HiddenCharacters.Refuse(definition.Name, Value) is { } hidden)
            return hidden;
        foreach (var alphabet in (ReadOnlySpan<NameStringType>)[StringType, definition.StringType])
            if (Value.FirstOrDefault(c => !IsIn(alphabet, c)) is var alien and not '\0')
                return new(RefusalCode.Malformed, "Certificates.name-alphabet", definition.Name, alien.ToString(), alphabet.ToString());
        return null;
    }

    static bool IsIn(NameStringType alphabet, char c) => alphabet switch
    {
        NameStringType.Printable => char.IsAsciiLetterOrDigit(c) || PrintableMarks.Contains(c),
        // No space, though X.680 has one: each of our numeric attributes is defined as digits only.
        NameStringType.Numeric => char.IsAsciiDigit(c),
        NameStringType.Ia5 => char.IsAscii(c),
        _ => true,
    };

    /// <summary>Reads AttributeTypeAndValue.</summary>
    internal static Outcome<NameAttribute> Read(AsnReader reader)
    {
        var pair = reader.ReadSequence();
        var type = pair.ReadObjectIdentifier();
        var tag = pair.PeekTag();
        var whole = pair.PeekEncodedValue();
        var text = tag.TagClass == TagClass.Universal && !tag.IsConstructed ? ReadText((UniversalTagNumber)tag.TagValue, pair, type) : null;
        if (text is null)
            pair.ReadEncodedValue();
        pair.ThrowIfNotEmpty();
        return text ?? new NameAttribute(type, "#" + Convert.ToHexString(whole.Span), NameStringType.Other);
    }

    /// <summary>Writes AttributeTypeAndValue.</summary>
    internal void Write(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Type);
            if (StringType == NameStringType.Other)
                writer.WriteEncodedValue(Convert.FromHexString(Value.AsSpan(1)));
            else
                writer.WriteCharacterString(StringType switch
                {
                    NameStringType.Utf8 => UniversalTagNumber.UTF8String,
                    NameStringType.Printable => UniversalTagNumber.PrintableString,
                    NameStringType.Ia5 => UniversalTagNumber.IA5String,
                    NameStringType.Numeric => UniversalTagNumber.NumericString,
                    _ => throw new InvalidOperationException($"{StringType} is never written."),
                }, Value);
        }
    }

    /// <summary>The text of a string, a refusal of what is not text in its own encoding, or null for what is not a string.</summary>
    /// <remarks>
    /// Strings of seven bits are not held to their alphabets here: public certificates have <c>*</c>, <c>@</c> and <c>_</c> in a
    /// PrintableString, and relying parties have to read them. <see cref="Check"/> is strict.
    /// </remarks>
    static Outcome<NameAttribute>? ReadText(UniversalTagNumber tag, AsnReader reader, string type)
    {
        NameStringType? stringType = tag switch
        {
            UniversalTagNumber.UTF8String => NameStringType.Utf8,
            UniversalTagNumber.PrintableString => NameStringType.Printable,
            UniversalTagNumber.IA5String => NameStringType.Ia5,
            UniversalTagNumber.NumericString => NameStringType.Numeric,
            UniversalTagNumber.TeletexString or UniversalTagNumber.BMPString
                or UniversalTagNumber.UniversalString or UniversalTagNumber.VisibleString => NameStringType.Legacy,
            _ => null,
        };
        if (stringType is null)
            return null;
        if (!reader.TryReadPrimitiveCharacterStringBytes(new Asn1Tag(tag), out var contents))
            throw new AsnContentException();
        // U+FFFE stands for no character and has no normal form to compare it in: RFC 4518 §2.4 prohibits it.
        return Decode(tag, contents.Span) is { } text && !text.Contains('\uFFFE')
            ? new NameAttribute(type, text, stringType.Value)
            : new Refusal(RefusalCode.Malformed, "Certificates.name-not-in-its-encoding", NameAttributeType.Of(type).Name, tag.ToString());
    }

    static string? Decode(UniversalTagNumber tag, ReadOnlySpan<byte> contents) => tag switch
    {
        UniversalTagNumber.UTF8String => Utf8.IsValid(contents) ? Encoding.UTF8.GetString(contents) : null,
        // T.61 in theory; in practice everyone has written and read Latin-1 (OpenSSL, NSS).
        UniversalTagNumber.TeletexString => Encoding.Latin1.GetString(contents),
        UniversalTagNumber.BMPString => DecodeWide(contents, 2),
        UniversalTagNumber.UniversalString => DecodeWide(contents, 4),
        _ => Ascii.IsValid(contents) ? Encoding.ASCII.GetString(contents) : null,
    };

    static string? DecodeWide(ReadOnlySpan<byte> contents, int width)
    {
        if (contents.Length % width != 0)
            return null;
        var text = new StringBuilder(contents.Length / width);
        for (; contents.Length > 0; contents = contents[width..])
        {
            var value = width == 2 ? BinaryPrimitives.ReadUInt16BigEndian(contents) : BinaryPrimitives.ReadUInt32BigEndian(contents);
            if (!Rune.TryCreate(value, out var rune))
                return null;
            text.Append(rune.ToString());
        }
        return text.ToString();
    }
}
