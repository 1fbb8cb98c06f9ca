using System.Formats.Asn1;
using Ca.Core.Certificates;

namespace Ca.Core.Revocation;

/// <summary>The entries of a list, where they lie, in the order of their serial numbers: four octets an entry.</summary>
sealed class EntryIndex
{
    readonly ReadOnlyMemory<byte> entries;

    // Where each entry begins, by serial number; of equal numbers by place.
    readonly int[] bySerial;

    // Where the entries with certificateIssuer begin, by place: each also names the issuer of those behind it (RFC 5280 §5.3.3).
    readonly int[] issuerChanges;

    EntryIndex(ReadOnlyMemory<byte> entries, int[] bySerial, int[] issuerChanges, IReadOnlyList<string> unknownCriticalExtensions)
    {
        this.entries = entries;
        this.bySerial = bySerial;
        this.issuerChanges = issuerChanges;
        UnknownCriticalExtensions = unknownCriticalExtensions;
    }

    public int Count => bySerial.Length;

    /// <summary>Whether some entry names another issuer than the list's.</summary>
    public bool IsIndirect => issuerChanges.Length > 0;

    public IReadOnlyList<string> UnknownCriticalExtensions { get; }

    /// <summary>Reads every entry; throws <see cref="AsnContentException"/> for the first that is malformed.</summary>
    /// <param name="entries">Contents of revokedCertificates.</param>
    public static EntryIndex Build(ReadOnlyMemory<byte> entries)
    {
        var all = entries.Span;
        // 35 octets: the shortest entry with a 16-octet serial number.
        var starts = new List<int>(all.Length / 35);
        var issuerChanges = new List<int>();
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        var ascending = true;
        ReadOnlySpan<byte> before = [];
        for (var at = 0; at < all.Length;)
        {
            var entry = FirstOf(all[at..]);
            var fields = RawEntry.Read(entry);
            if (fields.IssuerName() is not null)
                issuerChanges.Add(at);
            if (fields.UnknownCriticalExtension is { } oid && unknown.Count < RevocationListHeader.MaxUnknownExtensions)
                unknown.Add(oid);
            ascending &= Compare(before, fields.Serial) <= 0;
            before = fields.Serial;
            starts.Add(at);
            at += entry.Length;
        }
        var bySerial = starts.ToArray();
        if (!ascending)
            Array.Sort(bySerial, (a, b) => Compare(SerialAt(entries.Span, a), SerialAt(entries.Span, b)) is var order and not 0 ? order : a.CompareTo(b));
        return new(entries, bySerial, [.. issuerChanges], [.. unknown]);
    }

    /// <summary>The last entry of this serial number which <paramref name="belongs"/> to the issuer asked for (null: the list's own).</summary>
    public RevocationListEntry? FindLast(SerialNumber serialNumber, Func<DistinguishedName?, bool> belongs)
    {
        var all = entries.Span;
        var serial = serialNumber.Octets.AsSpan();
        for (var i = CountNotAbove(all, serial) - 1; i >= 0 && SerialAt(all, bySerial[i]).SequenceEqual(serial); i--)
            if (belongs(IssuerAt(all, bySerial[i])))
                return RawEntry.Read(FirstOf(all[bySerial[i]..])).ToEntry();
        return null;
    }

    /// <summary>In the order of the list.</summary>
    public IEnumerable<RevocationListEntry> InOrder()
    {
        for (var at = 0; at < entries.Length; at += FirstOf(entries.Span[at..]).Length)
            yield return RawEntry.Read(FirstOf(entries.Span[at..])).ToEntry();
    }

    /// <summary>An order over contents of INTEGERs; of positive ones that of the numbers.</summary>
    internal static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.Length != b.Length ? a.Length - b.Length : a.SequenceCompareTo(b);

    /// <summary>The encoding of the first entry.</summary>
    static ReadOnlySpan<byte> FirstOf(ReadOnlySpan<byte> entries)
    {
        AsnDecoder.ReadSequence(entries, AsnEncodingRules.DER, out _, out _, out var length);
        return entries[..length];
    }

    /// <summary>How many entries have this serial number or a lower one.</summary>
    int CountNotAbove(ReadOnlySpan<byte> all, ReadOnlySpan<byte> serial)
    {
        var (low, high) = (0, bySerial.Length);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (Compare(SerialAt(all, bySerial[middle]), serial) <= 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    DistinguishedName? IssuerAt(ReadOnlySpan<byte> all, int start)
    {
        var change = Array.BinarySearch(issuerChanges, start);
        var last = change >= 0 ? change : ~change - 1;
        return last < 0 ? null : RawEntry.Read(FirstOf(all[issuerChanges[last]..])).IssuerName();
    }

    // The entry was read before, so its lengths are known to be right: two headers, then the number.
    static ReadOnlySpan<byte> SerialAt(ReadOnlySpan<byte> all, int start)
    {
        var entryHeader = all[start + 1] < 0x80 ? 2 : 2 + (all[start + 1] & 0x7F);
        var number = all[(start + entryHeader)..];
        return number.Slice(2, number[1]);
    }
}
