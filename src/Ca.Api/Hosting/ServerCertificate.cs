using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ca.Core;

namespace Ca.Api.Hosting;

/// <summary>The TLS certificate of the officers' listener: <c>tls/server.pem</c> with <c>tls/server.key.pem</c> in the data directory.</summary>
/// <param name="Certificate">The first one in the file, with its key.</param>
/// <param name="Chain">The others, sent along so that a client needs to know the root alone (RFC 8446 §4.4.2).</param>
public sealed record ServerCertificate(X509Certificate2 Certificate, X509Certificate2Collection Chain)
{
    public static Outcome<ServerCertificate> Load(string dataDirectory)
    {
        var certificate = Path.Combine(dataDirectory, "tls", "server.pem");
        var key = Path.Combine(dataDirectory, "tls", "server.key.pem");
        var passphrase = Path.Combine(dataDirectory, "secrets", "tls.passphrase");
        try
        {
            var own = File.Exists(passphrase)
                ? X509Certificate2.CreateFromEncryptedPemFile(certificate, File.ReadAllText(passphrase).TrimEnd('\n'), key)
                : X509Certificate2.CreateFromPemFile(certificate, key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificate);
            chain.RemoveAt(0);
            return new ServerCertificate(own, chain);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return new Refusal(RefusalCode.Unavailable, new Sentence(typeof(ServerCertificate).Assembly, "Hosting.no-tls-certificate", certificate, key, e.Message));
        }
    }
}
