using System.Formats.Asn1;
using System.Text.Json;
using Ca.Core.Asn1;
using Ca.Core.Keys;
using Ca.Tests;

namespace Ca.Conformance.Tests.Keys;

/// <summary>Project Wycheproof's vectors for verifying signatures: each is answered as the project expects.</summary>
/// <remarks>
/// The few "acceptable" ones, PKCS #1 signatures whose DigestInfo lacks its NULL, are refused: RFC 8017 §8.2.2 compares encodings,
/// and note 2 of §9.2 lets a verifier take the other form only for the sake of programs of the last century.
/// </remarks>
public class WycheproofTests
{
    static readonly (string Files, string Algorithm)[] Applicable =
    [
        ("ecdsa_*_sha256_test.json", "ecdsa-sha256"),
        ("ecdsa_*_sha384_test.json", "ecdsa-sha384"),
        ("ecdsa_*_sha512_test.json", "ecdsa-sha512"),
        ("ecdsa_*_sha256_p1363_test.json", "ecdsa-sha256"),
        ("ecdsa_*_sha384_p1363_test.json", "ecdsa-sha384"),
        ("ecdsa_*_sha512_p1363_test.json", "ecdsa-sha512"),
        ("ed25519_test.json", "ed25519"),
        ("rsa_signature_*_sha256_test.json", "rsa-sha256"),
        ("rsa_signature_*_sha384_test.json", "rsa-sha384"),
        ("rsa_signature_*_sha512_test.json", "rsa-sha512"),
        ("rsa_pss_*_sha256_mgf1_32*_test.json", "rsa-pss-sha256"),
        ("rsa_pss_*_sha384_mgf1_48_test.json", "rsa-pss-sha384"),
        ("rsa_pss_*_sha512_mgf1_64*_test.json", "rsa-pss-sha512"),
    ];

    /// <summary>Keys of kinds that nothing here has; each is refused with a sentence.</summary>
    static readonly string[] Inapplicable = ["ed448_test.json", "mldsa_65_verify_test.json"];

    static IEnumerable<TestCaseData> Rows() => Applicable.Select(row => new TestCaseData(row.Files, row.Algorithm).SetArgDisplayNames(row.Files));

    [TestCaseSource(nameof(Rows))]
    public void Every_vector_is_answered_as_expected(string files, string algorithm)
    {
        var folder = Corpora.Require("wycheproof");
        var signatureAlgorithm = SignatureAlgorithm.Parse(algorithm).Expect();
        var wrong = new List<string>();
        var answered = new Dictionary<string, int> { ["valid"] = 0, ["invalid"] = 0, ["acceptable"] = 0 };
        foreach (var file in Directory.GetFiles(folder, files).Where(f => files.Contains("p1363") == f.Contains("p1363")))
            foreach (var (group, test) in Tests(file))
            {
                var key = PublicKey.Parse(Octets(group, "publicKeyDer")).Expect();
                var signature = Octets(test, "sig");
                if (files.Contains("p1363"))
                    signature = FromP1363(signature, (key.Algorithm.Bits + 7) / 8);
                var result = test.GetProperty("result").GetString()!;
                answered[result]++;
                if (key.Verify(signatureAlgorithm, Octets(test, "msg"), signature) != (result == "valid"))
                    wrong.Add($"{Path.GetFileName(file)} {test.GetProperty("tcId")}: {result}, {test.GetProperty("comment")}");
            }
        TestContext.Progress.WriteLine(
            $"# Wycheproof {files}: {answered["valid"]} valid, {answered["invalid"]} invalid, {answered["acceptable"]} acceptable and refused");
        Assert.That(wrong, Is.Empty);
        Assert.That(answered["valid"], Is.GreaterThan(0));
        Assert.That(answered["invalid"], Is.GreaterThan(0));
    }

    [TestCaseSource(nameof(Inapplicable))]
    public void A_key_of_a_kind_that_we_do_not_have_is_refused(string file)
    {
        var tests = Tests(Corpora.Require("wycheproof", file)).ToList();
        foreach (var (group, _) in tests)
            Assert.That(PublicKey.Parse(Octets(group, "publicKeyDer")).Refused(out var why, out _) ? why.Sentence.Key : null, Is.EqualTo("Keys.unknown-key"));
        TestContext.Progress.WriteLine($"# Wycheproof {file}: {tests.Count} vectors of an algorithm that is not here");
    }

    [Test]
    public void No_file_is_overlooked()
    {
        var folder = Corpora.Require("wycheproof");
        var known = Applicable.SelectMany(row => Directory.GetFiles(folder, row.Files)).Concat(Inapplicable.Select(f => Path.Combine(folder, f)));
        Assert.That(Directory.GetFiles(folder, "*.json").Except(known), Is.Empty);
    }

    static IEnumerable<(JsonElement Group, JsonElement Test)> Tests(string file)
    {
        foreach (var group in JsonElement.Parse(File.ReadAllBytes(file)).GetProperty("testGroups").EnumerateArray())
            foreach (var test in group.GetProperty("tests").EnumerateArray())
                yield return (group, test);
    }

    static byte[] Octets(JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);

    /// <summary>
    /// The numbers of an r||s signature in the form that certificates and CMS carry, so that its arithmetic is tested; one of another
    /// length has no such form and goes in as it is, to be refused.
    /// </summary>
    static byte[] FromP1363(byte[] signature, int octets) => signature.Length != 2 * octets ? signature : Der.Write(writer =>
    {
        using (writer.PushSequence())
        {
            WriteUnsigned(writer, signature.AsSpan(0, octets));
            WriteUnsigned(writer, signature.AsSpan(octets));
        }
    });

    static void WriteUnsigned(AsnWriter writer, ReadOnlySpan<byte> number)
    {
        var first = number.IndexOfAnyExcept((byte)0);
        writer.WriteIntegerUnsigned(first < 0 ? [0] : number[first..]);
    }
}
