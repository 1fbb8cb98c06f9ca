using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Revocation;

/// <summary>
/// A certificate revocation list (RFC 5280 §5), parsed strictly, once, with an index over its entries: a lookup among a million takes
/// microseconds, where scanning such a list for every certificate takes a fifth of a second (bcgit/bc-csharp issue 72).
/// </summary>
/// <remarks>
/// Strict in encoding, tolerant in profile, as <see cref="Certificate"/> is: version 1, delta and indirect lists and unknown critical
/// extensions are read, and it is for path validation to judge by what the list says whether it may be used.
/// </remarks>
public sealed class RevocationList
{
    /// <summary>Larger ones are refused: a million entries with reasons and 16-octet serials have 49 MB, the largest public lists under 100.</summary>
    public const int MaxOctets = 256 * 1024 * 1024;

    readonly EntryIndex index;
    string? fingerprint;

    RevocationList(ReadOnlyMemory<byte> encoded, ReadOnlyMemory<byte> tbsCertList, RevocationListHeader header, EntryIndex index)
    {
        Encoded = encoded;
        TbsCertList = tbsCertList;
        Header = header;
        this.index = index;
    }

    /// <summary>DER, byte for byte.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>SHA-256 over <see cref="Encoded"/>, lower-case hex; computed when it is first asked for, since lists are large.</summary>
    public string Fingerprint => fingerprint ??= Convert.ToHexStringLower(SHA256.HashData(Encoded.Span));

    /// <summary>DER of tbsCertList: what was signed.</summary>
    public ReadOnlyMemory<byte> TbsCertList { get; }

    /// <summary>All that the list says beside its entries.</summary>
    public RevocationListHeader Header { get; }

    /// <summary>How many entries there are.</summary>
    public int Count => index.Count;

    /// <summary>The entries in the order of the list, each read when it is asked for.</summary>
    public IEnumerable<RevocationListEntry> Entries => index.InOrder();

    /// <summary>
    /// The entry for this certificate of the list's issuer, or of the issuer that certificateIssuer names in an indirect list; null when
    /// there is none. Of several the last.
    /// </summary>
    public RevocationListEntry? Find(DistinguishedName certificateIssuer, SerialNumber serialNumber)
    {
        var ofListIssuer = certificateIssuer.Equals(Header.Issuer);
        return ofListIssuer || index.IsIndirect
            ? index.FindLast(serialNumber, issuer => issuer?.Equals(certificateIssuer) ?? ofListIssuer)
            : null;
    }

    /// <summary>Whether this key made the signature: both algorithm identifiers equal, known, and the signature good.</summary>
    public bool IsSignedBy(PublicKey key) => IsSignedBy(key, Header.SignatureAlgorithm);

    /// <summary>The same with outdated algorithms too: whether they may be relied on is for whoever asks to know.</summary>
    internal bool IsSignedEvenOutdatedBy(PublicKey key) => IsSignedBy(key, Header.SignatureAlgorithmEvenOutdated);

    bool IsSignedBy(PublicKey key, Outcome<SignatureAlgorithm> known) =>
        !known.Refused(out _, out var algorithm) && key.Verify(algorithm, TbsCertList.Span, Header.Signature.Span);

    /// <summary>Reads DER, at most <see cref="MaxOctets"/>; the octets are not copied, and whoever gives them leaves them as they are.</summary>
    public static Outcome<RevocationList> Parse(ReadOnlyMemory<byte> der) => Der.Read<RevocationList>(der, MaxOctets, reader =>
    {
        var list = reader.ReadSequence();
        var tbs = list.PeekEncodedValue();
        if (RevocationListHeader.Read(list, out var entries).Refused(out var why, out var header))
            return why;
        var index = EntryIndex.Build(entries);
        return new RevocationList(der, tbs, header.WithUnknownOfEntries(index.UnknownCriticalExtensions), index);
    });

    /// <summary>Reads DER or PEM (the first X509 CRL in it).</summary>
    public static Outcome<RevocationList> ParsePemOrDer(ReadOnlyMemory<byte> bytes) => Pem.Unwrap(bytes, Pem.MaxOctets(MaxOctets), "X509 CRL").Then(Parse);

    /// <summary>
    /// Writes a new list of version 2, signed, and durably on disk; a file of that name is overwritten. Swapping it with the published
    /// one is the caller's act, behind the gate of <see cref="RevocationListFile.RefuseToReplace"/>.
    /// </summary>
    /// <param name="path">A second file beside it, ending in <c>.tbs</c>, exists while the list is written.</param>
    /// <param name="content">All but the entries.</param>
    /// <param name="revocations">In ascending order of serial numbers, each once; read once, and never held in memory together.</param>
    /// <param name="key">The issuer's.</param>
    /// <param name="cancellationToken">Leaves an incomplete file behind.</param>
    /// <returns>The refusal, or null when the list is there.</returns>
    public static Task<Refusal?> Write(
        string path, RevocationListContent content, IAsyncEnumerable<Revocation> revocations, SigningKey key, CancellationToken cancellationToken) =>
        RevocationListWriter.Write(path, content, revocations, key, cancellationToken);
}
