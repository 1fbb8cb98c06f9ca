using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Requests;

namespace Ca.Core.Profiles;

/// <summary>An allow-list of what we are willing to sign, read from a JSON file (docs/certificate-profile.schema.json), versioned.</summary>
public sealed class CertificateProfile
{
    /// <summary>Larger files are refused; the largest we ship has under 4 KiB.</summary>
    public const int MaxOctets = 64 * 1024;

    /// <summary>The usual order of extensions in a certificate, for who reads dumps; the standards ask for none.</summary>
    static readonly string[] Order =
    [
        Oids.BasicConstraints, Oids.KeyUsage, Oids.ExtendedKeyUsage, Oids.SubjectKeyIdentifier, Oids.SubjectAlternativeName,
        Oids.CertificatePolicies, Oids.SubjectSignTool, Oids.IssuerSignTool, Oids.IdentificationKind, Oids.OcspNoCheck,
    ];

    internal CertificateProfile()
    {
    }

    /// <summary>Name, version and SHA-256 of the file.</summary>
    public required ProfileReference Reference { get; init; }

    /// <summary>As applications and ceremonies name it.</summary>
    public string Name => Reference.Name;

    /// <summary>Raised by whoever changes the file.</summary>
    public int Version => Reference.Version;

    /// <summary>SHA-256 over the file's bytes, lower-case hex.</summary>
    public string Sha256 => Reference.Sha256;

    /// <summary>Who may sign what it admits.</summary>
    public required IssuerConstraint Issuer { get; init; }

    /// <summary>The kinds of key it certifies.</summary>
    public required IReadOnlyList<KeyAlgorithm> KeyAlgorithms { get; init; }

    /// <summary>How long a certificate lives.</summary>
    public required Lifetime Lifetime { get; init; }

    /// <summary>How long the private key may sign, or null.</summary>
    public required Lifetime? PrivateKeyUsage { get; init; }

    /// <summary>The attributes a subject may have, in the order in which they will stand.</summary>
    public required IReadOnlyList<SubjectAttribute> Subject { get; init; }

    /// <summary>The alternative names a subject may have.</summary>
    public required IReadOnlyList<AlternativeNameCount> AlternativeNames { get; init; }

    /// <summary>Extensions whose values the file gives.</summary>
    public required IReadOnlyList<Extension> Extensions { get; init; }

    /// <summary>Extensions whose values the issuer gives.</summary>
    public required IssuerExtensions FromIssuer { get; init; }

    /// <summary>Whether it makes authorities.</summary>
    public required bool IsAuthority { get; init; }

    /// <summary>The profiles that come with the program, by name: root, issuing-ca, officer, citizen, tls-server, ocsp-responder, time-stamping,
    /// verdict-signing.</summary>
    public static IReadOnlyDictionary<string, CertificateProfile> Shipped => ShippedProfiles.ByName;

    /// <summary>Reads a file. An unknown or doubled property, a value out of its range or a profile that contradicts itself is refused by name.</summary>
    public static Outcome<CertificateProfile> Parse(ReadOnlyMemory<byte> json) => ProfileReader.Read(json.Span);

    /// <summary>From a wish to a content. Nothing of the request gets into the content unless the profile names it.</summary>
    /// <remarks>
    /// Names are claims: an attribute or alternative name that the profile does not name is refused, since leaving it out would certify
    /// another name than the one asked for. Of the other extensions asked for none is taken; the profile's stand instead, as RFC 2986 §3
    /// lets an authority decide and its peers do. Refused all the same are a wish to be an authority, which is never a harmless
    /// misunderstanding (Trustwave 2012, TurkTrust 2011), and a critical extension that the certificate would not have.
    /// </remarks>
    /// <param name="request">Has proved possession of its key.</param>
    /// <param name="subject">What the registrar states instead of the request's subject; null to take the request's.</param>
    public Outcome<CertificateContent> Admit(CertificationRequest request, DistinguishedName? subject = null)
    {
        if (request.Extensions.BasicConstraints is { IsAuthority: true } && !IsAuthority)
            return new Refusal(RefusalCode.NotAllowed, "Profiles.authority-asked", Name);
        if (request.Extensions.FirstOrDefault(e => e.Critical && !Gives(e.Oid)) is { } critical)
            return new Refusal(RefusalCode.NotAllowed, "Profiles.critical-extension-asked", critical.Oid, Name);
        return Admit(request.PublicKey, subject ?? request.Subject, request.Extensions.SubjectAlternativeName);
    }

    /// <summary>The same for a key of our own, for which nobody has to ask: a root, a responder that renews itself.</summary>
    /// <param name="key">The key to be certified; its holder is the caller.</param>
    /// <param name="subject">Whose it is.</param>
    /// <param name="alternativeNames">For subjectAlternativeName, where the profile has one.</param>
    public Outcome<CertificateContent> Admit(PublicKey key, DistinguishedName subject, IReadOnlyList<GeneralName>? alternativeNames = null)
    {
        if (!KeyAlgorithms.Contains(key.Algorithm))
            return new Refusal(RefusalCode.UnacceptableKey, "Profiles.key-algorithm", key.Algorithm.Name, Name, string.Join(", ", KeyAlgorithms));
        if (AdmitSubject(subject).Refused(out var why, out var admitted))
            return why;
        if (RefuseAlternativeNames(alternativeNames ?? []) is { } bad)
            return bad;

        List<Extension> extensions = [.. Extensions, ExtensionWriter.SubjectKeyIdentifier(key.KeyIdentifier)];
        if (alternativeNames is { Count: > 0 })
            extensions.Add(ExtensionWriter.SubjectAlternativeName(alternativeNames) with { Critical = admitted.IsEmpty });
        else if (admitted.IsEmpty)
            return new Refusal(RefusalCode.NotAllowed, "Profiles.nobody-named");
        return new CertificateContent
        {
            Profile = Reference,
            Issuer = Issuer,
            Subject = admitted,
            PublicKey = key,
            Lifetime = Lifetime,
            PrivateKeyUsage = PrivateKeyUsage,
            Extensions = [.. extensions.OrderBy(e => Array.IndexOf(Order, e.Oid))],
            FromIssuer = FromIssuer,
        };
    }

    bool Gives(string oid) =>
        Extensions.Any(e => e.Oid == oid)
        || oid == Oids.SubjectKeyIdentifier
        || (oid == Oids.SubjectAlternativeName && AlternativeNames.Count > 0)
        // An authority that is not to be one asks for nothing: cA FALSE is what a certificate without the extension says.
        || (oid == Oids.BasicConstraints && !IsAuthority);

    Outcome<DistinguishedName> AdmitSubject(DistinguishedName asked)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in asked.Attributes)
            if (Subject.All(s => s.Type.Oid != attribute.Type))
                return new Refusal(RefusalCode.NotAllowed, "Profiles.attribute-not-allowed", NameAttributeType.Of(attribute.Type).Name, Name);
            else if (!values.TryAdd(attribute.Type, attribute.Value))
                return new Refusal(RefusalCode.NotAllowed, "Profiles.attribute-twice", NameAttributeType.Of(attribute.Type).Name);

        var rdns = new List<IReadOnlyList<NameAttribute>>();
        foreach (var allowed in Subject)
            if (allowed.Admit(values.GetValueOrDefault(allowed.Type.Oid)) is { } outcome)
            {
                if (outcome.Refused(out var why, out var attribute))
                    return why;
                rdns.Add([attribute]);
            }
        return DistinguishedName.Create(rdns);
    }

    Refusal? RefuseAlternativeNames(IReadOnlyList<GeneralName> asked)
    {
        foreach (var name in asked)
            if (AlternativeNames.All(a => a.Kind != name.Kind))
                return new(RefusalCode.NotAllowed, "Profiles.alternative-name-not-allowed", name.Kind.ToString(), Name);
            else if (!AlternativeNameSyntax.IsWellFormed(name))
                return new(RefusalCode.Malformed, "Profiles.alternative-name-malformed", name.Kind.ToString());
        foreach (var allowed in AlternativeNames)
            if (asked.Count(n => n.Kind == allowed.Kind) is var count && (count < allowed.Minimum || count > allowed.Maximum))
                return new(RefusalCode.NotAllowed, "Profiles.alternative-name-count", allowed.Kind.ToString(), count, allowed.Minimum, allowed.Maximum);
        return null;
    }
}
