using Ca.Core.Cms;
using Ca.Core.Xml;

namespace Ca.Core.Signatures.Xml;

/// <summary>Makes XML signatures of XAdES level B-B (EN 319 132-1): enveloped, enveloping, and beside files.</summary>
public static class XadesSignature
{
    const string Base64 = XmlNames.Dsig + "base64";

    /// <summary>The document with the signature as the last element of its root. Nothing else of it is touched.</summary>
    /// <param name="signer">Key, certificate and chain.</param>
    /// <param name="xml">In UTF-8, without a document type declaration.</param>
    /// <param name="signingTime">Claimed.</param>
    public static Outcome<byte[]> CreateEnveloped(CmsSigner signer, ReadOnlyMemory<byte> xml, DateTimeOffset signingTime)
    {
        if (DocumentText.Read(xml).Refused(out var why, out var document))
            return why;
        var text = XmlSignatureText.Xades(signer, [new("", [XmlSignatureText.Enveloped, CanonicalizationMethod.Exclusive.Uri], "text/xml")], signingTime);
        return text.Complete(document.PutLast(document.Tree.Root, text.Text), XmlContents.None);
    }

    /// <summary>A signature that carries the content inside, in base64.</summary>
    public static Outcome<byte[]> CreateEnveloping(CmsSigner signer, ReadOnlyMemory<byte> content, string mimeType, DateTimeOffset signingTime)
    {
        const string id = "content";
        var carried = $"<ds:Object Id=\"{id}\" Encoding=\"{Base64}\">{Convert.ToBase64String(content.Span)}</ds:Object>";
        var text = XmlSignatureText.Xades(signer, [new("#" + id, [Base64], mimeType)], signingTime, carried);
        return text.Complete(text.Text, XmlContents.None);
    }

    /// <summary>A signature beside files, which are read once each.</summary>
    /// <param name="signer">Key, certificate and chain.</param>
    /// <param name="files">Seekable, by the name under which they will be found again.</param>
    /// <param name="signingTime">Claimed.</param>
    /// <param name="start">What stands before the signature: a root element of a container's signature file.</param>
    /// <param name="end">What stands after.</param>
    public static Outcome<byte[]> CreateDetached(
        CmsSigner signer, IReadOnlyDictionary<string, Stream> files, DateTimeOffset signingTime, string start = "", string end = "")
    {
        var text = XmlSignatureText.Xades(signer, [.. files.Keys.Select(name => new ReferenceToMake(AsUri(name), [], "application/octet-stream"))], signingTime);
        return text.Complete(start + text.Text + end, new([.. files.Select(f => SignedContent.Of(f.Value, f.Key))]));
    }

    /// <summary>The name as a relative reference (RFC 3986 §4.2): only what would be read as something else is written with percent signs.</summary>
    internal static string AsUri(string name) => string.Concat(name.Split('/').Select(Uri.EscapeDataString).Select((s, i) => i == 0 ? s : "/" + s));
}
