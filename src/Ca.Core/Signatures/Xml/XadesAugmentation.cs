using System.Text;
using Ca.Core.Keys;
using Ca.Core.Xml;

namespace Ca.Core.Signatures.Xml;

/// <summary>
/// Adds to the signature of XAdES that stands last in a document what its next level has (ETSI EN 319 132-1 §6.3): a time-stamp over the signature makes
/// B-T, evidence to judge it by makes B-LT, a time-stamp over all that B-LTA. Those before it may be under it, and are not touched.
/// </summary>
public static class XadesAugmentation
{
    static readonly string ExclusiveC14n = CanonicalizationMethod.Exclusive.Uri;

    /// <summary>B-T: a time-stamp over the signature value (§5.3).</summary>
    public static Outcome<byte[]> AddTimeStamp(ReadOnlyMemory<byte> xml, TimeStampSource source) =>
        Stamp(xml, $"SignatureTimeStamp xmlns=\"{XmlNames.Xades}\"", XmlContents.None, source);

    /// <summary>B-LT: certificates and revocation information for the paths of signer and time-stamp authority (§5.4).</summary>
    public static Outcome<byte[]> AddEvidence(ReadOnlyMemory<byte> xml, CarriedMaterial evidence) => Place.Find(xml).Then<byte[]>(place => Encoding.UTF8.GetBytes(place.Put(
        $"<CertificateValues xmlns=\"{XmlNames.Xades}\">{Values("EncapsulatedX509Certificate", evidence.Certificates.Select(c => c.Encoded))}</CertificateValues>" +
        $"<RevocationValues xmlns=\"{XmlNames.Xades}\">{Group("CRLValues", Values("EncapsulatedCRLValue", evidence.RevocationLists.Select(l => l.Encoded)))}" +
        $"{Group("OCSPValues", Values("EncapsulatedOCSPValue", evidence.OcspResponses.Select(r => r.Encoded)))}</RevocationValues>")));

    /// <summary>B-LTA: an archive time-stamp over what was signed, the signature and its properties (§5.5.2).</summary>
    /// <param name="xml">The document.</param>
    /// <param name="contents">Files that the signature is over.</param>
    /// <param name="source">The authority.</param>
    public static Outcome<byte[]> AddArchiveTimeStamp(ReadOnlyMemory<byte> xml, IReadOnlyList<SignedContent> contents, TimeStampSource source) =>
        Stamp(xml, $"ArchiveTimeStamp xmlns=\"{XmlNames.Xades141}\"", new(contents), source);

    static Outcome<byte[]> Stamp(ReadOnlyMemory<byte> xml, string start, XmlContents contents, TimeStampSource source)
    {
        if (Place.Find(xml).Refused(out var why, out var place))
            return why;
        var token = XmlSignatureText.Place();
        var text = place.Put(
            $"<{start}><ds:CanonicalizationMethod xmlns:ds=\"{XmlNames.Dsig}\" Algorithm=\"{ExclusiveC14n}\"/>" +
            $"<EncapsulatedTimeStamp xmlns=\"{XmlNames.Xades}\">{token}</EncapsulatedTimeStamp></{start.Split(' ')[0]}>");
        // Only where the time-stamp stands, what is before it can be told.
        if (Place.Find(Encoding.UTF8.GetBytes(text)).Refused(out why, out place))
            return why;
        if (place.Digest.Refused(out why, out var digest))
            return why;
        if (place.Imprint(digest, contents) is not { } imprint)
            return new Refusal(RefusalCode.NotFound, "Signatures.no-content-to-stamp");
        return source.Stamp(digest, imprint).Then<byte[]>(octets => Encoding.UTF8.GetBytes(text.Replace(token, Convert.ToBase64String(octets.Span), StringComparison.Ordinal)));
    }

    static string Values(string name, IEnumerable<ReadOnlyMemory<byte>> values) =>
        string.Concat(values.DistinctBy(v => Convert.ToHexString(v.Span)).Select(v => $"<{name}>{Convert.ToBase64String(v.Span)}</{name}>"));

    static string Group(string name, string values) => values.Length == 0 ? "" : $"<{name}>{values}</{name}>";

    /// <summary>The signature that properties are added to.</summary>
    sealed record Place(DocumentText Document, XmlSignature Signature, XadesProperties Properties)
    {
        public static Outcome<Place> Find(ReadOnlyMemory<byte> xml) => DocumentText.Read(xml).Then<Place>(document =>
        {
            foreach (var element in document.Tree.Root.SelfAndDescendants().Where(e => e.IsDsig("Signature")).Reverse())
                if (!XmlSignature.Read(element).Refused(out _, out var signature) && XadesProperties.Of(signature) is { } properties)
                    return new Place(document, signature, properties);
            return new Refusal(RefusalCode.NotFound, "Signatures.no-xades");
        });

        public Outcome<DigestAlgorithm> Digest => XmlAlgorithms.ReadSignature(Signature.SignatureMethod).Then<DigestAlgorithm>(a => a.Digest.ToStamp());

        /// <summary>The text with unsigned properties behind those that are there.</summary>
        public string Put(string properties)
        {
            if (Properties.Innermost.LocalName == "QualifyingProperties")
                properties = $"<UnsignedProperties xmlns=\"{XmlNames.Xades}\"><UnsignedSignatureProperties>{properties}</UnsignedSignatureProperties></UnsignedProperties>";
            else if (Properties.Innermost.LocalName == "UnsignedProperties")
                properties = $"<UnsignedSignatureProperties xmlns=\"{XmlNames.Xades}\">{properties}</UnsignedSignatureProperties>";
            return Document.PutLast(Properties.Innermost, properties);
        }

        /// <summary>Of the last unsigned property, a time-stamp; null when what it is over is not at hand.</summary>
        public byte[]? Imprint(DigestAlgorithm digest, XmlContents contents)
        {
            var dereference = new XmlDereference(Document.Tree, contents, new XmlBudget());
            var references = Signature.References.Select(r => dereference.Check(r, Signature.Element)).ToList();
            return new XadesTimeStamps(Signature, Properties, references, dereference).Imprint(Properties.Unsigned[^1], digest);
        }
    }
}
