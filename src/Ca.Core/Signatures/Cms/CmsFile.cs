using System.Buffers.Text;
using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Paths;

namespace Ca.Core.Signatures.Cms;

/// <summary>A file that is CMS SignedData.</summary>
static class CmsFile
{
    /// <summary>A counter-signature may be counter-signed in turn. A registrar's over a notary's over a citizen's is what there is.</summary>
    const int MaxDepth = 4;

    /// <summary>Whether the bytes look like it: a SEQUENCE, a text with a PEM block in it, or base64.</summary>
    public static bool Is(ReadOnlySpan<byte> bytes) => bytes is [] or [0x30, ..] || bytes.IndexOf("-----BEGIN"u8) >= 0 || Base64.IsValid(bytes);

    public static Outcome<CheckedFile> Check(SignedFile file, PathMaterial material) =>
        CmsSignedData.Parse(file.Octets).Then<CheckedFile>(signed => Check(signed, new CmsContent(signed.Content, file.Contents), material));

    public static CheckedFile Check(CmsSignedData signed, CmsContent content, PathMaterial material)
    {
        var carried = CarriedMaterial.Of(signed);
        Certificate[] certificates = [.. carried.Certificates, .. material.Certificates];
        var signatures = new List<CheckedSignature>();
        var pieces = new PieceDigests();
        foreach (var signer in signed.Signers)
            Add(new(signer, signed.ContentType, content, certificates) { File = signed, Pieces = pieces }, signer, certificates, signatures, depth: 0);
        return new(signatures, carried);
    }

    /// <summary>A signature, and behind it those over it (RFC 5652 §11.4).</summary>
    static void Add(CmsVerification verification, CmsSignerEntry signer, IReadOnlyList<Certificate> certificates, List<CheckedSignature> signatures, int depth)
    {
        var check = verification.Check();
        var place = signatures.Count;
        signatures.Add(check);
        foreach (var value in signer.UnsignedAttributes.All(Oids.CounterSignature))
            if (depth == MaxDepth || signatures.Count >= CmsSignedData.MaxSigners || Read(value) is not { } counter)
                signatures[place] = check with { Findings = [.. check.Findings, SignatureRule.CounterSignatureUnread.Found()] };
            else
                Add(new(counter, Oids.CmsData, new CmsContent(signer.Signature, []), certificates) { Countersigned = check }, counter, certificates, signatures, depth + 1);
    }

    static CmsSignerEntry? Read(ReadOnlyMemory<byte> value) =>
        Der.Guard<CmsSignerEntry>(() => CmsSignerEntry.Read(new AsnReader(value, AsnEncodingRules.DER))).Refused(out _, out var entry) ? null : entry;
}
