using Ca.Core.Certificates;
using Ca.Core.Issuance;
using Ca.Core.Keys;
using Ca.Core.Profiles;
using Ca.Core.Requests;

namespace Ca.Core.Tests.Issuance;

/// <summary>A root and an issuing authority, made by the code they are to test.</summary>
static class Hierarchy
{
    public static readonly DateTimeOffset Founded = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Now = new DateTimeOffset(2027, 1, 15, 9, 30, 15, TimeSpan.Zero).AddMilliseconds(789);

    public static readonly IssuerLocations Locations = new(["http://ca.example/crl"], ["http://ca.example/ocsp"], ["http://ca.example/ca.cer"]);

    public static readonly DistinguishedName RootName = Name("C=RU, O=Проба, CN=Проба: корень");
    public static readonly DistinguishedName AuthorityName = Name("C=RU, O=Проба, CN=Проба: издатель");
    public static readonly DistinguishedName CitizenName =
        Name("CN=Иванов Иван Иванович, SN=Иванов, GN=Иван Иванович, C=RU, SNILS=11223344595, INN=500100732259");

    public static readonly SoftwareKey RootKey = Key("ec-p256");
    public static readonly SoftwareKey AuthorityKey = Key("ec-p256");
    public static readonly SoftwareKey CitizenKey = Key("ec-p256");

    public static readonly Certificate Root =
        Issuer.IssueSelfSigned(Content("root", RootKey, RootName), RootKey, new MemoryRegister(), Founded, default).Result.Expect();

    public static readonly Certificate Authority = Under(Root, RootKey, "issuing-ca", AuthorityKey, AuthorityName);

    public static readonly CertificateContent Citizen =
        CertificateProfile.Shipped["citizen"].Admit(CertificationRequest.Create(CitizenKey, CitizenName, []).Expect()).Expect();

    public static Issuer Issuing(SigningKey? key = null) => Issuer.Create(Authority, key ?? AuthorityKey, Locations).Expect();

    public static CertificateContent Content(string profile, SigningKey key, DistinguishedName name, params GeneralName[] alternativeNames) =>
        CertificateProfile.Shipped[profile].Admit(key.PublicKey, name, alternativeNames).Expect();

    public static Certificate Under(Certificate issuer, SigningKey issuerKey, string profile, SigningKey key, DistinguishedName name)
    {
        using var issuing = Issuer.Create(issuer, issuerKey, Locations).Expect();
        return issuing.Issue(Content(profile, key, name), new MemoryRegister(), Founded, default).Result.Expect();
    }

    public static SoftwareKey Key(string name) => SoftwareKey.Generate(KeyAlgorithm.Parse(name).Expect());

    public static DistinguishedName Name(string text) => DistinguishedName.Parse(text).Expect();
}
