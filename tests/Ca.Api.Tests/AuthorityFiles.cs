using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ca.Core.Keys;
using Ca.Core.Registration;

namespace Ca.Api.Tests;

/// <summary>
/// A data directory with an issuer "ec" under a root, officers and TLS, made by the platform's certificate code and not by ours: what the
/// service recognises must not depend on who made it.
/// </summary>
sealed class AuthorityFiles
{
    /// <summary>The clock of the tests starts here.</summary>
    public static readonly DateTimeOffset Start = new(2026, 2, 3, 12, 0, 0, TimeSpan.Zero);

    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";

    static readonly Lazy<AuthorityFiles> Once = new(() => new AuthorityFiles());

    readonly X509Certificate2 issuer;

    AuthorityFiles()
    {
        var root = Make("CN=Root", null, authority: true, null, Start.AddYears(-1), Start.AddYears(20));
        issuer = Make("CN=Issuing authority", root, authority: true, null, Start.AddYears(-1), Start.AddYears(10));
        var folder = Path.Combine(Folder, "issuers", "ec");
        Directory.CreateDirectory(folder);
        Write(Path.Combine(folder, "certificate.pem"), issuer.ExportCertificatePem());
        Write(Path.Combine(folder, "chain.pem"), root.ExportCertificatePem());
        Write(Path.Combine(folder, "issuer.json"), """
            { "publicUrls": ["http://ca.example/"], "passphraseFile": "secrets/ec.passphrase", "profiles": ["officer", "citizen", "tls-server", "ocsp-responder"] }
            """);
        Directory.CreateDirectory(Path.Combine(Folder, "secrets"));
        Passphrase.Of("correct horse").Expect().Write(Path.Combine(Folder, "secrets", "ec.passphrase"));
        using (var key = SoftwareKey.Parse(issuer.GetECDsaPrivateKey()!.ExportPkcs8PrivateKey()).Expect())
            KeyFile.Write(Path.Combine(folder, "key.pem"), key, "correct horse");

        var server = Make("CN=localhost", issuer, authority: false, ServerAuth, Start.AddYears(-1), Start.AddYears(5));
        Directory.CreateDirectory(Path.Combine(Folder, "tls"));
        Write(Path.Combine(Folder, "tls", "server.pem"), server.ExportCertificatePem());
        PrivateFile.Write(
            Path.Combine(Folder, "tls", "server.key.pem"), System.Text.Encoding.ASCII.GetBytes(server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()));

        Directory.CreateDirectory(Path.Combine(Folder, "officers"));
        foreach (var role in Enum.GetValues<Role>())
        {
            Officers[role] = Client($"CN={role}");
            Write(Path.Combine(Folder, "officers", $"{role.ToString().ToLowerInvariant()}.pem"), Officers[role].ExportCertificatePem());
        }
    }

    /// <summary>Made once, and copied for each running authority.</summary>
    public static AuthorityFiles Shared => Once.Value;

    public string Folder { get; } = Directory.CreateTempSubdirectory("ca-authority-").FullName;

    public Dictionary<Role, X509Certificate2> Officers { get; } = [];

    /// <summary>Another certificate of the issuer.</summary>
    public X509Certificate2 Client(string subject, string? purpose = ClientAuth, DateTimeOffset? from = null, DateTimeOffset? to = null) =>
        Make(subject, issuer, authority: false, purpose, from ?? Start.AddYears(-1), to ?? Start.AddYears(1));

    /// <summary>A certificate of an issuer that calls itself like ours and has another key.</summary>
    public static X509Certificate2 ClientOfAnImpostor(string subject) =>
        Make(subject, Make("CN=Issuing authority", null, authority: true, null, Start.AddYears(-1), Start.AddYears(10)),
            authority: false, ClientAuth, Start.AddYears(-1), Start.AddYears(1));

    public static X509Certificate2 SelfSigned(string subject) =>
        Make(subject, null, authority: false, ClientAuth, Start.AddYears(-1), Start.AddYears(1));

    /// <summary>A certification request in PEM, by default with a new P-256 key, of somebody in Russia.</summary>
    public static string Request(string subject, ECDsa? key = null)
    {
        using var own = key is null ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : null;
        return new CertificateRequest("C=RU, " + subject, key ?? own!, HashAlgorithmName.SHA256).CreateSigningRequestPem();
    }

    public string Copy()
    {
        var copy = Directory.CreateTempSubdirectory("ca-api-").FullName;
        foreach (var folder in Directory.GetDirectories(Folder, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(folder.Replace(Folder, copy, StringComparison.Ordinal));
        foreach (var file in Directory.GetFiles(Folder, "*", SearchOption.AllDirectories))
            File.Copy(file, file.Replace(Folder, copy, StringComparison.Ordinal));
        return copy;
    }

    static X509Certificate2 Make(
        string subject, X509Certificate2? issuer, bool authority, string? purpose, DateTimeOffset from, DateTimeOffset to)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var keyIdentifier = new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false);
        request.CertificateExtensions.Add(keyIdentifier);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(
            issuer?.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single() ?? keyIdentifier));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            authority ? X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign : X509KeyUsageFlags.DigitalSignature, critical: true));
        if (purpose is not null)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        if (subject is "CN=localhost")
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            names.AddIpAddress(System.Net.IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
        }
        if (issuer is null)
            return request.CreateSelfSigned(from, to);
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = 0x4F;
        return request.Create(issuer, from, to, serial).CopyWithPrivateKey(key);
    }

    static void Write(string path, string text) => File.WriteAllText(path, text);
}
