using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.TimeStamping;

namespace Ca.Core.Signatures.Cms;

/// <summary>
/// The time-stamps of one signer of a SignedData, and the octets that each is over: RFC 5126 §6 and ETSI EN 319 122-1 §5.5. Where the
/// standards leave the encoding open, a time-stamp may be over any form that they have ever named.
/// </summary>
sealed class CadesTimeStamps
{
    /// <summary>One a year for the life of the file, and a few at its signing: each costs a path and perhaps a reading of the content.</summary>
    public const int MaxCount = 64;

    /// <summary>Of the fields that are signed: attributes of a few KiB, and content time-stamps among them.</summary>
    const int MaxSignedOctets = 4 * 1024 * 1024;

    readonly CmsSignerEntry signer;
    readonly CmsContent content;
    readonly CmsOctets[] forms;
    readonly PieceDigests pieces;
    readonly Dictionary<(string Type, DigestAlgorithm Digest), byte[]> imprints = [];
    readonly int index;
    readonly List<Entry> all = [];

    /// <param name="Type">Of the attribute that holds it.</param>
    /// <param name="Position">Of that attribute among the unsigned ones; -1 for a signed one.</param>
    /// <param name="Value">Which of its values it is.</param>
    /// <param name="Claim">What it is taken for.</param>
    sealed record Entry(string Type, int Position, int Value, TimeStampClaim Claim)
    {
        readonly Lazy<ArchiveHashIndex?> hashes = new(() => Claim.Token.Refused(out _, out var stamp) ? null : ArchiveHashIndex.Of(stamp));

        public TimeStampToken? Token { get; } = Claim.Token.Refused(out _, out var token) ? null : token;

        /// <summary>Of an archive time-stamp of version 3.</summary>
        public ArchiveHashIndex? Hashes => hashes.Value;
    }

    /// <param name="signer">Whose.</param>
    /// <param name="content">What was signed.</param>
    /// <param name="signed">The file, for archive time-stamps; null for a counter-signature, which has none of its own.</param>
    /// <param name="pieces">Of that file.</param>
    public CadesTimeStamps(CmsSignerEntry signer, CmsContent content, CmsSignedData? signed, PieceDigests pieces)
    {
        this.pieces = pieces;
        this.signer = signer;
        this.content = content;
        index = signed is null ? -1 : signed.Signers.TakeWhile(s => s != signer).Count();
        forms = signed is null || !HasArchive ? [] : [.. signed.Forms];
        foreach (var token in signer.SignedAttributes?.All(Oids.ContentTimeStamp) ?? [])
            Add(Oids.ContentTimeStamp, -1, 0, TimeStampKind.Content, token, t => Hash(t, content.Digest));
        for (var position = 0; position < signer.UnsignedAttributes.Items.Count; position++)
            if (signer.UnsignedAttributes.Items[position] is var attribute && KindOf(attribute.Type) is { } kind)
                for (var value = 0; value < attribute.Values.Count; value++)
                    Add(attribute.Type, position, value, kind, attribute.Values[value], ImprintOf(attribute.Type));
    }

    /// <summary>In the order of the file, no more than <see cref="MaxCount"/>.</summary>
    public IReadOnlyList<TimeStampClaim> Claims => [.. all.Select(a => a.Claim)];

    /// <summary>Some were left out.</summary>
    public bool TooMany { get; private set; }

    /// <summary>Whether a time-stamp over signature and evidence is there, valid or not.</summary>
    public bool HasArchive => signer.UnsignedAttributes.Items.Any(a => a.Type is Oids.ArchiveTimeStamp1 or Oids.ArchiveTimeStamp2 or Oids.ArchiveTimeStamp3);

    void Add(string type, int position, int value, TimeStampKind kind, ReadOnlyMemory<byte> token, Func<TimeStampToken, byte[]?> imprint)
    {
        if (all.Count == MaxCount)
        {
            TooMany = true;
            return;
        }
        Entry? entry = null;
        var claim = new TimeStampClaim(kind, TimeStampToken.Parse(token), imprint)
        {
            Covers = other => all.Find(e => ReferenceEquals(e.Claim, other)) is { } found && Covers(entry!, found),
        };
        all.Add(entry = new(type, position, value, claim));
    }

    static TimeStampKind? KindOf(string type) => type switch
    {
        Oids.SignatureTimeStamp => TimeStampKind.Signature,
        Oids.SignatureAndReferencesTimeStamp => TimeStampKind.SignatureAndReferences,
        Oids.ReferencesTimeStamp => TimeStampKind.References,
        Oids.ArchiveTimeStamp1 or Oids.ArchiveTimeStamp2 or Oids.ArchiveTimeStamp3 => TimeStampKind.Archive,
        _ => null,
    };

    Func<TimeStampToken, byte[]?> ImprintOf(string type) => type switch
    {
        Oids.SignatureTimeStamp => t => Hash(t, d => Once(type, d, () => d.Compute(signer.Signature.Span))),
        Oids.SignatureAndReferencesTimeStamp =>
            t => Hash(t, d => Once(type, d, () => OverReferences(d, signer.Signature, Oids.SignatureTimeStamp, Oids.CertificateReferences, Oids.RevocationReferences))),
        Oids.ReferencesTimeStamp => t => Hash(t, d => Once(type, d, () => OverReferences(d, default, Oids.CertificateReferences, Oids.RevocationReferences))),
        Oids.ArchiveTimeStamp2 => Archive2,
        Oids.ArchiveTimeStamp3 => Archive3,
        // The first archive time-stamp (RFC 3126) was withdrawn because programs did not agree on what it is over.
        _ => _ => null,
    };

    static byte[]? Hash(TimeStampToken token, Func<DigestAlgorithm, byte[]?> compute) => token.Digest.Refused(out _, out var digest) ? null : compute(digest);

    /// <summary>All time-stamps of such a type, and with this hash, are over the same.</summary>
    byte[]? Once(string type, DigestAlgorithm digest, Func<byte[]?> compute)
    {
        if (!imprints.TryGetValue((type, digest), out var imprint) && compute() is { } computed)
            imprints[(type, digest)] = imprint = computed;
        return imprint;
    }

    /// <summary>The one that the token has, of those that it may have; when it has none of them, the first.</summary>
    static byte[]? Choose(TimeStampToken token, IEnumerable<byte[]?> imprints)
    {
        byte[]? first = null;
        foreach (var imprint in imprints)
            if (imprint is not null && token.Imprint.Span.SequenceEqual(imprint))
                return imprint;
            else
                first ??= imprint;
        return first;
    }

    /// <summary>RFC 5126 §6.3.5 and §6.3.6: of each attribute the type and the values, without the SEQUENCE around them.</summary>
    byte[]? OverReferences(DigestAlgorithm digest, ReadOnlyMemory<byte> before, params string[] types)
    {
        var attributes = types.SelectMany(type => signer.UnsignedAttributes.Items.Where(a => a.Type == type)).ToList();
        if (!attributes.Exists(a => a.Type is Oids.CertificateReferences or Oids.RevocationReferences))
            return null;
        return Over(digest, attributes.Select(a => ContentsOf(a.Encoded)).Prepend(before));
    }

    /// <summary>RFC 5126 §6.4.1: the whole SignedData of one signer as it was when the time-stamp was made.</summary>
    byte[]? Archive2(TimeStampToken token) => Hash(token, digest => Choose(token, Archive2(token, digest)));

    IEnumerable<byte[]?> Archive2(TimeStampToken token, DigestAlgorithm digest)
    {
        foreach (var form in forms)
        {
            var own = form.Signers[index];
            var unsigned = own.Unsigned.Where((a, position) => IsBefore(a, position, token)).Select(a => a.Encoded).ToList();
            ReadOnlyMemory<byte>[] behind =
            [
                .. form.Certificates is { } certificates ? [certificates.Encoded] : Array.Empty<ReadOnlyMemory<byte>>(),
                .. form.RevocationInformation is { } revocation ? [revocation.Encoded] : Array.Empty<ReadOnlyMemory<byte>>(),
                .. own.Signed,
            ];
            // "Simultaneously compute the two hash values": TS 101 733 annex K had left out the tag and length of unsignedAttrs before 2.2.1.
            yield return content.DigestAround(digest, form.ContentInfo, [.. behind, Der.Header(0xA1, unsigned.Sum(a => a.Length)), .. unsigned]);
            yield return content.DigestAround(digest, form.ContentInfo, [.. behind, .. unsigned]);
        }
    }

    /// <summary>Archive time-stamps of the same time or later are not under this one; all the rest of the unsigned attributes is.</summary>
    bool IsBefore(CmsAttribute attribute, int position, TimeStampToken token) =>
        attribute.Type is not (Oids.ArchiveTimeStamp2 or Oids.ArchiveTimeStamp3) || all.Find(e => e.Position == position)?.Token?.Time < token.Time;

    /// <summary>EN 319 122-1 §5.5.3: content type, hash of the content, the signer's own fields, and an index of hashes of all the rest.</summary>
    byte[]? Archive3(TimeStampToken token) => Hash(token, digest =>
    {
        if (forms.Any(f => f.Signers[index].Signed.Sum(s => (long)s.Length) > MaxSignedOctets))
            return null;
        if (all.Find(e => ReferenceEquals(e.Token, token))?.Hashes is not { } hashes || content.Digest(digest) is not { } hash || !hashes.IsOver(forms, index, pieces))
            return null;
        return Choose(token, forms.Select(form => Over(digest, [form.ContentType, hash, .. form.Signers[index].Signed, hashes.Encoded])));
    });

    /// <summary>Whether an archive time-stamp is over another time-stamp, too, so that it shows that this one existed before it.</summary>
    bool Covers(Entry entry, Entry other) => other.Position < 0 || entry.Type switch
    {
        Oids.ArchiveTimeStamp2 => other.Claim.Kind != TimeStampKind.Archive || other.Token?.Time < entry.Token?.Time,
        Oids.ArchiveTimeStamp3 => entry.Hashes?.Lists(forms.Select(f => f.Signers[index].Unsigned[other.Position]), other.Value, pieces) == true,
        Oids.SignatureAndReferencesTimeStamp => other.Claim.Kind == TimeStampKind.Signature,
        _ => false,
    };

    static byte[] Over(DigestAlgorithm algorithm, IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        using var digest = algorithm.Begin();
        foreach (var piece in pieces)
            digest.Append(piece.Span);
        return digest.Finish();
    }

    static ReadOnlyMemory<byte> ContentsOf(ReadOnlyMemory<byte> encoded)
    {
        AsnDecoder.ReadEncodedValue(encoded.Span, AsnEncodingRules.BER, out var offset, out var length, out _);
        return encoded.Slice(offset, length);
    }
}
