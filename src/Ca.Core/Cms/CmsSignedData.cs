using System.Buffers.Text;
using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Revocation;

namespace Ca.Core.Cms;

/// <summary>SignedData (RFC 5652 §5.1), read in BER or DER: what is in it, and nothing believed yet.</summary>
public sealed class CmsSignedData
{
    /// <summary>The largest content that a file may carry; larger ones are signed beside the file.</summary>
    public const int MaxContentOctets = 64 * 1024 * 1024;

    /// <summary>64 MiB of content, and 1 MiB for certificates, lists and signatures: the largest file that the service takes.</summary>
    public const int MaxOctets = MaxContentOctets + 1024 * 1024;

    /// <summary>A document goes round for agreement among a dozen officials; more than this is no document but an attack on the verifier.</summary>
    public const int MaxSigners = 64;

    /// <summary>Four for each of the most signers: a chain of root, two authorities and signer.</summary>
    const int MaxCertificates = 4 * MaxSigners;

    /// <summary>One for each authority, with deltas.</summary>
    const int MaxRevocationLists = 64;

    static readonly Asn1Tag First = new(TagClass.ContextSpecific, 0, isConstructed: true);
    static readonly Asn1Tag Second = new(TagClass.ContextSpecific, 1, isConstructed: true);

    readonly Lazy<IReadOnlyList<CmsOctets>> forms;

    CmsSignedData(string contentType, ReadOnlyMemory<byte>? content, ReadOnlyMemory<byte> original, ReadOnlyMemory<byte> definite)
    {
        ContentType = contentType;
        Content = content;
        Encoded = definite;
        forms = new(() => CmsOctets.Forms(original, definite));
    }

    /// <summary>The whole ContentInfo in definite lengths, whether it came in PEM, base64, BER or DER.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>eContentType.</summary>
    public string ContentType { get; }

    /// <summary>eContent; null when the signature is detached.</summary>
    public ReadOnlyMemory<byte>? Content { get; }

    /// <summary>The X.509 certificates that can be read.</summary>
    public IReadOnlyList<Certificate> Certificates { get; private init; } = [];

    /// <summary>The X.509 revocation lists that can be read.</summary>
    public IReadOnlyList<RevocationList> RevocationLists { get; private init; } = [];

    /// <summary>Revocation information in other formats, OCSP responses among them (§10.2.1, RFC 5940): the format's OID, and the value encoded.</summary>
    internal IReadOnlyList<(string Format, ReadOnlyMemory<byte> Value)> OtherRevocationInformation { get; private init; } = [];

    /// <summary>
    /// The octets that time-stamps are over: as they came, and, when those were not of definite length, as they are then (RFC 5126 §6.4.1 leaves
    /// it to whoever made the time-stamp).
    /// </summary>
    internal IReadOnlyList<CmsOctets> Forms => forms.Value;

    /// <summary>At least one.</summary>
    public IReadOnlyList<CmsSignerEntry> Signers { get; private init; } = [];

    /// <summary>Reads PEM, bare base64 (as mail and portals hand it out), BER or DER.</summary>
    public static Outcome<CmsSignedData> Parse(ReadOnlyMemory<byte> bytes) =>
        Unwrap(bytes).Then(ber => Ber.ToDefinite(ber, MaxOctets).Then(der => Der.Read(der, MaxOctets, reader => ReadContentInfo(reader, ber, der))));

    static Outcome<ReadOnlyMemory<byte>> Unwrap(ReadOnlyMemory<byte> bytes)
    {
        // Base64 makes four octets of three, and PEM adds a line end to every 64.
        const int maxText = MaxOctets / 3 * 4 / 64 * 66;
        if (bytes.Length is > 0 and <= maxText && Base64.IsValid(bytes.Span))
            return (ReadOnlyMemory<byte>)Convert.FromBase64String(System.Text.Encoding.ASCII.GetString(bytes.Span));
        return Pem.Unwrap(bytes, maxText, "CMS", "PKCS7");
    }

    static Outcome<CmsSignedData> ReadContentInfo(AsnReader reader, ReadOnlyMemory<byte> original, ReadOnlyMemory<byte> definite)
    {
        var info = reader.ReadSequence();
        var type = info.ReadObjectIdentifier();
        if (type != Oids.CmsSignedData)
            return new Refusal(RefusalCode.Unsupported, "Cms.not-signed-data", type);
        var wrapped = info.ReadSequence(First);
        var outcome = ReadSignedData(wrapped.ReadSequence(), original, definite);
        wrapped.ThrowIfNotEmpty();
        info.ThrowIfNotEmpty();
        return outcome;
    }

    static Outcome<CmsSignedData> ReadSignedData(AsnReader reader, ReadOnlyMemory<byte> original, ReadOnlyMemory<byte> definite)
    {
        // The version follows from the rest (§5.1) and programs in the field get it wrong; the digests are named again by each signer.
        _ = reader.ReadInteger();
        _ = reader.ReadSetOf(skipSortOrderValidation: true);
        var (contentType, content) = ReadContent(reader.ReadSequence());
        var certificates = ReadMany(reader, First, MaxCertificates);
        var lists = ReadMany(reader, Second, MaxRevocationLists);
        var signers = new List<CmsSignerEntry>();
        for (var infos = reader.ReadSetOf(skipSortOrderValidation: true); infos.HasData;)
        {
            if (signers.Count == MaxSigners)
                return new Refusal(RefusalCode.TooLarge, "Cms.too-many-signers", MaxSigners);
            signers.Add(CmsSignerEntry.Read(infos));
        }
        reader.ThrowIfNotEmpty();
        if (certificates is null || lists is null)
            return new Refusal(RefusalCode.TooLarge, "Cms.too-many-certificates", MaxCertificates, MaxRevocationLists);
        if (signers.Count == 0)
            return new Refusal(RefusalCode.Malformed, "Cms.no-signer");
        return new CmsSignedData(contentType, content, original, definite)
        {
            // What cannot be read may be an attribute certificate or of another's making: nothing of a signature rests on it.
            Certificates = [.. certificates.Select(Certificate.Parse).Values()],
            RevocationLists = [.. lists.Select(RevocationList.Parse).Values()],
            OtherRevocationInformation = [.. lists.SelectMany(ReadOther)],
            Signers = signers,
        };
    }

    /// <summary>OtherRevocationInfoFormat, or nothing.</summary>
    static IEnumerable<(string, ReadOnlyMemory<byte>)> ReadOther(ReadOnlyMemory<byte> choice)
    {
        var reader = new AsnReader(choice, AsnEncodingRules.DER);
        if (!reader.PeekTag().HasSameClassAndValue(Second))
            return [];
        var other = reader.ReadSequence(Second);
        var format = other.ReadObjectIdentifier();
        return other.HasData ? [(format, other.ReadEncodedValue())] : [];
    }

    static (string Type, ReadOnlyMemory<byte>? Content) ReadContent(AsnReader info)
    {
        var type = info.ReadObjectIdentifier();
        if (!info.HasData)
            return (type, null);
        var wrapped = info.ReadSequence(First);
        info.ThrowIfNotEmpty();
        if (!wrapped.TryReadPrimitiveOctetString(out var content))
            throw new AsnContentException("eContent is an OCTET STRING (RFC 5652 §5.2).");
        wrapped.ThrowIfNotEmpty();
        return (type, content);
    }

    /// <summary>The values in an optional set; null when there are too many.</summary>
    static List<ReadOnlyMemory<byte>>? ReadMany(AsnReader reader, Asn1Tag tag, int most)
    {
        var values = new List<ReadOnlyMemory<byte>>();
        if (!reader.HasData || !reader.PeekTag().HasSameClassAndValue(tag))
            return values;
        for (var set = reader.ReadSetOf(skipSortOrderValidation: true, tag); set.HasData;)
        {
            if (values.Count == most)
                return null;
            values.Add(set.ReadEncodedValue());
        }
        return values;
    }
}
