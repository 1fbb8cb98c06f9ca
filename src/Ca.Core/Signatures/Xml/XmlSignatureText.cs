using System.Globalization;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using Ca.Core.Cms;
using Ca.Core.Xml;

namespace Ca.Core.Signatures.Xml;

/// <summary>A reference of a signature to be made.</summary>
/// <param name="Uri">What it names.</param>
/// <param name="Transforms">URIs, in order.</param>
/// <param name="MimeType">What XAdES says of the data; null to say nothing.</param>
sealed record ReferenceToMake(string Uri, IReadOnlyList<string> Transforms, string? MimeType = null);

/// <summary>
/// The text of a ds:Signature as it grows: hashes and value are places at first, filled in when the signature stands where it belongs, since only
/// there its namespaces are known.
/// </summary>
sealed class XmlSignatureText
{
    /// <summary>URI of the transform that leaves the signature out of what it is over.</summary>
    public const string Enveloped = XmlNames.Dsig + "enveloped-signature";

    static readonly string ExclusiveC14n = CanonicalizationMethod.Exclusive.Uri;

    readonly CmsSigner signer;
    readonly IReadOnlyList<ReferenceToMake> references;
    readonly List<string> digestPlaces = [];
    readonly string valuePlace = Place();

    readonly GostUris uris;

    XmlSignatureText(CmsSigner signer, IReadOnlyList<ReferenceToMake> references, GostUris uris = GostUris.CryptoPro)
    {
        this.signer = signer;
        this.references = references;
        this.uris = uris;
    }

    /// <summary>Id of the signature.</summary>
    public string Id { get; } = $"sig-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";

    /// <summary>With places.</summary>
    public string Text { get; private set; } = "";

    /// <summary>With XAdES: the signer's certificate, the time and the formats of the data are signed too (EN 319 132-1, level B-B).</summary>
    public static XmlSignatureText Xades(CmsSigner signer, IReadOnlyList<ReferenceToMake> references, DateTimeOffset signingTime, string carried = "")
    {
        var text = new XmlSignatureText(signer, references);
        var properties = text.Properties(signingTime);
        text.Write(properties: true, X509Data(signer), carried + properties);
        return text;
    }

    /// <summary>Without properties, as СМЭВ has it.</summary>
    public static XmlSignatureText Plain(CmsSigner signer, IReadOnlyList<ReferenceToMake> references, GostUris uris, string? keyInfo = null)
    {
        var text = new XmlSignatureText(signer, references, uris);
        text.Write(properties: false, keyInfo ?? X509Data(signer), "");
        return text;
    }

    /// <summary>The document with the places filled in.</summary>
    /// <param name="document">In which <see cref="Text"/> stands.</param>
    /// <param name="contents">Files that references name.</param>
    public Outcome<byte[]> Complete(string document, XmlContents contents)
    {
        var reading = Read(document);
        if (reading.Refused(out var why, out var read))
            return why;
        var dereference = new XmlDereference(read.Tree, contents, new XmlBudget());
        foreach (var (reference, place) in read.Signature.References.Zip(digestPlaces))
        {
            if (dereference.Digest(reference, read.Signature.Element).Refused(out why, out var digest))
                return why;
            document = document.Replace(place, Convert.ToBase64String(digest), StringComparison.Ordinal);
        }
        if (Read(document).Refused(out why, out read))
            return why;
        var octets = read.Signature.CanonicalizationMethod.Write(NodeSet.Of(read.Tree, read.Signature.SignedInfo, withComments: true), [], new XmlBudget());
        var value = XmlAlgorithms.Sign(signer.Key, octets);
        return Encoding.UTF8.GetBytes(document.Replace(valuePlace, Convert.ToBase64String(value), StringComparison.Ordinal));
    }

    Outcome<(XmlTree Tree, XmlSignature Signature)> Read(string document) =>
        XmlTree.Parse(Encoding.UTF8.GetBytes(document), Doctype.Refused).Then(tree =>
            XmlSignature.Read(tree.Root.SelfAndDescendants().First(e => e.IsDsig("Signature") && e.Attribute("Id") == Id)).Then<(XmlTree, XmlSignature)>(s => (tree, s)));

    void Write(bool properties, string keyInfo, string objects)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<ds:Signature xmlns:ds=\"{XmlNames.Dsig}\" Id=\"{Id}\"><ds:SignedInfo>");
        text.Append(CultureInfo.InvariantCulture, $"<ds:CanonicalizationMethod Algorithm=\"{ExclusiveC14n}\"/>");
        text.Append(CultureInfo.InvariantCulture, $"<ds:SignatureMethod Algorithm=\"{XmlAlgorithms.UriOf(signer.Key.Algorithm, uris)}\"/>");
        for (var i = 0; i < references.Count; i++)
            WriteReference(text, $"Id=\"{ReferenceId(i)}\" URI=\"{Escape(references[i].Uri)}\"", references[i].Transforms);
        if (properties)
            WriteReference(text, $"Type=\"{XmlNames.SignedProperties}\" URI=\"#{Id}-properties\"", [ExclusiveC14n]);
        text.Append(CultureInfo.InvariantCulture, $"</ds:SignedInfo><ds:SignatureValue Id=\"{Id}-value\">{valuePlace}</ds:SignatureValue>");
        text.Append(CultureInfo.InvariantCulture, $"<ds:KeyInfo>{keyInfo}</ds:KeyInfo>{objects}</ds:Signature>");
        Text = text.ToString();
    }

    void WriteReference(StringBuilder text, string attributes, IReadOnlyList<string> transforms)
    {
        text.Append(CultureInfo.InvariantCulture, $"<ds:Reference {attributes}>");
        if (transforms.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"<ds:Transforms>{string.Concat(transforms.Select(t => $"<ds:Transform Algorithm=\"{t}\"/>"))}</ds:Transforms>");
        digestPlaces.Add(Place());
        text.Append(CultureInfo.InvariantCulture, $"<ds:DigestMethod Algorithm=\"{DigestUri}\"/><ds:DigestValue>{digestPlaces[^1]}</ds:DigestValue></ds:Reference>");
    }

    string Properties(DateTimeOffset signingTime)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"<ds:Object><xades:QualifyingProperties xmlns:xades=\"{XmlNames.Xades}\" Target=\"#{Id}\">");
        text.Append(CultureInfo.InvariantCulture, $"<xades:SignedProperties Id=\"{Id}-properties\"><xades:SignedSignatureProperties>");
        text.Append(CultureInfo.InvariantCulture, $"<xades:SigningTime>{signingTime.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}</xades:SigningTime>");
        text.Append(CultureInfo.InvariantCulture, $"<xades:SigningCertificateV2><xades:Cert><xades:CertDigest><ds:DigestMethod Algorithm=\"{DigestUri}\"/>");
        text.Append(CultureInfo.InvariantCulture, $"<ds:DigestValue>{Convert.ToBase64String(signer.Key.Algorithm.Digest.Compute(signer.Certificate.Encoded.Span))}</ds:DigestValue>");
        text.Append("</xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties><xades:SignedDataObjectProperties>");
        for (var i = 0; i < references.Count; i++)
            if (references[i].MimeType is { } type)
                text.Append(CultureInfo.InvariantCulture, $"<xades:DataObjectFormat ObjectReference=\"#{ReferenceId(i)}\"><xades:MimeType>{Escape(type)}</xades:MimeType></xades:DataObjectFormat>");
        text.Append("</xades:SignedDataObjectProperties></xades:SignedProperties></xades:QualifyingProperties></ds:Object>");
        return text.ToString();
    }

    string ReferenceId(int index) => $"{Id}-ref-{index + 1}";

    string DigestUri => XmlAlgorithms.UriOf(signer.Key.Algorithm.Digest, uris);

    static string X509Data(CmsSigner signer) =>
        $"<ds:X509Data>{string.Concat(signer.Chain.Prepend(signer.Certificate).Distinct().Select(c => $"<ds:X509Certificate>{Convert.ToBase64String(c.Encoded.Span)}</ds:X509Certificate>"))}</ds:X509Data>";

    /// <summary>Text that stands for what comes later.</summary>
    public static string Place() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(30));

    static string Escape(string text) => SecurityElement.Escape(text);
}
