using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Ca.Core;
using Ca.Core.Keys;

namespace Ca.Api.Hosting;

/// <summary>The TLS certificate of the officers' listener: <c>tls/server.pem</c> with <c>tls/server.key.pem</c> in the data directory.</summary>
/// <param name="Certificate">The first one in the file, with its key.</param>
/// <param name="Chain">The others, sent along so that a client needs to know the root alone (RFC 8446 §4.4.2).</param>
public sealed record ServerCertificate(X509Certificate2 Certificate, X509Certificate2Collection Chain)
{
    /// <summary>Of the key's file: the largest RSA key in PEM has 7 KiB.</summary>
    const int MaxOctets = 64 * 1024;

    public static Outcome<ServerCertificate> Load(string dataDirectory)
    {
        var certificate = Path.Combine(dataDirectory, "tls", "server.pem");
        var key = Path.Combine(dataDirectory, "tls", "server.key.pem");
        var passphrase = Path.Combine(dataDirectory, "secrets", "tls.passphrase");
        // As the issuers' keys: one that others can read is not used.
        if (PrivateFile.Read(key, MaxOctets).Refused(out var why, out var secret))
            return No(certificate, key, why.Sentence);
        try
        {
            var (text, pem) = (File.ReadAllText(certificate), Encoding.UTF8.GetString(secret));
            if (!File.Exists(passphrase))
                return WithChain(X509Certificate2.CreateFromPem(text, pem), certificate);
            if (Passphrase.Read(passphrase).Refused(out why, out var phrase))
                return why;
            using (phrase)
                return WithChain(X509Certificate2.CreateFromEncryptedPem(text, pem, phrase.Characters), certificate);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return No(certificate, key, e.Message);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    static ServerCertificate WithChain(X509Certificate2 own, string path)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(path);
        chain.RemoveAt(0);
        return new ServerCertificate(own, chain);
    }

    static Refusal No(string certificate, string key, object why) =>
        new(RefusalCode.Unavailable, new Sentence(typeof(ServerCertificate).Assembly, "Hosting.no-tls-certificate", certificate, key, why));
}
