using System.Formats.Asn1;
using Ca.Core.Keys;

namespace Ca.Core.Signatures.Xml;

/// <summary>The two families of URIs by which XML names the algorithms of GOST; both are read.</summary>
public enum GostUris
{
    /// <summary><c>urn:ietf:params:xml:ns:cpxmlsec:algorithms:…</c>, as CryptoPro and СМЭВ 3 have them.</summary>
    CryptoPro,
    /// <summary><c>http://www.w3.org/2001/04/xmldsig-more#…</c>, as older systems have them.</summary>
    Xmldsig,
}

/// <summary>
/// The URIs of algorithms (RFC 9231; those of GOST as СМЭВ and CryptoPro write them, of which there are two families), and the form of
/// signature values, which for ECDSA differs from that in certificates.
/// </summary>
static class XmlAlgorithms
{
    const string More = "http://www.w3.org/2001/04/xmldsig-more#";
    const string More2007 = "http://www.w3.org/2007/05/xmldsig-more#";
    const string Encryption = "http://www.w3.org/2001/04/xmlenc#";
    const string CryptoPro = "urn:ietf:params:xml:ns:cpxmlsec:algorithms:";

    // The first URI of an algorithm is the one we write; of GOST's the second one too, where it is asked for.
    static readonly (string Uri, DigestAlgorithm Digest)[] Digests =
    [
        (Encryption + "sha256", DigestAlgorithm.Sha256),
        (More + "sha224", DigestAlgorithm.Sha224),
        (More + "sha384", DigestAlgorithm.Sha384),
        (Encryption + "sha512", DigestAlgorithm.Sha512),
        (XmlNames.Dsig + "sha1", DigestAlgorithm.Sha1),
        (CryptoPro + "gostr34112012-256", DigestAlgorithm.Streebog256),
        (CryptoPro + "gostr34112012-512", DigestAlgorithm.Streebog512),
        (More + "gostr34112012-256", DigestAlgorithm.Streebog256),
        (More + "gostr34112012-512", DigestAlgorithm.Streebog512),
    ];

    static readonly (string Uri, string Name)[] Signatures =
    [
        (More + "rsa-sha256", "rsa-sha256"),
        (More + "rsa-sha384", "rsa-sha384"),
        (More + "rsa-sha512", "rsa-sha512"),
        (More2007 + "sha256-rsa-MGF1", "rsa-pss-sha256"),
        (More2007 + "sha384-rsa-MGF1", "rsa-pss-sha384"),
        (More2007 + "sha512-rsa-MGF1", "rsa-pss-sha512"),
        (More + "ecdsa-sha256", "ecdsa-sha256"),
        (More + "ecdsa-sha384", "ecdsa-sha384"),
        (More + "ecdsa-sha512", "ecdsa-sha512"),
        ("http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519", "ed25519"),
        (CryptoPro + "gostr34102012-gostr34112012-256", "gost2012-256"),
        (CryptoPro + "gostr34102012-gostr34112012-512", "gost2012-512"),
        (More + "gostr34102012-gostr34112012-256", "gost2012-256"),
        (More + "gostr34102012-gostr34112012-512", "gost2012-512"),
        (More + "rsa-sha224", "rsa-sha224"),
        (More2007 + "sha224-rsa-MGF1", "rsa-pss-sha224"),
        (More + "ecdsa-sha224", "ecdsa-sha224"),
        ("http://www.w3.org/2009/xmldsig11#dsa-sha256", "dsa-sha256"),
        (XmlNames.Dsig + "dsa-sha1", "dsa-sha1"),
        (XmlNames.Dsig + "rsa-sha1", "rsa-sha1"),
        (More2007 + "sha1-rsa-MGF1", "rsa-pss-sha1"),
        (More + "ecdsa-sha1", "ecdsa-sha1"),
    ];

    /// <summary>Whether it is symmetric: who can check can forge.</summary>
    public static bool IsHmac(string uri) => uri.Contains("hmac", StringComparison.OrdinalIgnoreCase);

    /// <summary>SHA-1 too: what is accepted is not decided here.</summary>
    public static Outcome<DigestAlgorithm> ReadDigest(string uri) =>
        Digests.FirstOrDefault(d => d.Uri == uri).Digest is { } found ? found : Unknown(uri);

    /// <summary>Algorithms that only verify too.</summary>
    public static Outcome<SignatureAlgorithm> ReadSignature(string uri) =>
        Signatures.FirstOrDefault(s => s.Uri == uri).Name is { } name
            ? SignatureAlgorithm.Known.First(a => a.Name == name)
            : Unknown(uri);

    /// <summary>As we write it.</summary>
    public static string UriOf(DigestAlgorithm digest, GostUris family = GostUris.CryptoPro) => Choose(Digests.Where(d => d.Digest == digest).Select(d => d.Uri), family);

    /// <inheritdoc cref="UriOf(DigestAlgorithm, GostUris)"/>
    public static string UriOf(SignatureAlgorithm algorithm, GostUris family = GostUris.CryptoPro) => Choose(Signatures.Where(s => s.Name == algorithm.Name).Select(s => s.Uri), family);

    static string Choose(IEnumerable<string> uris, GostUris family) => family == GostUris.Xmldsig ? uris.Last() : uris.First();

    /// <summary>Whether the value is the key's over the data: that of DSA and ECDSA is r||s (XMLDSig 1.1 §6.4.1, §6.4.3), GOST's s||r as in CMS.</summary>
    public static bool Verify(PublicKey key, SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> value)
    {
        if (algorithm.Family is not (KeyFamily.Ec or KeyFamily.Dsa))
            return key.Verify(algorithm, data, value);
        return key.NumberOctets is { } octets && value.Length == 2 * octets
            && key.Verify(algorithm, data, ToDer(value[..octets], value[octets..]));
    }

    /// <summary>A signature value as it stands in ds:SignatureValue.</summary>
    public static byte[] Sign(SigningKey key, byte[] data)
    {
        var value = key.Sign(data);
        if (key.Algorithm.Family != KeyFamily.Ec)
            return value;
        var octets = (key.PublicKey.Algorithm.Bits + 7) / 8;
        var numbers = new AsnReader(value, AsnEncodingRules.DER).ReadSequence();
        return [.. Padded(numbers.ReadIntegerBytes().Span, octets), .. Padded(numbers.ReadIntegerBytes().Span, octets)];
    }

    static byte[] Padded(ReadOnlySpan<byte> number, int octets)
    {
        var padded = new byte[octets];
        number = number.TrimStart((byte)0);
        number.CopyTo(padded.AsSpan(octets - number.Length));
        return padded;
    }

    static byte[] ToDer(ReadOnlySpan<byte> r, ReadOnlySpan<byte> s)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(Shortest(r));
            writer.WriteIntegerUnsigned(Shortest(s));
        }
        return writer.Encode();
    }

    static ReadOnlySpan<byte> Shortest(ReadOnlySpan<byte> number) => number.TrimStart((byte)0) is { IsEmpty: false } shorter ? shorter : [0];

    static Refusal Unknown(string uri) =>
        uri.Contains("gostr34102001", StringComparison.Ordinal) || uri.EndsWith("gostr3411", StringComparison.Ordinal)
            ? new(RefusalCode.Unsupported, "Signatures.xml-gost-2001", uri)
            : uri.EndsWith("md5", StringComparison.Ordinal)
                ? new(RefusalCode.Unsupported, "Signatures.xml-weak-digest", uri)
                : new(RefusalCode.Unsupported, "Signatures.xml-unknown-algorithm", uri);
}
