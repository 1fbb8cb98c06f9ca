using System.Net;
using System.Security.Cryptography;
using System.Text;
using Ca.Api.Issuers;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Ceremonies;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Profiles;
using Ca.Core.Registration;

namespace Ca.Api.Demonstration;

/// <summary>The officers and the TLS server, certified by the EC hierarchy: the platform's TLS has no GOST.</summary>
sealed class DemonstrationCertificates
{
    /// <summary>Role, post, and an invented person.</summary>
    static readonly (Role Role, string Title, string Name)[] Officers =
    [
        (Role.Registrar, "Оператор регистрации", "Анна Регистраторова (образец)"),
        (Role.Approver, "Утверждающий", "Борис Утверждающий (образец)"),
        (Role.Security, "Администратор безопасности", "Вера Безопасная (образец)"),
        (Role.Auditor, "Аудитор", "Глеб Проверяющий (образец)"),
        (Role.Administrator, "Администратор", "Дарья Управляющая (образец)"),
    ];

    static readonly GeneralName[] LocalNames =
    [
        GeneralName.Of(GeneralNameKind.Dns, "localhost"),
        new(GeneralNameKind.IpAddress, IPAddress.Loopback.GetAddressBytes()),
        new(GeneralNameKind.IpAddress, IPAddress.IPv6Loopback.GetAddressBytes()),
    ];

    readonly OnlineIssuer issuer;
    readonly CertificateDirectoryRegister register;
    readonly DateTimeOffset now;

    DemonstrationCertificates(OnlineIssuer issuer, CertificateDirectoryRegister register, DateTimeOffset now)
    {
        this.issuer = issuer;
        this.register = register;
        this.now = now;
    }

    /// <returns>The refusal, or null when all are there.</returns>
    public static async Task<Refusal?> Make(string data, DateTimeOffset now, CancellationToken cancellation)
    {
        if (IssuerFolder.Read(Path.Combine(data, "issuers", Hierarchy.Ec.Name), data).Refused(out var why, out var issuer))
            return why;
        using (issuer.Key)
        using (issuer.Issuer)
        {
            var remembered = Hierarchy.FirstCertificates(data, issuer.Name);
            if (CertificateDirectoryRegister.Open(remembered, issuer.Key.PublicKey.KeyIdentifier, now).Refused(out why, out var register))
                return why;
            using (register)
            {
                var certificates = new DemonstrationCertificates(issuer, register, now);
                return await certificates.MakeOfficers(data, cancellation) ?? await certificates.MakeServer(Path.Combine(data, "tls", "server"), cancellation);
            }
        }
    }

    /// <summary>For each role a certificate and its key in PEM, as curl takes them, and both as PKCS #12, as browsers do.</summary>
    async Task<Refusal?> MakeOfficers(string data, CancellationToken cancellation)
    {
        using var passphrase = Passphrase.Generate();
        if (passphrase.Write(Path.Combine(data, "secrets", "officers.passphrase")) is { } unwritten)
            return unwritten;
        foreach (var (role, title, name) in Officers)
        {
            var path = Path.Combine(data, "officers", role.ToString().ToLowerInvariant());
            var subject = DistinguishedName.Parse($"C=RU, O=Образец, title={title}, CN={name}").Expect();
            using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
            if ((await Certify("officer", key, subject, [], cancellation)).Refused(out var why, out var certificate))
                return why;
            ReadOnlyMemory<byte>[] all = [certificate.Encoded, issuer.Certificate.Encoded, .. issuer.Chain.Select(c => c.Encoded)];
            if ((WriteKey($"{path}.key.pem", key)
                ?? WriteText($"{path}.pem", certificate.ToPem())
                ?? PrivateFile.Write($"{path}.p12", Pkcs12.Write(key, all, passphrase.Characters))) is { } refused)
                return refused;
        }
        return null;
    }

    /// <summary>The server sends its chain along, so that a client needs the root alone.</summary>
    async Task<Refusal?> MakeServer(string path, CancellationToken cancellation)
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        if ((await Certify("tls-server", key, DistinguishedName.Parse("CN=localhost").Expect(), LocalNames, cancellation)).Refused(out var why, out var certificate))
            return why;
        return WriteKey($"{path}.key.pem", key) ?? WriteText($"{path}.pem", certificate.ToPem() + issuer.Certificate.ToPem());
    }

    async Task<Outcome<Certificate>> Certify(
        string profile, SoftwareKey key, DistinguishedName subject, IReadOnlyList<GeneralName> names, CancellationToken cancellation) =>
        CertificateProfile.Shipped[profile].Admit(key.PublicKey, subject, names).Refused(out var why, out var content)
            ? why
            : await issuer.Issuer.Issue(content, register, now, cancellation);

    static Refusal? WriteKey(string path, SoftwareKey key)
    {
        var info = key.ExportPrivateKeyInfo();
        var written = WriteText(path, Pem.Write("PRIVATE KEY", info));
        CryptographicOperations.ZeroMemory(info);
        return written;
    }

    static Refusal? WriteText(string path, string pem) => PrivateFile.Write(path, Encoding.ASCII.GetBytes(pem));
}
