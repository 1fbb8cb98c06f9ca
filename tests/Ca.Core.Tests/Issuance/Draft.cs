using System.Text;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Tests.Issuance;

/// <summary>A certificate before it is encoded, where anything can be made wrong. Its signature is nobody's: rules look at what is signed.</summary>
sealed record Draft
{
    static readonly DateTimeOffset Start = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    public static readonly SoftwareKey Ec = Key("ec-p256");
    public static readonly SoftwareKey OtherEc = Key("ec-p256");
    public static readonly SoftwareKey Rsa = Key("rsa-2048");
    public static readonly SoftwareKey Ed25519 = Key("ed25519");
    public static readonly SoftwareKey GostB = Key("gost2012-256-b");
    public static readonly SoftwareKey GostCryptoPro = Key("gost2012-256-cryptopro-a");

    public int Version { get; init; } = 3;
    public byte[] Serial { get; init; } = [0x4A, .. new byte[15]];
    public byte[] InnerAlgorithm { get; init; } = Ec.Algorithm.AlgorithmIdentifier.ToArray();
    public byte[] OuterAlgorithm { get; init; } = Ec.Algorithm.AlgorithmIdentifier.ToArray();
    public byte[] Issuer { get; init; } = AuthorityName;
    public byte[] Times { get; init; } = [.. Utc("261123000000Z"), .. Utc("271122235959Z")];
    public required byte[] Subject { get; init; }
    public byte[] SubjectPublicKeyInfo { get; init; } = Ec.PublicKey.SubjectPublicKeyInfo.ToArray();
    public byte[] UniqueIdentifiers { get; init; } = [];
    public IReadOnlyList<Extension> Extensions { get; init; } = [];
    public byte[] Signature { get; init; } = new byte[64];

    public static byte[] AuthorityName { get; } = Name(("2.5.4.6", 0x13, "RU"), ("2.5.4.10", 0x0C, "Проба"), ("2.5.4.3", 0x0C, "Проба УЦ"));

    public static Draft Root { get; } = new()
    {
        Subject = AuthorityName,
        Extensions =
        [
            ExtensionWriter.BasicConstraints(new(true, 1)),
            ExtensionWriter.KeyUsage(KeyUsages.KeyCertSign | KeyUsages.CrlSign),
            ExtensionWriter.SubjectKeyIdentifier(Ec.PublicKey.KeyIdentifier),
        ],
    };

    public static Draft IssuingAuthority { get; } = Root.Certifying(OtherEc) with { Subject = Name(("2.5.4.6", 0x13, "RU"), ("2.5.4.3", 0x0C, "Проба УЦ 2")) };

    public static Draft Citizen { get; } = new Draft
    {
        Subject = Name(
            ("2.5.4.3", 0x0C, "Иванов Иван Иванович"), ("2.5.4.4", 0x0C, "Иванов"), ("2.5.4.42", 0x0C, "Иван Иванович"), ("2.5.4.6", 0x13, "RU"),
            (Oids.Snils, 0x12, "11223344595"), (Oids.Inn, 0x12, "500100732259"), (Oids.EmailAddress, 0x16, "ivan@example.ru")),
        Extensions =
        [
            ExtensionWriter.BasicConstraints(new(false, null)),
            ExtensionWriter.KeyUsage(KeyUsages.DigitalSignature | KeyUsages.NonRepudiation),
            ExtensionWriter.ExtendedKeyUsage([Oids.ClientAuth, Oids.EmailProtection]),
            ExtensionWriter.SubjectKeyIdentifier(new byte[20]),
            ExtensionWriter.SubjectAlternativeName([GeneralName.Of(GeneralNameKind.Email, "ivan@example.ru")]),
            ExtensionWriter.Policies(["1.2.643.100.113.1", "1.2.643.100.113.2"]),
            ExtensionWriter.SubjectSignTool("Средство подписи"),
            ExtensionWriter.IssuerSignTool(new("Средство", "Центр", "СФ/000-0001", "СФ/000-0002")),
            ExtensionWriter.IdentificationKind(0),
            ExtensionWriter.PrivateKeyUsagePeriod(new(Start, Start.AddMonths(6))),
            ExtensionWriter.AuthorityKeyIdentifier(Ec.PublicKey.KeyIdentifier, DistinguishedName.Parse(AuthorityName).Expect(), SerialNumber.Parse("4a01").Expect()),
            ExtensionWriter.CrlDistributionPoints(["http://ca.example/ca.crl"]),
            ExtensionWriter.AuthorityInformationAccess(["http://ca.example/ocsp"], ["http://ca.example/ca.cer"]),
        ],
    }.Certifying(GostB);

    public static Draft Organization { get; } = Citizen with
    {
        Subject = Name(
            ("2.5.4.6", 0x13, "RU"), ("2.5.4.10", 0x0C, "Проба"), ("2.5.4.3", 0x0C, "Проба"),
            (Oids.Ogrn, 0x12, "1027700132195"), (Oids.InnLegalEntity, 0x12, "7707083893")),
    };

    public static Draft Trader { get; } = Citizen with
    {
        Subject = Name(
            ("2.5.4.3", 0x0C, "Иванов Иван"), ("2.5.4.4", 0x0C, "Иванов"), ("2.5.4.42", 0x0C, "Иван"), ("2.5.4.6", 0x13, "RU"),
            (Oids.Snils, 0x12, "11223344595"), (Oids.Inn, 0x12, "500100732259"), (Oids.Ogrnip, 0x12, "304500116000157")),
    };

    public static Draft Pseudonymous { get; } = Citizen with
    {
        Subject = Name(("2.5.4.3", 0x0C, "Свидетель 7"), (Oids.Pseudonym, 0x0C, "Свидетель 7"), ("2.5.4.6", 0x13, "RU"), ("2.5.4.5", 0x13, "PNORU-7")),
    };

    public static Draft Server { get; } = Machine(
        "ca.example", KeyUsages.DigitalSignature, ExtensionWriter.ExtendedKeyUsage([Oids.ServerAuth]),
        ExtensionWriter.SubjectAlternativeName(
        [
            GeneralName.Of(GeneralNameKind.Dns, "ca.example"), new(GeneralNameKind.IpAddress, new byte[] { 127, 0, 0, 1 }),
            GeneralName.Of(GeneralNameKind.Uri, "https://ca.example/"), GeneralName.Of(DistinguishedName.Parse(AuthorityName).Expect()),
        ]));

    public static Draft NamelessServer { get; } = (Server with { Subject = Name() }).Changing(Oids.SubjectAlternativeName, e => e with { Critical = true });

    public static Draft Responder { get; } = Machine(
        "OCSP", KeyUsages.DigitalSignature, ExtensionWriter.ExtendedKeyUsage([Oids.OcspSigning]), ExtensionWriter.OcspNoCheck())
        .Without(Oids.CrlDistributionPoints).Without(Oids.AuthorityInformationAccess);

    public static Draft TimeStamper { get; } = Machine(
        "TSA", KeyUsages.DigitalSignature, ExtensionWriter.ExtendedKeyUsage([Oids.TimeStamping]) with { Critical = true }).Certifying(Rsa);

    /// <summary>Of every kind one; none breaks a rule.</summary>
    public static IReadOnlyDictionary<string, Draft> Good { get; } = new Dictionary<string, Draft>
    {
        ["root"] = Root,
        ["issuing authority"] = IssuingAuthority,
        ["citizen, GOST"] = Citizen,
        ["citizen, GOST of CryptoPro"] = Citizen.Certifying(GostCryptoPro),
        ["citizen, Ed25519"] = Citizen.Certifying(Ed25519),
        ["organization"] = Organization,
        ["sole trader"] = Trader,
        ["under a pseudonym"] = Pseudonymous,
        ["server"] = Server,
        ["server without a subject"] = NamelessServer,
        ["OCSP responder"] = Responder,
        ["time stamper, RSA"] = TimeStamper,
        ["until 2051"] = Root with { Times = [.. Utc("261123000000Z"), .. Generalized("20511122235959Z")] },
    };

    public Certificate Make()
    {
        byte[] tbs = Tlv(0x30, [
            .. Version == 1 ? [] : Tlv(0xA0, Tlv(0x02, (byte)(Version - 1))),
            .. Tlv(0x02, Serial), .. InnerAlgorithm, .. Issuer, .. Tlv(0x30, Times), .. Subject, .. SubjectPublicKeyInfo, .. UniqueIdentifiers,
            .. Extensions.Count == 0 ? [] : Tlv(0xA3, Der.Write(writer => CertificateExtensions.Write(writer, Extensions)))]);
        return Certificate.Parse(Tlv(0x30, [.. tbs, .. OuterAlgorithm, .. Tlv(0x03, [0, .. Signature])])).Expect();
    }

    public Draft Certifying(SoftwareKey key) =>
        (this with { SubjectPublicKeyInfo = key.PublicKey.SubjectPublicKeyInfo.ToArray() })
        .Changing(Oids.SubjectKeyIdentifier, _ => ExtensionWriter.SubjectKeyIdentifier(key.PublicKey.KeyIdentifier))
        .WithAuthorityKey(key);

    public Draft Signing(byte[] algorithm) => this with { InnerAlgorithm = algorithm, OuterAlgorithm = algorithm };

    public Draft With(Extension extension) => Without(extension.Oid) is var rest ? rest with { Extensions = [.. rest.Extensions, extension] } : this;

    public Draft Without(string oid) => this with { Extensions = [.. Extensions.Where(e => e.Oid != oid)] };

    public Draft Changing(string oid, Func<Extension, Extension> change) =>
        this with { Extensions = [.. Extensions.Select(e => e.Oid == oid ? change(e) : e)] };

    public Draft Named(params (string Oid, byte Tag, string Value)[] subject) => this with { Subject = Name(subject) };

    /// <summary>A name of UTF-8 octets under whatever tag.</summary>
    public static byte[] Name(params (string Oid, byte Tag, string Value)[] attributes) => Tlv(0x30, [.. attributes.SelectMany(a =>
        Tlv(0x31, Tlv(0x30, [.. Oid(a.Oid), .. Tlv(a.Tag, Encoding.UTF8.GetBytes(a.Value))])))]);

    public static byte[] Oid(string oid) => Der.Write(writer => writer.WriteObjectIdentifier(oid));

    public static byte[] Utc(string time) => Tlv(0x17, Encoding.ASCII.GetBytes(time));

    public static byte[] Generalized(string time) => Tlv(0x18, Encoding.ASCII.GetBytes(time));

    public static byte[] Tlv(byte tag, params byte[] contents) => contents.Length switch
    {
        < 0x80 => [tag, (byte)contents.Length, .. contents],
        < 0x100 => [tag, 0x81, (byte)contents.Length, .. contents],
        _ => [tag, 0x82, (byte)(contents.Length >> 8), (byte)(contents.Length & 0xFF), .. contents],
    };

    // A certificate that others sign points to its issuer; the draft of a root has nobody above it until it certifies another key.
    Draft WithAuthorityKey(SoftwareKey key) => key == Ec || Extensions.Any(e => e.Oid == Oids.AuthorityKeyIdentifier)
        ? this
        : With(ExtensionWriter.AuthorityKeyIdentifier(Ec.PublicKey.KeyIdentifier)).With(ExtensionWriter.CrlDistributionPoints(["http://ca.example/ca.crl"]));

    static Draft Machine(string name, KeyUsages usages, params Extension[] purpose) => new Draft
    {
        Subject = Name(("2.5.4.6", 0x13, "RU"), ("2.5.4.3", 0x0C, name)),
        Extensions =
        [
            ExtensionWriter.BasicConstraints(new(false, null)),
            ExtensionWriter.KeyUsage(usages),
            .. purpose,
            ExtensionWriter.SubjectKeyIdentifier(new byte[20]),
            ExtensionWriter.AuthorityKeyIdentifier(Ec.PublicKey.KeyIdentifier),
            ExtensionWriter.CrlDistributionPoints(["http://ca.example/ca.crl"]),
            ExtensionWriter.AuthorityInformationAccess(["http://ca.example/ocsp"], []),
        ],
    }.Certifying(OtherEc);

    static SoftwareKey Key(string name) => SoftwareKey.Generate(KeyAlgorithm.Parse(name).Expect());
}
