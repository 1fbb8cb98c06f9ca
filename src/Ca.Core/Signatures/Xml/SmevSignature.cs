using Ca.Core.Cms;
using Ca.Core.Xml;

namespace Ca.Core.Signatures.Xml;

/// <summary>Where a signature of СМЭВ 3 goes, and what it is over.</summary>
public sealed record SmevPlace
{
    /// <summary>Local name of the empty element that takes the signature: CallerInformationSystemSignature, PersonalSignature.</summary>
    public string Element { get; init; } = "CallerInformationSystemSignature";

    /// <summary>Identifier of what is signed; null for the nearest before the place that has one: itself, like SenderProvidedRequestData, or inside, like the document in MessagePrimaryContent.</summary>
    public string? Identifier { get; init; }
}

/// <summary>Makes the signatures of messages of the inter-agency bus СМЭВ, versions 2 and 3 (methodical recommendations 2.5.6 and 3.5).</summary>
public static class SmevSignature
{
    const string Soap = "http://schemas.xmlsoap.org/soap/envelope/";
    const string Actor = "http://smev.gosuslugi.ru/actors/smev";
    const string X509 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
    const string Base64Binary = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";

    /// <summary>Version 2: a WS-Security header for the bus, with the certificate as a token, over the body of a SOAP 1.1 message.</summary>
    /// <param name="signer">The body's system; only its certificate is sent.</param>
    /// <param name="message">In UTF-8.</param>
    /// <param name="uris">By which algorithms of GOST are named.</param>
    public static Outcome<byte[]> CreateVersion2(CmsSigner signer, ReadOnlyMemory<byte> message, GostUris uris = GostUris.CryptoPro)
    {
        if (DocumentText.Read(message).Refused(out var why, out var document))
            return why;
        if (Body(document.Tree) is not { } body)
            return new Refusal(RefusalCode.Malformed, "Signatures.smev-no-body");
        if (XmlTree.IdentifierOf(body) is not { } id)
            return Again(document.PutAttribute(body, $"xmlns:wsu=\"{XmlNames.Wsu}\" wsu:Id=\"body\""), text => CreateVersion2(signer, text, uris));
        if (document.Tree.Root.Elements.FirstOrDefault(e => e.Is(Soap, "Header")) is not { } header)
            return Again(document.PutBefore(body, $"<soapenv:Header xmlns:soapenv=\"{Soap}\"/>"), text => CreateVersion2(signer, text, uris));

        var token = $"SenderCertificate-{signer.Certificate.Fingerprint[..8]}";
        var signature = XmlSignatureText.Plain(signer, [new("#" + id, [CanonicalizationMethod.Exclusive.Uri])], uris,
            $"<wsse:SecurityTokenReference><wsse:Reference URI=\"#{token}\" ValueType=\"{X509}\"/></wsse:SecurityTokenReference>");
        var security =
            $"<wsse:Security xmlns:wsse=\"{XmlNames.Wsse}\" xmlns:wsu=\"{XmlNames.Wsu}\" xmlns:actor=\"{Soap}\" actor:actor=\"{Actor}\">" +
            $"<wsse:BinarySecurityToken EncodingType=\"{Base64Binary}\" ValueType=\"{X509}\" wsu:Id=\"{token}\">{Convert.ToBase64String(signer.Certificate.Encoded.Span)}</wsse:BinarySecurityToken>" +
            $"{signature.Text}</wsse:Security>";
        return signature.Complete(document.PutLast(header, security), XmlContents.None);
    }

    /// <summary>Version 3: by the transform of СМЭВ, put into an element that waits for it.</summary>
    /// <param name="signer">The body's system, or the official.</param>
    /// <param name="message">In UTF-8.</param>
    /// <param name="place">Where, and over what.</param>
    /// <param name="uris">By which algorithms of GOST are named.</param>
    public static Outcome<byte[]> CreateVersion3(CmsSigner signer, ReadOnlyMemory<byte> message, SmevPlace place, GostUris uris = GostUris.CryptoPro)
    {
        if (DocumentText.Read(message).Refused(out var why, out var document))
            return why;
        if (document.Tree.Root.SelfAndDescendants().FirstOrDefault(e => e.LocalName == place.Element && !e.Elements.Any()) is not { } waiting)
            return new Refusal(RefusalCode.NotFound, "Signatures.smev-no-place", place.Element);
        if ((place.Identifier ?? IdentifierBefore(waiting)) is not { } identifier)
            return new Refusal(RefusalCode.NotFound, "Signatures.smev-nothing-to-sign", place.Element);
        if (document.Tree.Identified(identifier) is not { } target)
            return new Refusal(RefusalCode.NotFound, "Signatures.xml-no-target", identifier);
        string[] transforms = [.. target.Contains(waiting) ? [XmlSignatureText.Enveloped] : Array.Empty<string>(), CanonicalizationMethod.Exclusive.Uri, SmevTransform.Uri];
        var signature = XmlSignatureText.Plain(signer, [new("#" + identifier, transforms)], uris);
        return signature.Complete(document.PutLast(waiting, signature.Text), XmlContents.None);
    }

    /// <summary>
    /// Version 3, before the message is signed: the signature of the official over an attachment, as PKCS #7 beside it, into the header that announces
    /// it (AttachmentHeader, RefAttachmentHeader); where an empty Hash waits there, the attachment's hash too.
    /// </summary>
    /// <param name="signer">The official.</param>
    /// <param name="message">In UTF-8.</param>
    /// <param name="identifier">contentId or uuid of the header.</param>
    /// <param name="attachment">Read from its start, twice at most.</param>
    /// <param name="signingTime">Claimed.</param>
    public static Outcome<byte[]> SignAttachment(CmsSigner signer, ReadOnlyMemory<byte> message, string identifier, Stream attachment, DateTimeOffset signingTime)
    {
        var headers = DocumentText.Read(message).Then<(DocumentText, ElementNode)>(document =>
            document.Tree.Root.SelfAndDescendants().FirstOrDefault(e => Announces(e, identifier)) is { } found
                ? (document, found)
                : new Refusal(RefusalCode.NotFound, "Signatures.smev-no-attachment", identifier));
        if (headers.Refused(out var why, out var read))
            return why;
        var (document, header) = read;
        if (Waiting(header, "Hash") is { } hash)
        {
            attachment.Position = 0;
            return Again(document.PutLast(hash, Convert.ToBase64String(signer.Key.Algorithm.Digest.Compute(attachment))), text => SignAttachment(signer, text, identifier, attachment, signingTime));
        }
        if (Waiting(header, "SignaturePKCS7") is not { } place)
            return new Refusal(RefusalCode.NotFound, "Signatures.smev-no-place", "SignaturePKCS7");
        attachment.Position = 0;
        return System.Text.Encoding.UTF8.GetBytes(document.PutLast(place, Convert.ToBase64String(CmsSignature.CreateDetached(signer, attachment, signingTime))));
    }

    static bool Announces(ElementNode element, string identifier) =>
        element.LocalName is "AttachmentHeader" or "RefAttachmentHeader"
        && element.Elements.Any(e => e.LocalName.Equals(element.LocalName == "AttachmentHeader" ? "contentId" : "uuid", StringComparison.OrdinalIgnoreCase) && e.Text.Trim() == identifier);

    static ElementNode? Waiting(ElementNode header, string name) => header.Elements.FirstOrDefault(e => e.LocalName == name && e.Text.Trim().Length == 0);

    static string? IdentifierBefore(ElementNode place) => (place.Parent?.Elements ?? []).TakeWhile(e => e != place).Reverse()
        .Select(e => XmlTree.IdentifierOf(e) ?? (e.Elements.ToList() is [var only] ? XmlTree.IdentifierOf(only) : null)).FirstOrDefault(id => id is not null);

    /// <summary>The body of an envelope; null when it is none, or has several.</summary>
    internal static ElementNode? Body(XmlTree tree) =>
        tree.Root.Is(Soap, "Envelope") && tree.Root.Elements.Where(e => e.Is(Soap, "Body")).Take(2).ToList() is [var only] ? only : null;

    static Outcome<byte[]> Again(string text, Func<ReadOnlyMemory<byte>, Outcome<byte[]>> create) => create(System.Text.Encoding.UTF8.GetBytes(text));
}
