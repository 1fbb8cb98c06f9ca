using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Xml;

namespace Ca.Core.Signatures.Xml;

/// <summary>ds:KeyInfo (XMLDSig §4.5): whose key it may be. Nothing in it is signed, so it only suggests.</summary>
sealed class XmlKey
{
    /// <summary>Certificates, names of them and keys. A chain has four, each with three names; more than this is no signature but an attack on the verifier.</summary>
    const int MaxEntries = 64;

    /// <summary>The largest certificate in base64, with room for line breaks.</summary>
    const int MaxCharacters = 2 * Certificate.MaxOctets;

    // An element that is referred to a thousand times says no more than once.
    readonly HashSet<ElementNode> taken = [];
    readonly List<Certificate> certificates = [];
    readonly List<Func<Certificate, bool>> hints = [];
    int entries;

    /// <summary>Those in KeyInfo, in its order.</summary>
    public IReadOnlyList<Certificate> Certificates => certificates;

    /// <summary>A key without a certificate; null when there is none.</summary>
    public PublicKey? Bare { get; private set; }

    /// <summary>Where ds:RetrievalMethod sends for the key and nobody went; null when it sends nowhere, or to what is at hand.</summary>
    public string? NotRetrieved { get; private set; }

    /// <summary>Whether KeyInfo names this certificate without carrying it.</summary>
    public bool Names(Certificate certificate) => hints.Exists(h => h(certificate));

    public static XmlKey Read(ElementNode? info, XmlTree tree)
    {
        var key = new XmlKey();
        if (info is not null)
            key.Take(info, tree, mayRefer: true);
        return key;
    }

    void Take(ElementNode info, XmlTree tree, bool mayRefer)
    {
        foreach (var child in info.Elements)
            if (child.IsDsig("X509Data"))
                TakeX509(child);
            else if (child.IsDsig("RetrievalMethod"))
                Retrieve(child, tree);
            else if (child.IsDsig("KeyValue") && HasRoom())
                Bare ??= child.Elements.FirstOrDefault() is { } value ? ReadValue(value) : null;
            else if (child.Is(XmlNames.Dsig11, "DEREncodedKeyValue") && HasRoom())
                Bare ??= Parse(Octets(child));
            else if (child.Is(XmlNames.Dsig11, "KeyInfoReference") && mayRefer && Target(child, tree) is { } other && other.IsDsig("KeyInfo") && taken.Add(other))
                Take(other, tree, mayRefer: false);
            else if (child.Is(XmlNames.Wsse, "SecurityTokenReference"))
                TakeToken(child, tree);
    }

    /// <summary>
    /// Followed to X509Data in the same document and without transforms (XMLDSig 1.1 §4.5.3); what is elsewhere is not fetched, since the signer would
    /// choose where we go to.
    /// </summary>
    void Retrieve(ElementNode method, XmlTree tree)
    {
        if (!method.Elements.Any() && Target(method, tree) is { } data && data.IsDsig("X509Data"))
            TakeX509(data);
        else
            NotRetrieved ??= method.Attribute("URI") ?? "";
    }

    void TakeX509(ElementNode data)
    {
        if (!taken.Add(data))
            return;
        foreach (var child in data.Elements)
            if (!HasRoom())
                return;
            else if (child.IsDsig("X509Certificate"))
                Take(Octets(child));
            else if (child.IsDsig("X509IssuerSerial") && SerialOf(child) is { } serial)
                hints.Add(c => new BigInteger(c.SerialNumber.Octets, isBigEndian: true) == serial);
            else if (child.IsDsig("X509SKI") && Octets(child) is { Length: > 0 } identifier)
                hints.Add(c => c.SubjectKeyIdentifier is { } own && own.Span.SequenceEqual(identifier));
            else if (child.Is(XmlNames.Dsig11, "X509Digest") && Octets(child) is { } hash
                && !XmlAlgorithms.ReadDigest(child.Attribute("Algorithm") ?? "").Refused(out _, out var digest))
                hints.Add(c => digest.Compute(c.Encoded.Span).AsSpan().SequenceEqual(hash));
            else if (child.IsDsig("X509SubjectName"))
                // Names in text have too many spellings to be compared; the key decides.
                hints.Add(_ => true);
    }

    static BigInteger? SerialOf(ElementNode issuerSerial) =>
        issuerSerial.Dsigs("X509SerialNumber").FirstOrDefault()?.Text.Trim() is { Length: > 0 and < 100 } digits
        && BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var serial) ? serial : null;

    /// <summary>A token of WS-Security in the same document (X.509 Token Profile 1.0).</summary>
    void TakeToken(ElementNode reference, XmlTree tree)
    {
        if (reference.Elements.FirstOrDefault(e => e.Is(XmlNames.Wsse, "Reference")) is { } named && Target(named, tree) is { } token
            && token.Is(XmlNames.Wsse, "BinarySecurityToken") && taken.Add(token) && HasRoom())
            Take(Octets(token));
    }

    bool HasRoom() => entries++ < MaxEntries;

    static ElementNode? Target(ElementNode reference, XmlTree tree) =>
        reference.Attribute("URI") is ['#', .. var identifier] ? tree.Identified(identifier) : null;

    void Take(byte[]? der)
    {
        if (der is not null && !Certificate.Parse(der).Refused(out _, out var certificate))
            certificates.Add(certificate);
    }

    static PublicKey? ReadValue(ElementNode value) => value.LocalName switch
    {
        "RSAKeyValue" when value.Elements.ToList() is [var modulus, var exponent] && Octets(modulus) is { } n && Octets(exponent) is { } e => Parse(Rsa(n, e)),
        "DSAKeyValue" => ReadDsa(value),
        "ECKeyValue" when value.Elements.ToList() is [var curve, var point] && curve.Attribute("URI") is { } uri && uri.StartsWith("urn:oid:", StringComparison.Ordinal)
            && Octets(point) is { } octets => Parse(Ec(uri["urn:oid:".Length..], octets)),
        _ => null,
    };

    static PublicKey? Parse(byte[]? subjectPublicKeyInfo) =>
        subjectPublicKeyInfo is null || PublicKey.Parse(subjectPublicKeyInfo).Refused(out _, out var key) ? null : key;

    /// <summary>Null also of more than a certificate or a key may have: each signature of a document may refer to it.</summary>
    static byte[]? Octets(ElementNode element) =>
        element.Children.OfType<TextNode>().Sum(t => (long)t.Text.Length) <= MaxCharacters ? element.Octets() : null;

    static byte[] Rsa(byte[] modulus, byte[] exponent) => SubjectPublicKeyInfo(
        w => { w.WriteObjectIdentifier(Oids.RsaEncryption); w.WriteNull(); },
        Der.Write(w =>
        {
            using (w.PushSequence())
            {
                WriteNumber(w, modulus);
                WriteNumber(w, exponent);
            }
        }));

    /// <summary>P, Q and G may be left out when they are known from elsewhere (XMLDSig 1.1 §4.5.2.1), which here they are not.</summary>
    static PublicKey? ReadDsa(ElementNode value)
    {
        return Named("P") is { } p && Named("Q") is { } q && Named("G") is { } g && Named("Y") is { } y ? Parse(Dsa(p, q, g, y)) : null;

        byte[]? Named(string name) => value.Dsigs(name).FirstOrDefault() is { } number ? Octets(number) : null;
    }

    static byte[] Dsa(byte[] p, byte[] q, byte[] g, byte[] y) => SubjectPublicKeyInfo(
        w =>
        {
            w.WriteObjectIdentifier(Oids.Dsa);
            using (w.PushSequence())
                foreach (var number in new[] { p, q, g })
                    WriteNumber(w, number);
        },
        Der.Write(w => WriteNumber(w, y)));

    static byte[]? Ec(string curve, byte[] point) => curve is Oids.P256 or Oids.P384 or Oids.P521
        ? SubjectPublicKeyInfo(w => { w.WriteObjectIdentifier(Oids.EcPublicKey); w.WriteObjectIdentifier(curve); }, point)
        : null;

    static void WriteNumber(AsnWriter writer, byte[] octets) => writer.WriteInteger(new BigInteger(octets, isUnsigned: true, isBigEndian: true));

    static byte[] SubjectPublicKeyInfo(Action<AsnWriter> algorithm, byte[] key) => Der.Write(w =>
    {
        using (w.PushSequence())
        {
            using (w.PushSequence())
                algorithm(w);
            w.WriteBitString(key);
        }
    });
}
