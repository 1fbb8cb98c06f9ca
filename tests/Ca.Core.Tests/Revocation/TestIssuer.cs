using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Tests.Revocation;

/// <summary>An issuer for status tests: certificate and key, without profiles and rules.</summary>
sealed record TestIssuer(Certificate Certificate, SoftwareKey Key) : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly Validity Years = Validity.From(Start, TimeSpan.FromDays(3650));

    public static TestIssuer Make(string algorithm = "ec-p256", string name = "C=RU, O=Sample, CN=Sample CA", KeyUsages usage = KeyUsages.KeyCertSign | KeyUsages.CrlSign)
    {
        var key = SoftwareKey.Generate(KeyAlgorithm.Parse(algorithm).Expect());
        var subject = DistinguishedName.Parse(name).Expect();
        return new(
            Sign(key, subject, subject, key.PublicKey, SerialNumber.Generate(), [
                ExtensionWriter.BasicConstraints(new(true, null)),
                ExtensionWriter.KeyUsage(usage),
                ExtensionWriter.SubjectKeyIdentifier(key.PublicKey.KeyIdentifier),
            ]),
            key);
    }

    public Certificate Issue(string subject, PublicKey key, params IReadOnlyList<Extension> extensions) =>
        Sign(Key, Certificate.Subject, DistinguishedName.Parse(subject).Expect(), key, SerialNumber.Generate(),
            [ExtensionWriter.AuthorityKeyIdentifier(Key.PublicKey.KeyIdentifier), .. extensions]);

    /// <summary>A responder as the shipped profile would make it.</summary>
    public (Certificate Certificate, SoftwareKey Key) IssueResponder()
    {
        var key = SoftwareKey.Generate(Key.PublicKey.Algorithm);
        return (Issue("CN=Sample OCSP", key.PublicKey,
            ExtensionWriter.KeyUsage(KeyUsages.DigitalSignature),
            ExtensionWriter.ExtendedKeyUsage([Ca.Core.Asn1.Oids.OcspSigning]),
            ExtensionWriter.OcspNoCheck()), key);
    }

    public void Dispose() => Key.Dispose();

    static Certificate Sign(
        SoftwareKey key, DistinguishedName issuer, DistinguishedName subject, PublicKey publicKey, SerialNumber serial, IReadOnlyList<Extension> extensions)
    {
        var tbs = new TbsCertificate
        {
            SerialNumber = serial,
            SignatureAlgorithm = key.Algorithm.AlgorithmIdentifier,
            Issuer = issuer,
            Validity = Years,
            Subject = subject,
            SubjectPublicKeyInfo = publicKey.SubjectPublicKeyInfo,
            Extensions = CertificateExtensions.Of(extensions).Expect(),
        }.Encode();
        return Certificate.Assemble(tbs, key.Algorithm.AlgorithmIdentifier.Span, key.Sign(tbs));
    }
}
