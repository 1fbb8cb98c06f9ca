using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Microsoft.Win32.SafeHandles;

namespace Ca.Core.Revocation;

/// <summary>
/// A CRL on disk, read and checked whole without ever being in memory whole: what a publisher does with lists of its own. It keeps the
/// file open, so that a swap under it changes nothing.
/// </summary>
public sealed class RevocationListFile : IDisposable
{
    readonly SafeFileHandle file;
    readonly RevocationListLayout layout;

    RevocationListFile(SafeFileHandle file, RevocationListLayout layout, RevocationListHeader header)
    {
        this.file = file;
        this.layout = layout;
        Header = header;
    }

    /// <summary>All that the list says beside its entries.</summary>
    public RevocationListHeader Header { get; private set; }

    /// <summary>How many entries there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the entries stand in ascending order of serial numbers, as ours do.</summary>
    public bool IsAscending { get; private set; } = true;

    /// <summary>The entries in the order of the list.</summary>
    public IEnumerable<RevocationListEntry> Entries
    {
        get
        {
            var entries = new EntryStream(file, layout.EntriesStart, layout.EntriesEnd);
            while (entries.MoveNext())
                yield return RawEntry.Read(entries.Current).ToEntry();
        }
    }

    /// <summary>Reads a list in DER, its entries included.</summary>
    public static Outcome<RevocationListFile> Open(string path)
    {
        var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var outcome = Der.Guard(() => Read(file));
        if (outcome.Refused(out _, out _))
            file.Dispose();
        return outcome;
    }

    /// <summary>Whether this key made the signature: both algorithm identifiers equal, known, and the signature good.</summary>
    public bool IsSignedBy(PublicKey key)
    {
        if (Header.SignatureAlgorithm.Refused(out _, out var algorithm))
            return false;
        using var tbs = new FileSlice(file, layout.TbsStart, layout.TbsEnd);
        return key.Verify(algorithm, tbs, Header.Signature.Span);
    }

    /// <summary>
    /// The gate before this list replaces the published one: signed by its issuer, numbered higher, not dated back, in force at
    /// <paramref name="now"/>, and everything still revoked that was revoked for good.
    /// </summary>
    /// <returns>The refusal, or null when the list may be published.</returns>
    public Refusal? RefuseToReplace(RevocationListFile? published, Certificate issuer, DateTimeOffset now)
    {
        if (!Header.Issuer.Equals(issuer.Subject) || issuer.PublicKey.Refused(out _, out var key) || !IsSignedBy(key))
            return new Refusal(RefusalCode.BadSignature, "Revocation.not-signed-by-issuer", issuer.Subject);
        if (Header.Number is not { } number || !IsAscending)
            return new Refusal(RefusalCode.Malformed, "Revocation.not-ours");
        if (Header.ThisUpdate > now || Header.NextUpdate is not { } nextUpdate || nextUpdate <= now)
            return new Refusal(RefusalCode.OutOfTime, "Revocation.not-in-force", $"{Header.ThisUpdate:u}", $"{Header.NextUpdate:u}", $"{now:u}");
        if (published is null)
            return null;
        if (number <= (published.Header.Number ?? 0))
            return new Refusal(RefusalCode.Conflict, "Revocation.number-not-higher", number, published.Header.Number!);
        if (Header.ThisUpdate < published.Header.ThisUpdate)
            return new Refusal(RefusalCode.OutOfTime, "Revocation.dated-back", $"{Header.ThisUpdate:u}", $"{published.Header.ThisUpdate:u}");
        return FirstForgotten(published) is { } forgotten
            ? new Refusal(RefusalCode.Conflict, "Revocation.entry-forgotten", forgotten.SerialNumber)
            : null;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();

    /// <summary>The first certificate that the published list revokes for good and this one revokes neither for the same reason nor for a compromise.</summary>
    RevocationListEntry? FirstForgotten(RevocationListFile published)
    {
        using var ours = Entries.GetEnumerator();
        var more = ours.MoveNext();
        foreach (var entry in published.Entries.Where(e => e.Reason != RevocationReason.CertificateHold))
        {
            while (more && EntryIndex.Compare(ours.Current.SerialNumber.Octets, entry.SerialNumber.Octets) < 0)
                more = ours.MoveNext();
            if (!more || ours.Current.SerialNumber != entry.SerialNumber
                || ours.Current.Reason != entry.Reason && ours.Current.Reason != RevocationReason.KeyCompromise)
                return entry;
        }
        return null;
    }

    static Outcome<RevocationListFile> Read(SafeFileHandle file)
    {
        if (RevocationListLayout.Read(file).Refused(out var why, out var layout))
            return why;
        if (Der.Read(layout.WithoutEntries, layout.WithoutEntries.Length, r => RevocationListHeader.Read(r.ReadSequence(), out _)).Refused(out why, out var header))
            return why;
        var list = new RevocationListFile(file, layout, header);
        list.ReadEntries();
        return list;
    }

    void ReadEntries()
    {
        var entries = new EntryStream(file, layout.EntriesStart, layout.EntriesEnd);
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        byte[] before = [];
        while (entries.MoveNext())
        {
            var entry = RawEntry.Read(entries.Current);
            IsAscending &= EntryIndex.Compare(before, entry.Serial) < 0;
            before = entry.Serial.ToArray();
            entry.IssuerName();
            if (entry.UnknownCriticalExtension is { } oid && unknown.Count < RevocationListHeader.MaxUnknownExtensions)
                unknown.Add(oid);
            Count++;
        }
        Header = Header.WithUnknownOfEntries([.. unknown]);
    }
}
