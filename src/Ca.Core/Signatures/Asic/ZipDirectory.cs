using System.Buffers.Binary;

namespace Ca.Core.Signatures.Asic;

/// <summary>
/// The central directory of a ZIP (APPNOTE.TXT 6.3.10, §4.3), looked at before the platform reads it into memory: how many files there are, that each has
/// its own octets, and that programs which read from the front, header by header, see the same files.
/// </summary>
static class ZipDirectory
{
    const int EndOctets = 22;
    const int MaxCommentOctets = ushort.MaxValue;
    const uint EndMark = 0x06054B50;
    const uint RecordMark = 0x02014B50;
    const int RecordOctets = 46;
    const uint LocalMark = 0x04034B50;
    const int LocalOctets = 30;

    /// <summary>Stands where a number is in the extra field of ZIP64 instead. In a directory of the length that we read there is no need of it.</summary>
    const uint Elsewhere = uint.MaxValue;

    /// <summary>Bit 3 of the flags: the sizes stand behind the file and not before it.</summary>
    const int SizesBehind = 8;

    /// <summary>Why a ZIP is not unpacked at all, or null.</summary>
    public static Refusal? Refuses(ReadOnlySpan<byte> zip, int maxFiles)
    {
        if (Find(zip) is not { } records)
            return new(RefusalCode.Malformed, "Signatures.not-zip");
        var ranges = new List<(long From, long To)>();
        for (var directory = zip[records]; IsRecord(directory);)
        {
            if (ranges.Count == maxFiles)
                return new(RefusalCode.TooLarge, "Signatures.zip-too-many", maxFiles);
            var name = directory.Slice(RecordOctets, Math.Min(Short(directory, 28), directory.Length - RecordOctets));
            if (RangeOf(directory, name, zip[..records.Start.Value]) is not { } range)
                return new(RefusalCode.Malformed, "Signatures.zip-two-readings");
            ranges.Add(range);
            directory = directory[Math.Min(RecordOctets + Short(directory, 28) + Short(directory, 30) + Short(directory, 32), directory.Length)..];
        }
        ranges.Sort();
        var read = 0L;
        foreach (var (from, to) in ranges)
        {
            if (from < read || HoldsFile(zip[(int)read..(int)from]))
                return new(RefusalCode.Malformed, "Signatures.zip-two-readings");
            read = to;
        }
        return HoldsFile(zip[(int)read..records.Start.Value]) ? new(RefusalCode.Malformed, "Signatures.zip-two-readings") : null;
    }

    /// <summary>Between the files of the directory there may be their sizes, and nothing that a program reading from the front takes for one more.</summary>
    static bool HoldsFile(ReadOnlySpan<byte> between) => between.IndexOf("PK\u0003\u0004"u8) >= 0;

    static bool IsRecord(ReadOnlySpan<byte> directory) => directory.Length >= RecordOctets && Long(directory, 0) == RecordMark;

    /// <summary>Where the records are; null when there is no end record that says so itself: one of ZIP64 would lead to other records.</summary>
    static Range? Find(ReadOnlySpan<byte> zip)
    {
        var earliest = Math.Max(0, zip.Length - EndOctets - MaxCommentOctets);
        for (var at = zip.Length - EndOctets; at >= earliest; at--)
            if (Long(zip, at) == EndMark)
                return !SaysElsewhere(zip[at..]) && Long(zip, at + 16) is var start && start < at ? (int)start..at : null;
        return null;
    }

    /// <summary>Disk, numbers of records, length and place of the directory: any of them that is all ones is to be read in ZIP64's end record.</summary>
    static bool SaysElsewhere(ReadOnlySpan<byte> end) =>
        Short(end, 4) == ushort.MaxValue || Short(end, 8) == ushort.MaxValue || Short(end, 10) == ushort.MaxValue || Long(end, 12) == Elsewhere || Long(end, 16) == Elsewhere;

    /// <summary>The octets of a file with its local header; null when that is another than the record says.</summary>
    static (long From, long To)? RangeOf(ReadOnlySpan<byte> record, ReadOnlySpan<byte> name, ReadOnlySpan<byte> zip)
    {
        var (from, packed, size) = (Long(record, 42), Long(record, 20), Long(record, 24));
        if (from == Elsewhere || packed == Elsewhere || size == Elsewhere || from > zip.Length - LocalOctets)
            return null;
        var local = zip[(int)from..];
        var end = from + LocalOctets + Short(local, 26) + Short(local, 28) + (long)packed;
        if (Long(local, 0) != LocalMark || end > zip.Length || !local[LocalOctets..].StartsWith(name) || Short(local, 26) != name.Length || Short(local, 8) != Short(record, 10))
            return null;
        var sizesAreHere = (Short(local, 6) & SizesBehind) == 0;
        return sizesAreHere && !(Says(local, 18, packed) && Says(local, 22, size)) ? null : (from, end);
    }

    static bool Says(ReadOnlySpan<byte> local, int at, uint number) => Long(local, at) is var said && (said == number || said == Elsewhere);

    static int Short(ReadOnlySpan<byte> octets, int at) => BinaryPrimitives.ReadUInt16LittleEndian(octets[at..]);

    static uint Long(ReadOnlySpan<byte> octets, int at) => BinaryPrimitives.ReadUInt32LittleEndian(octets[at..]);
}
