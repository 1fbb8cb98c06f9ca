using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.TimeStamping;

namespace Ca.Core.Signatures.Cms;

/// <summary>
/// ats-hash-index of an archive time-stamp of version 3: the hashes of all certificates, revocation information and unsigned attributes that it is
/// over (EN 319 122-1 §5.5.2; TS 101 733 §6.4.2 for the first version). What was added later is not in it, and not lost by that.
/// </summary>
sealed class ArchiveHashIndex
{
    readonly DigestAlgorithm digest;
    readonly HashSet<string> certificates;
    readonly HashSet<string> revocationInformation;
    readonly HashSet<string> attributes;

    ArchiveHashIndex(ReadOnlyMemory<byte> encoded, DigestAlgorithm digest, AsnReader lists)
    {
        Encoded = encoded;
        this.digest = digest;
        certificates = Read(lists);
        revocationInformation = Read(lists);
        attributes = Read(lists);
    }

    /// <summary>The attribute's value, which is itself under the time-stamp.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>That of a token; null when it has none, or several, or one that cannot be read.</summary>
    public static ArchiveHashIndex? Of(TimeStampToken token)
    {
        var unsigned = token.SignedData.Signers[0].UnsignedAttributes;
        var found = unsigned.Single(Oids.ArchiveHashIndex3) ?? unsigned.Single(Oids.ArchiveHashIndex2) ?? unsigned.Single(Oids.ArchiveHashIndex1);
        return found is { } value && !Der.Read<ArchiveHashIndex>(value, TimeStampToken.MaxOctets, reader => Read(value, reader.ReadSequence())).Refused(out _, out var index) ? index : null;
    }

    /// <summary>ATSHashIndexV3 of all that a signer's file has now.</summary>
    public static byte[] Write(CmsOctets octets, int signer, DigestAlgorithm digest) => Der.Write(w =>
    {
        using (w.PushSequence())
        {
            using (w.PushSequence())
                w.WriteObjectIdentifier(digest.Oid);
            Write(octets.Certificates?.Values ?? []);
            Write(octets.RevocationInformation?.Values ?? []);
            Write(octets.Signers[signer].Unsigned.SelectMany(TypedValues));
        }

        void Write(IEnumerable<ReadOnlyMemory<byte>> values)
        {
            using (w.PushSequence())
                foreach (var value in values)
                    w.WriteOctetString(digest.Compute(value.Span));
        }
    });

    /// <summary>Whether every hash is of something in the file: what was listed and is gone was under the time-stamp.</summary>
    public bool IsOver(IReadOnlyList<CmsOctets> forms, int signer, PieceDigests pieces) =>
        certificates.IsSubsetOf(forms.SelectMany(f => f.Certificates?.Values ?? []).Select(v => pieces.Of(digest, v)))
        && revocationInformation.IsSubsetOf(forms.SelectMany(f => f.RevocationInformation?.Values ?? []).Select(v => pieces.Of(digest, v)))
        && attributes.IsSubsetOf(forms.SelectMany(f => f.Signers[signer].Unsigned).SelectMany(a => HashesOf(a, pieces)));

    /// <summary>Whether this value of an attribute, in one of its forms, is among what is listed.</summary>
    public bool Lists(IEnumerable<CmsAttribute> forms, int value, PieceDigests pieces) =>
        forms.Any(a => attributes.Contains(HashOf(a, pieces)) || attributes.Contains(HashOf(a, value, pieces)));

    /// <summary>Version 1 lists whole attributes; versions 2 and 3 the type together with each value.</summary>
    IEnumerable<string> HashesOf(CmsAttribute attribute, PieceDigests pieces) =>
        Enumerable.Range(0, attribute.Values.Count).Select(i => HashOf(attribute, i, pieces)).Prepend(HashOf(attribute, pieces));

    string HashOf(CmsAttribute attribute, PieceDigests pieces) => pieces.Of(digest, attribute.Encoded);

    string HashOf(CmsAttribute attribute, int value, PieceDigests pieces) => pieces.Of(digest, attribute.Values[value], attribute.Type);

    static IEnumerable<ReadOnlyMemory<byte>> TypedValues(CmsAttribute attribute)
    {
        var type = Der.Write(w => w.WriteObjectIdentifier(attribute.Type));
        return attribute.Values.Select(v => (ReadOnlyMemory<byte>)(byte[])[.. type, .. v.Span]);
    }

    static Outcome<ArchiveHashIndex> Read(ReadOnlyMemory<byte> encoded, AsnReader reader)
    {
        // AlgorithmIdentifier begins with an OBJECT IDENTIFIER; where it is left out it means SHA-256, and a list of hashes comes first.
        var algorithm = reader.PeekContentBytes() is { IsEmpty: false } contents && contents.Span[0] == 0x06
            ? CmsAlgorithms.ReadDigest(reader.ReadEncodedValue())
            : DigestAlgorithm.Sha256;
        if (algorithm.Refused(out var why, out var digest))
            return why;
        var index = new ArchiveHashIndex(encoded, digest, reader);
        reader.ThrowIfNotEmpty();
        return index;
    }

    static HashSet<string> Read(AsnReader lists)
    {
        var hashes = new HashSet<string>();
        for (var list = lists.ReadSequence(); list.HasData;)
            hashes.Add(Convert.ToHexString(list.ReadOctetString()));
        return hashes;
    }
}
