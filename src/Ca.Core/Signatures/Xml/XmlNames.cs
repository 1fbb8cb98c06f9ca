using Ca.Core.Xml;

namespace Ca.Core.Signatures.Xml;

/// <summary>Namespaces and identifiers of signatures in XML.</summary>
static class XmlNames
{
    /// <summary>XMLDSig (RFC 3275).</summary>
    public const string Dsig = "http://www.w3.org/2000/09/xmldsig#";

    /// <summary>XMLDSig 1.1.</summary>
    public const string Dsig11 = "http://www.w3.org/2009/xmldsig11#";

    /// <summary>XAdES (EN 319 132-1), also of its predecessor TS 101 903.</summary>
    public const string Xades = "http://uri.etsi.org/01903/v1.3.2#";

    /// <summary>What the namespaces of all versions of XAdES begin with.</summary>
    public const string AnyXades = "http://uri.etsi.org/01903/";

    /// <summary>What XAdES 1.4.1 added.</summary>
    public const string Xades141 = "http://uri.etsi.org/01903/v1.4.1#";

    /// <summary>Type of the reference to the signed properties.</summary>
    public const string SignedProperties = "http://uri.etsi.org/01903#SignedProperties";

    /// <summary>Type of the reference of a counter-signature.</summary>
    public const string Countersigned = "http://uri.etsi.org/01903#CountersignedSignature";

    /// <summary>Type of a reference to a ds:Manifest.</summary>
    public const string ManifestType = Dsig + "Manifest";

    /// <summary>Web Services Security 1.0.</summary>
    public const string Wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

    /// <summary>Its utilities.</summary>
    public const string Wsu = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

    /// <summary>Whether it is an element of XMLDSig.</summary>
    public static bool IsDsig(this ElementNode element, string name) => element.Is(Dsig, name);

    /// <summary>The children of XMLDSig with this name.</summary>
    public static IEnumerable<ElementNode> Dsigs(this ElementNode element, string name) => element.Elements.Where(e => e.IsDsig(name));

    /// <summary>The octets that the text of the element is in base64; null when it is not.</summary>
    public static byte[]? Octets(this ElementNode element) => OctetsOf(element.Text);

    /// <summary>The same of a text.</summary>
    public static byte[]? OctetsOf(string text)
    {
        var octets = new byte[text.Length / 4 * 3 + 3];
        return Convert.TryFromBase64String(text, octets, out var length) ? octets[..length] : null;
    }
}
