using Ca.Conformance.Tests.Judges;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Requests;

namespace Ca.Conformance.Tests.Keys;

/// <summary>What is only verified, as OpenSSL still makes it: DSA of each standard's length, and SHA-224.</summary>
public class OldAlgorithmsTests
{
    /// <summary>How the key is made, how it signs, and the algorithm.</summary>
    static IEnumerable<TestCaseData> Rows()
    {
        string[] rsa = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
        string[] ec = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
        yield return Row("rsa-sha224", "sha224", rsa);
        yield return Row("rsa-sha1", "sha1", rsa);
        yield return Row("rsa-pss-sha224", "sha224", rsa, "rsa_padding_mode:pss", "rsa_pss_saltlen:digest");
        yield return Row("ecdsa-sha224", "sha224", ec);
        foreach (var (bits, subgroup) in new[] { (1024, 160), (2048, 224), (2048, 256), (3072, 256) })
            foreach (var digest in new[] { "sha1", "sha224", "sha256" })
                yield return Row($"dsa-{digest}", digest, [$"{bits}", $"{subgroup}"]);

        static TestCaseData Row(string algorithm, string digest, string[] key, params string[] options) =>
            new TestCaseData(algorithm, digest, key, options).SetArgDisplayNames(string.Join(' ', key.Append(algorithm)));
    }

    [TestCaseSource(nameof(Rows))]
    public void What_OpenSsl_signs_is_verified(string name, string digest, string[] key, string[] options)
    {
        using var desk = new Desk();
        MakeKey(desk, key);
        desk.Put("document", "document");
        OpenSsl.Do(desk, ["pkeyutl", "-sign", "-rawin", "-digest", digest, .. options.SelectMany(o => new[] { "-pkeyopt", o }), "-inkey", "key.pem", "-in", "document", "-out", "signature"]);
        var algorithm = SignatureAlgorithm.Known.Single(a => a.Name == name);
        var read = PublicKey.Parse(desk.Take("public.der")).Expect();
        var signature = desk.Take("signature");

        Assert.That(read.Verify(algorithm, "document"u8, signature));
        Assert.That(read.Verify(algorithm, new MemoryStream("document"u8.ToArray()), signature));
        Assert.That(read.Verify(algorithm, "documents"u8, signature), Is.False);
        for (var at = 0; at < signature.Length; at += 7)
        {
            byte[] changed = [.. signature];
            changed[at] ^= 1;
            Assert.That(read.Verify(algorithm, "document"u8, changed), Is.False, $"octet {at}");
        }
    }

    /// <summary>A chain of today by DSA of today's length is believed; nobody gets a certificate for such a key.</summary>
    [Test]
    public void A_chain_of_DSA_is_believed_and_a_request_refused()
    {
        using var desk = new Desk();
        MakeKey(desk, ["2048", "256"]);
        OpenSsl.Do(desk, "req", "-x509", "-sha256", "-key", "key.pem", "-subj", "/CN=Root", "-days", "10", "-outform", "DER", "-out", "root.der");
        OpenSsl.Do(desk, "req", "-x509", "-sha256", "-key", "key.pem", "-subj", "/CN=Root", "-days", "10", "-out", "root.pem");
        OpenSsl.Do(desk, "req", "-new", "-sha256", "-key", "key.pem", "-subj", "/CN=Person", "-out", "person.csr");
        OpenSsl.Do(desk, "x509", "-req", "-sha256", "-in", "person.csr", "-CA", "root.pem", "-CAkey", "key.pem", "-days", "5", "-outform", "DER", "-out", "person.der");
        var root = Certificate.Parse(desk.Take("root.der")).Expect();
        var person = Certificate.Parse(desk.Take("person.der")).Expect();

        var verdict = PathBuilder.Build(
            person, new() { Anchors = [TrustAnchor.Of(root).Expect()] },
            new() { Time = JudgementTime.DayOfChecking(person.Validity.NotBefore), Revocation = RevocationChecking.None });

        Assert.That(verdict.Path, Is.Not.Null, string.Join('\n', verdict.Findings));
        Assert.That(CertificationRequest.Parse(desk.Take("person.csr")).Refused(out var why, out _) ? why.Sentence.Key : null, Is.EqualTo("Requests.algorithm-of-the-past"));
    }

    static void MakeKey(Desk desk, string[] how)
    {
        if (how is [var bits, var subgroup])
        {
            OpenSsl.Do(desk, "genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt", $"dsa_paramgen_bits:{bits}", "-pkeyopt", $"dsa_paramgen_q_bits:{subgroup}", "-out", "parameters.pem");
            OpenSsl.Do(desk, "genpkey", "-paramfile", "parameters.pem", "-out", "key.pem");
        }
        else
        {
            OpenSsl.Do(desk, ["genpkey", .. how, "-out", "key.pem"]);
        }
        OpenSsl.Do(desk, "pkey", "-in", "key.pem", "-pubout", "-outform", "DER", "-out", "public.der");
    }
}
