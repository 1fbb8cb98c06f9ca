using Ca.Core.Cms;
using Ca.Core.Xml;

namespace Ca.Core.Signatures.Xml;

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
    public static Outcome<byte[]> CreateVersion2(CmsSigner signer, ReadOnlyMemory<byte> message)
    {
        if (DocumentText.Read(message).Refused(out var why, out var document))
            return why;
        if (Body(document) is not { } body)
            return new Refusal(RefusalCode.Malformed, "Signatures.smev-no-body");
        if (XmlTree.IdentifierOf(body) is not { } id)
            return Again(document.PutAttribute(body, $"xmlns:wsu=\"{XmlNames.Wsu}\" wsu:Id=\"body\""), text => CreateVersion2(signer, text));
        if (document.Tree.Root.Elements.FirstOrDefault(e => e.Is(Soap, "Header")) is not { } header)
            return Again(document.PutBefore(body, $"<soapenv:Header xmlns:soapenv=\"{Soap}\"/>"), text => CreateVersion2(signer, text));

        var token = $"SenderCertificate-{signer.Certificate.Fingerprint[..8]}";
        var signature = XmlSignatureText.Plain(signer, [new("#" + id, [CanonicalizationMethod.Exclusive.Uri])],
            $"<wsse:SecurityTokenReference><wsse:Reference URI=\"#{token}\" ValueType=\"{X509}\"/></wsse:SecurityTokenReference>");
        var security =
            $"<wsse:Security xmlns:wsse=\"{XmlNames.Wsse}\" xmlns:wsu=\"{XmlNames.Wsu}\" xmlns:actor=\"{Soap}\" actor:actor=\"{Actor}\">" +
            $"<wsse:BinarySecurityToken EncodingType=\"{Base64Binary}\" ValueType=\"{X509}\" wsu:Id=\"{token}\">{Convert.ToBase64String(signer.Certificate.Encoded.Span)}</wsse:BinarySecurityToken>" +
            $"{signature.Text}</wsse:Security>";
        return signature.Complete(document.PutLast(header, security), XmlContents.None);
    }

    /// <summary>Version 3: over the element with this identifier, by the transform of СМЭВ, put into an element that waits for it.</summary>
    /// <param name="signer">The body's system, or the official.</param>
    /// <param name="message">In UTF-8.</param>
    /// <param name="identifier">Of what is signed: of SenderProvidedRequestData, or of what is inside MessagePrimaryContent.</param>
    /// <param name="place">Local name of the element that takes the signature: CallerInformationSystemSignature, PersonalSignature.</param>
    public static Outcome<byte[]> CreateVersion3(CmsSigner signer, ReadOnlyMemory<byte> message, string identifier, string place)
    {
        if (DocumentText.Read(message).Refused(out var why, out var document))
            return why;
        if (document.Tree.Identified(identifier) is null)
            return new Refusal(RefusalCode.NotFound, "Signatures.xml-no-target", identifier);
        if (document.Tree.Root.SelfAndDescendants().FirstOrDefault(e => e.LocalName == place && !e.Elements.Any()) is not { } waiting)
            return new Refusal(RefusalCode.NotFound, "Signatures.smev-no-place", place);
        var signature = XmlSignatureText.Plain(signer, [new("#" + identifier, [CanonicalizationMethod.Exclusive.Uri, SmevTransform.Uri])]);
        return signature.Complete(document.PutLast(waiting, signature.Text), XmlContents.None);
    }

    static ElementNode? Body(DocumentText document) =>
        document.Tree.Root.Is(Soap, "Envelope") ? document.Tree.Root.Elements.FirstOrDefault(e => e.Is(Soap, "Body")) : null;

    static Outcome<byte[]> Again(string text, Func<ReadOnlyMemory<byte>, Outcome<byte[]>> create) => create(System.Text.Encoding.UTF8.GetBytes(text));
}
