using Ca.Core.Asn1;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Ocsp;

namespace Ca.Core.Signatures.Cms;

/// <summary>
/// Adds to a CAdES signature what its next level has (ETSI EN 319 122-1 §6.3): a time-stamp over the signature makes B-T, evidence to judge it by
/// makes B-LT, a time-stamp over all that B-LTA. What was there is not touched.
/// </summary>
public static class CadesAugmentation
{
    /// <summary>B-T: a time-stamp over every signature that has none.</summary>
    public static Outcome<byte[]> AddTimeStamps(ReadOnlyMemory<byte> signature, TimeStampSource source) => CmsSignedData.Parse(signature).Then<byte[]>(signed =>
    {
        var octets = signed.Forms[^1];
        for (var i = 0; i < signed.Signers.Count; i++)
        {
            if (signed.Signers[i].UnsignedAttributes.Count(Oids.SignatureTimeStamp) > 0)
                continue;
            if (DigestOf(signed.Signers[i]).Refused(out var why, out var digest))
                return why;
            if (source.Stamp(digest, digest.Compute(signed.Signers[i].Signature.Span)).Refused(out why, out var token))
                return why;
            octets = octets.WithSigner(i, s => s.WithUnsigned(Oids.SignatureTimeStamp, token));
        }
        return octets.Write();
    });

    /// <summary>B-LT: certificates and revocation information for the paths of signers and time-stamp authorities, OCSP responses as in RFC 5940.</summary>
    public static Outcome<byte[]> AddEvidence(ReadOnlyMemory<byte> signature, CarriedMaterial evidence) =>
        CmsSignedData.Parse(signature).Then<byte[]>(signed => signed.Forms[^1]
            .WithCertificates(evidence.Certificates)
            .WithRevocationInformation([.. evidence.RevocationLists.Select(l => l.Encoded), .. evidence.OcspResponses.Select(Other)])
            .Write());

    /// <summary>B-LTA: an archive time-stamp of version 3 over each signature, its content and its evidence (§5.5.3).</summary>
    /// <param name="signature">CMS SignedData.</param>
    /// <param name="content">What it is over, when that is not in the file.</param>
    /// <param name="source">The authority.</param>
    public static Outcome<byte[]> AddArchiveTimeStamps(ReadOnlyMemory<byte> signature, SignedContent? content, TimeStampSource source) =>
        CmsSignedData.Parse(signature).Then<byte[]>(signed =>
        {
            var octets = signed.Forms[^1];
            for (var i = 0; i < signed.Signers.Count; i++)
            {
                if (DigestOf(signed.Signers[i]).Refused(out var why, out var digest))
                    return why;
                if ((signed.Content is { } inside ? digest.Compute(inside.Span) : content?.Digest(digest)) is not { } hash)
                    return new Refusal(RefusalCode.NotFound, "Signatures.no-content-to-stamp");
                var index = ArchiveHashIndex.Write(octets, i, digest);
                if (source.Stamp(digest, digest.Compute([.. octets.ContentType.Span, .. hash, .. octets.Signers[i].Signed.SelectMany(s => s.ToArray()), .. index])).Refused(out why, out var token))
                    return why;
                if (CmsSignedData.Parse(token).Refused(out why, out var stamped))
                    return why;
                var indexed = stamped.Forms[^1].WithSigner(0, s => s.WithUnsigned(Oids.ArchiveHashIndex3, index)).Write();
                octets = octets.WithSigner(i, s => s.WithUnsigned(Oids.ArchiveTimeStamp3, indexed));
            }
            return octets.Write();
        });

    /// <summary>With what the time-stamps of this signer are made.</summary>
    internal static Outcome<DigestAlgorithm> DigestOf(CmsSignerEntry signer) =>
        CmsAlgorithms.ReadDigest(signer.DigestAlgorithm).Then<DigestAlgorithm>(digest => digest.ToStamp());

    /// <summary>OtherRevocationInfoFormat (RFC 5652 §10.2.1) of an OCSP response.</summary>
    static ReadOnlyMemory<byte> Other(OcspResponse response) => Der.Write(w =>
    {
        using (w.PushSequence(new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.ContextSpecific, 1)))
        {
            w.WriteObjectIdentifier(Oids.OcspInCms);
            w.WriteEncodedValue(response.Encoded.Span);
        }
    });
}
