using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Profiles;

namespace Ca.Core.Issuance;

/// <summary>A certificate and its key: the only type that signs certificates.</summary>
/// <remarks>Safe to use from several threads at once. Owns its rehearsal key; the issuing key belongs to whoever opened it.</remarks>
public sealed class Issuer : IDisposable
{
    readonly SigningLine line;
    readonly SigningKey key;
    readonly byte[] keyIdentifier;

    Issuer(Certificate certificate, SigningKey key, IssuerLocations locations)
    {
        Certificate = certificate;
        Locations = locations;
        this.key = key;
        // Children name the key as the certificate itself does, whoever has made that (RFC 5280 §4.2.1.1).
        keyIdentifier = certificate.SubjectKeyIdentifier?.ToArray() ?? key.PublicKey.KeyIdentifier;
        line = new(key);
    }

    /// <summary>The issuer's own certificate.</summary>
    public Certificate Certificate { get; }

    /// <summary>Where its certificates point.</summary>
    public IssuerLocations Locations { get; }

    /// <summary>Why it signs nothing any more, or null. Only looking into it and starting anew mends that.</summary>
    public Refusal? Stopped => line.Stopped;

    /// <summary>An issuer, when the key is the certificate's, the certificate may sign others and the locations are http URLs.</summary>
    public static Outcome<Issuer> Create(Certificate certificate, SigningKey key, IssuerLocations locations)
    {
        if (certificate.PublicKey.Refused(out var why, out var certified))
            return why;
        if (certified.Identity != key.PublicKey.Identity)
            return new Refusal(RefusalCode.NotAllowed, "Issuance.key-of-another");
        if (certificate.BasicConstraints is not { IsAuthority: true } || certificate.KeyUsage is { } usage && !usage.HasFlag(KeyUsages.KeyCertSign))
            return new Refusal(RefusalCode.NotAllowed, "Issuance.not-an-authority", certificate.Subject);
        foreach (var url in (IEnumerable<string>)[.. locations.Crl, .. locations.Ocsp, .. locations.CaIssuers])
            if (!IssuerLocations.IsHttp(url))
                return new Refusal(RefusalCode.Malformed, "Issuance.location-not-http", url);
        return new Issuer(certificate, key, locations);
    }

    /// <summary>Issues one certificate, valid from the second of <paramref name="now"/>.</summary>
    /// <param name="content">What an officer approved, or a ceremony's script says.</param>
    /// <param name="register">Remembers it, before and after.</param>
    /// <param name="now">The time from the clock.</param>
    /// <param name="cancellation">Heeded until the reservation is durable, and not after.</param>
    public async Task<Outcome<Certificate>> Issue(
        CertificateContent content, ICertificateRegister register, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!content.Issuer.Allows(Certificate.Subject, key.PublicKey.Algorithm.Family))
            return new Refusal(RefusalCode.NotAllowed, "Issuance.issuer-not-of-the-profile", content.Profile.Name, Certificate.Subject);
        if (RefuseTime(content.Lifetime.From(now), now) is { } notNow)
            return notNow;
        if (PointersTo(content.FromIssuer).Refused(out var why, out var pointers))
            return why;
        return await line.Run(Reserve(Certificate.Subject, keyIdentifier, key, content, pointers, now), Certificate, register, cancellation);
    }

    /// <summary>A root: the same line, where the certificate's own key signs.</summary>
    public static async Task<Outcome<Certificate>> IssueSelfSigned(
        CertificateContent content, SigningKey key, ICertificateRegister register, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!content.Issuer.SelfSigned)
            return new Refusal(RefusalCode.NotAllowed, "Issuance.not-self-signed", content.Profile.Name);
        if (content.PublicKey.Identity != key.PublicKey.Identity)
            return new Refusal(RefusalCode.NotAllowed, "Issuance.key-of-another");
        using var line = new SigningLine(key);
        var reservation = Reserve(content.Subject, key.PublicKey.KeyIdentifier, key, content, [], now);
        return await line.Run(reservation, issuer: null, register, cancellation);
    }

    /// <summary>Forgets the rehearsal key.</summary>
    public void Dispose() => line.Dispose();

    /// <summary>Why the issuer may not sign now, or not for so long.</summary>
    // Refused and not cut short: the officer has approved the whole lifetime.
    Refusal? RefuseTime(Validity validity, DateTimeOffset now)
    {
        var usage = Certificate.PrivateKeyUsagePeriod;
        var (first, last) = (Latest(Certificate.Validity.NotBefore, usage?.NotBefore), Earliest(Certificate.Validity.NotAfter, usage?.NotAfter));
        if (!new Validity(first, last).Includes(now))
            return new(RefusalCode.OutOfTime, "Issuance.issuer-cannot-sign-now", Certificate.Subject, first, last, now);
        if (validity.NotAfter > Certificate.Validity.NotAfter)
            return new(RefusalCode.OutOfTime, "Issuance.outlives-issuer", validity.NotAfter, Certificate.Validity.NotAfter);
        return null;
    }

    /// <summary>The extensions in which a certificate points to its issuer.</summary>
    Outcome<List<Extension>> PointersTo(IssuerExtensions wanted)
    {
        var pointers = new List<Extension>();
        if (wanted.HasFlag(IssuerExtensions.AuthorityCertificate))
            pointers.Add(ExtensionWriter.AuthorityKeyIdentifier(keyIdentifier, Certificate.Issuer, Certificate.SerialNumber));
        else if (wanted.HasFlag(IssuerExtensions.AuthorityKey))
            pointers.Add(ExtensionWriter.AuthorityKeyIdentifier(keyIdentifier));

        var ocsp = wanted.HasFlag(IssuerExtensions.Ocsp) ? Locations.Ocsp : [];
        var caIssuers = wanted.HasFlag(IssuerExtensions.CaIssuers) ? Locations.CaIssuers : [];
        foreach (var (extension, urls, name) in ((IssuerExtensions, IReadOnlyList<string>, string)[])
            [(IssuerExtensions.CrlDistributionPoints, Locations.Crl, "CRL"), (IssuerExtensions.Ocsp, ocsp, "OCSP"), (IssuerExtensions.CaIssuers, caIssuers, "caIssuers")])
            if (wanted.HasFlag(extension) && urls.Count == 0)
                return new Refusal(RefusalCode.Unavailable, "Issuance.location-missing", Certificate.Subject, name);
        if (wanted.HasFlag(IssuerExtensions.CrlDistributionPoints))
            pointers.Add(ExtensionWriter.CrlDistributionPoints(Locations.Crl));
        if (ocsp.Count + caIssuers.Count > 0)
            pointers.Add(ExtensionWriter.AuthorityInformationAccess(ocsp, caIssuers));
        return pointers;
    }

    static Reservation Reserve(
        DistinguishedName issuer, byte[] issuerKeyIdentifier, SigningKey key, CertificateContent content, IReadOnlyList<Extension> pointers, DateTimeOffset now)
    {
        var validity = content.Lifetime.From(now);
        List<Extension> extensions = [.. content.Extensions];
        if (content.PrivateKeyUsage is { } usage)
            extensions.Add(ExtensionWriter.PrivateKeyUsagePeriod(new(validity.NotBefore, usage.From(now).NotAfter)));
        extensions.AddRange(pointers);
        var tbs = new TbsCertificate
        {
            SerialNumber = SerialNumber.Generate(),
            SignatureAlgorithm = key.Algorithm.AlgorithmIdentifier,
            Issuer = issuer,
            Validity = validity,
            Subject = content.Subject,
            SubjectPublicKeyInfo = content.PublicKey.SubjectPublicKeyInfo,
            Extensions = CertificateExtensions.Of(extensions).Expect(),
        };
        return new()
        {
            Issuer = issuer,
            IssuerKeyIdentifier = issuerKeyIdentifier,
            SerialNumber = tbs.SerialNumber,
            TbsCertificate = tbs.Encode(),
            Validity = validity,
            Content = content,
            At = now,
        };
    }

    static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;

    static DateTimeOffset Earliest(DateTimeOffset one, DateTimeOffset? other) => other < one ? other.Value : one;
}
