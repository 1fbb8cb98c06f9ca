using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Tests.Certificates;

/// <summary>Certificates with everything in them that we write.</summary>
static class SampleCertificates
{
    public static readonly DistinguishedName Authority =
        DistinguishedName.Parse("C=RU, ST=38 Иркутская область, O=Удостоверяющий центр, OGRN=1023801008648, INNLE=3808014899, CN=Проба").Expect();

    public static readonly DistinguishedName Citizen =
        DistinguishedName.Parse("C=RU, SN=Иванов, GN=Иван Иванович, SNILS=11223344595, INN=500100732259, emailAddress=ivan@example.ru + CN=Иванов Иван Иванович").Expect();

    public static readonly Validity TwoThousandTwelve =
        new(new(2012, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2012, 12, 31, 23, 59, 59, TimeSpan.Zero));

    /// <summary>Every extension of <see cref="ExtensionWriter"/>.</summary>
    public static IReadOnlyList<Extension> Extensions { get; } =
    [
        ExtensionWriter.BasicConstraints(new(true, 0)),
        ExtensionWriter.KeyUsage(KeyUsages.DigitalSignature | KeyUsages.NonRepudiation | KeyUsages.DecipherOnly),
        ExtensionWriter.ExtendedKeyUsage([Oids.ClientAuth, Oids.EmailProtection]),
        ExtensionWriter.SubjectKeyIdentifier(new byte[20]),
        ExtensionWriter.AuthorityKeyIdentifier(new byte[] { 1, 2, 3 }, Authority, SerialNumber.Parse("4a01").Expect()),
        ExtensionWriter.CrlDistributionPoints(["http://a.example/ca.crl", "http://b.example/ca.crl"]),
        ExtensionWriter.AuthorityInformationAccess(["http://a.example/ocsp"], ["http://a.example/ca.cer"]),
        ExtensionWriter.Policies(["1.2.643.100.113.1", "1.2.643.100.113.2"]),
        ExtensionWriter.PrivateKeyUsagePeriod(new(TwoThousandTwelve.NotBefore, TwoThousandTwelve.NotAfter)),
        ExtensionWriter.SubjectAlternativeName(
        [
            GeneralName.Of(GeneralNameKind.Dns, "example.ru"), GeneralName.Of(GeneralNameKind.Email, "ivan@example.ru"),
            GeneralName.Of(GeneralNameKind.Uri, "urn:a:b"), GeneralName.Of(Authority), new(GeneralNameKind.IpAddress, new byte[] { 127, 0, 0, 1 }),
            new(GeneralNameKind.RegisteredId, new byte[] { 0x2A, 0x03, 0x04 }),
        ]),
        ExtensionWriter.SubjectSignTool("Средство подписи"),
        ExtensionWriter.IssuerSignTool(new("Средство", "Центр", "СФ/000-0001", "СФ/000-0002")),
        ExtensionWriter.IdentificationKind(0),
        ExtensionWriter.OcspNoCheck(),
    ];

    public static Certificate Sign(SigningKey key, Func<TbsCertificate, TbsCertificate>? change = null)
    {
        var plain = new TbsCertificate
        {
            SerialNumber = SerialNumber.Parse("4b00000000000000000000000000000001").Expect(),
            SignatureAlgorithm = key.Algorithm.AlgorithmIdentifier,
            Issuer = Authority,
            Validity = TwoThousandTwelve,
            Subject = Citizen,
            SubjectPublicKeyInfo = key.PublicKey.SubjectPublicKeyInfo,
            Extensions = CertificateExtensions.Of(Extensions).Expect(),
        };
        var tbs = (change is null ? plain : change(plain)).Encode();
        return Certificate.Assemble(tbs, key.Algorithm.AlgorithmIdentifier.Span, key.Sign(tbs));
    }
}
