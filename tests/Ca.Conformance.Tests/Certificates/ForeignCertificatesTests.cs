using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Tests;

namespace Ca.Conformance.Tests.Certificates;

/// <summary>Every certificate of the third-party cases is read, and says what the platform's own reader says; the few that are refused stand here by name.</summary>
public class ForeignCertificatesTests
{
    static readonly Dictionary<string, string> Refused = new()
    {
        // Botan's BSI cases, each of which a validator has to refuse.
        ["botan/bsi/common_05/common_05_ee.TC.pem.crt"] = "Asn1.not-der",
        ["botan/bsi/common_11/common_11_ee.TC.pem.crt"] = "Certificates.version-unknown",
        // Version 1, the default, is written; then come extensions.
        ["botan/bsi/ext_01/ext_01_ee.TC.pem.crt"] = "Certificates.version-unknown",
        ["botan/bsi/ext_02/ext_02_ee.TC.pem.crt"] = "Certificates.extensions-before-version-3",
        ["botan/bsi/ext_05/ext_05_ee.TC.pem.crt"] = "Certificates.extension-twice",
        ["botan/bsi/ext_10/ext_10_ee.TC.pem.crt"] = "Certificates.extension-malformed",
        // Microsoft's code signing certificate of 1998 by VeriSign: certificatePolicies in BER of indefinite length.
        ["dss-signatures/certs/5fb51aaf43641e13.cer"] = "Certificates.extension-malformed",
    };

    [TestCase("pkits", "*.crt", 405)]
    [TestCase("botan", "*.crt", 372)]
    [TestCase("chains", "*.pem", 261)]
    [TestCase("gost", "*.pem", 8)]
    [TestCase("dss-signatures", "*.cer", 96)]
    [TestCase("ocsp", "*.pem", 32)]
    public void Third_party_certificates_are_read(string corpus, string pattern, int atLeast)
    {
        var folder = Corpora.Require(corpus);
        var read = 0;
        var wrong = new List<string>();
        foreach (var file in Directory.GetFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = $"{corpus}/{Path.GetRelativePath(folder, file).Replace('\\', '/')}";
            foreach (var der in Pem.All(File.ReadAllBytes(file), "CERTIFICATE").Expect())
                if (!Certificate.Parse(der).Refused(out var why, out var certificate))
                {
                    read++;
                    wrong.AddRange(PlatformCertificate.Differences(certificate).Select(d => $"{name}: {d}"));
                    if (Refused.ContainsKey(name))
                        wrong.Add($"{name}: is read, though listed as refused");
                }
                else if (Refused.GetValueOrDefault(name) != why.Sentence.Key)
                    wrong.Add($"{name}: {why}");
        }
        TestContext.Progress.WriteLine($"# certificates of {corpus} read as the platform reads them: {read}");
        Assert.That(wrong, Is.Empty);
        Assert.That(read, Is.GreaterThanOrEqualTo(atLeast));
    }
}

/// <summary>The platform's reader as a second opinion on fields; its chains are never asked.</summary>
static class PlatformCertificate
{
    public static IEnumerable<string> Differences(Certificate ours)
    {
        using var theirs = X509CertificateLoader.LoadCertificate(ours.Encoded.Span);
        var basic = theirs.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault();
        var usage = theirs.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault();
        var purposes = theirs.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault();
        var keyId = theirs.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault();
        return new (string Field, object? Ours, object? Theirs)[]
        {
            ("version", ours.Version, theirs.Version),
            ("serialNumber", ours.SerialNumber.Hex, Convert.ToHexStringLower(theirs.SerialNumberBytes.Span)),
            ("issuer", Hex(ours.Issuer.Encoded), Hex(theirs.IssuerName.RawData)),
            ("subject", Hex(ours.Subject.Encoded), Hex(theirs.SubjectName.RawData)),
            // The platform shows moments in local time, and throws for the year 0 that four chains have.
            ("notBefore", ours.Validity.NotBefore.UtcDateTime,
                ours.Validity.NotBefore == DateTimeOffset.MinValue ? DateTime.MinValue : theirs.NotBefore.ToUniversalTime()),
            ("notAfter", ours.Validity.NotAfter.UtcDateTime, theirs.NotAfter.ToUniversalTime()),
            ("subjectPublicKeyInfo", Hex(ours.SubjectPublicKeyInfo), Hex(theirs.PublicKey.ExportSubjectPublicKeyInfo())),
            ("extensions", string.Join(' ', ours.Extensions.Select(e => $"{e.Oid}/{e.Critical}/{Hex(e.Value)}")),
                string.Join(' ', theirs.Extensions.Select(e => $"{e.Oid!.Value}/{e.Critical}/{Hex(e.RawData)}"))),
            ("cA", ours.BasicConstraints?.IsAuthority, basic?.CertificateAuthority),
            ("pathLenConstraint", ours.BasicConstraints?.PathLength, basic is { HasPathLengthConstraint: true } ? basic.PathLengthConstraint : null),
            ("keyUsage", ours.KeyUsage is { } u ? Platform(u) : null, usage?.KeyUsages),
            ("extKeyUsage", ours.ExtendedKeyUsage is { } e ? string.Join(' ', e) : null,
                purposes is null ? null : string.Join(' ', purposes.EnhancedKeyUsages.Cast<Oid>().Select(o => o.Value))),
            ("subjectKeyIdentifier", ours.SubjectKeyIdentifier is { } k ? Hex(k) : null, keyId is null ? null : Hex(keyId.SubjectKeyIdentifierBytes)),
        }.Where(f => !Equals(f.Ours, f.Theirs)).Select(f => $"{f.Field}: {f.Ours} is {f.Theirs} to the platform");
    }

    static string Hex(ReadOnlyMemory<byte> octets) => Convert.ToHexStringLower(octets.Span);

    static X509KeyUsageFlags Platform(KeyUsages usages) => Enum.GetValues<KeyUsages>().Where(u => u != KeyUsages.None && usages.HasFlag(u))
        .Aggregate(X509KeyUsageFlags.None, (all, u) => all | Enum.Parse<X509KeyUsageFlags>(u.ToString(), ignoreCase: true));
}
