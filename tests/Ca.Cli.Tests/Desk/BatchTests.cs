using System.Text;
using System.Text.Json.Nodes;
using Ca.Cli.Desk;
using Ca.Tests;

namespace Ca.Cli.Tests.Desk;

/// <summary>Cases in, lines out: whatever a line holds, the ones behind it are answered.</summary>
public class BatchTests
{
    static readonly string[] Lint = ["certificate", "lint"];

    static readonly string Good = Convert.ToBase64String(SampleAuthority.Root().Certificate.Encoded.Span);

    readonly Bench bench = new();

    [OneTimeTearDown]
    public void Close() => bench.Dispose();

    [TestCase("", null, "Desk.not-of-the-form")]
    [TestCase("   ", null, "Desk.not-of-the-form")]
    [TestCase("{", null, "Desk.not-of-the-form")]
    [TestCase("null", null, "Desk.not-a-case")]
    [TestCase("[]", null, "Desk.not-of-the-form")]
    [TestCase("\uFEFF{}", null, "Desk.not-of-the-form")]
    [TestCase("{} {}", null, "Desk.not-of-the-form")]
    [TestCase("""{"id": 7}""", "7", "Certificates.lint-one")]
    [TestCase("""{"id": "a\"b", "certificate": "AAAA"}""", "\"a\\\"b\"", "Asn1.no-pem")]
    [TestCase("""{"id": true, "certificate": "not base64!"}""", "true", "Desk.not-of-the-form")]
    [TestCase("""{"certificate": 5, "id": 1.50}""", "1.50", "Desk.not-of-the-form")]
    [TestCase("""{"id": 1, "certificat": "AAAA"}""", "1", "Desk.not-of-the-form")]
    [TestCase("""{"id": 1, "certificate": "AAAA", "certificate": "AAAA"}""", "1", "Desk.not-of-the-form")]
    [TestCase("""{"id": 1, "data": [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}""", "1", "Desk.not-of-the-form")]
    [TestCase("""{"id": 1, "data": "AAAA", """, "1", "Desk.not-of-the-form")]
    [TestCase("""{"id": {"a": 1}}""", null, "Certificates.lint-one")]
    public async Task A_line_that_is_no_case_is_answered_and_so_is_the_next(string line, string? id, string rule)
    {
        var answers = await bench.Batch(Lint, line, $$"""{"id": "next", "certificate": "{{Good}}"}""");

        Assert.That(answers, Has.Length.EqualTo(2));
        Assert.That(bench.Out, Does.StartWith($"{{\"id\":{id ?? "null"},"));
        Assert.That((string?)answers[0]["refusal"]!["rule"], Is.EqualTo(rule), answers[0].ToJsonString());
        Assert.That((string?)answers[0]["refusal"]!["detail"], Is.Not.Empty.And.Not.Contain("Ca.Cli"));
        Assert.That((string?)answers[1]["id"], Is.EqualTo("next"));
        Assert.That((int)answers[1]["rules"]!, Is.Positive);
    }

    /// <summary>A value that would silently do something else, or nothing. GOOD stands for a certificate.</summary>
    [TestCase("verify certificate", """ "target": "GOOD", "anchors": ["GOOD"], "revocation": "none" """, null)]
    [TestCase("verify certificate", """ "target": "GOOD", "anchors": [null] """, "Desk.null-within")]
    [TestCase("verify certificate", """ "target": "GOOD", "anchors": [], "policies": [null] """, "Desk.null-within")]
    [TestCase("verify certificate", """ "target": "GOOD", "anchors": [], "names": [null] """, "Desk.null-within")]
    [TestCase("verify certificate", """ "target": "GOOD", "anchors": [], "purpose": null """, null)]
    [TestCase("verify certificate", """ "target": "GOOD", "anchors": [], "policies": ["abc"] """, "Verification.not-an-oid")]
    [TestCase("verify certificate", """ "target": "GOOD", "anchors": [], "purpose": "email" """, "Verification.not-an-oid")]
    [TestCase("verify certificate", """ "target": "GOOD", "anchors": [], "purpose": "1.3.6.1.5.5.7.3.4" """, null)]
    [TestCase("verify certificate", """ "target": "GOOD", "anchors": [], "maxDepth": -1 """, "Verification.negative")]
    [TestCase("verify certificate", """ "target": "GOOD", "anchors": [], "maxAge": -1 """, "Verification.negative")]
    [TestCase("verify status", """ "certificate": "GOOD", "issuer": "GOOD", "crl": "MAA=", "maxAge": -1 """, "Verification.in-member")]
    [TestCase("verify signature", """ "signature": "GOOD", "policy": "building-permit", "fields": {"developer.inn": null} """, "Desk.null-within")]
    [TestCase("verify signature", """ "signature": "GOOD", "anchors": [], "contents": {"a": null} """, "Asn1.not-der")]
    [TestCase("xml canonicalize", """ "algorithm": "http://www.w3.org/2001/10/xml-exc-c14n#", "data": "PGEvPg==", "prefixes": ["a", "#default"] """, null)]
    [TestCase("xml canonicalize", """ "algorithm": "http://www.w3.org/2001/10/xml-exc-c14n#", "data": "PGEvPg==", "prefixes": [null] """, "Desk.null-within")]
    [TestCase("xml canonicalize", """ "algorithm": "http://www.w3.org/2001/10/xml-exc-c14n#", "data": "PGEvPg==", "prefixes": ["a b"] """, "Xml.no-prefix")]
    [TestCase("xml canonicalize", """ "algorithm": "http://www.w3.org/2006/12/xml-c14n11", "data": "PGEvPg==", "prefixes": ["a"] """, "Xml.prefixes-without-exclusive")]
    [TestCase("xml canonicalize", """ "algorithm": "http://www.w3.org/2006/12/xml-c14n11", "data": "" """, "Xml.no-element")]
    public async Task What_would_be_taken_otherwise_than_it_is_meant_is_refused(string verb, string members, string? rule)
    {
        var answer = (await bench.Batch(verb.Split(' '), $$"""{"id": 1, {{members.Replace("GOOD", Good, StringComparison.Ordinal)}}}""")).Single();

        Assert.That((string?)answer["refusal"]?["rule"], Is.EqualTo(rule), answer.ToJsonString());
    }

    [TestCase("""{"certificate": "not base64!"}""", "base64")]
    [TestCase("""{"certificat": "AAAA"}""", "'certificat'")]
    [TestCase("""{"certificate": "AAAA", "certificate": "AAAA"}""", "twice")]
    public async Task What_is_wrong_with_a_line_is_said_in_words_of_our_own(string line, string word)
    {
        var answer = (await bench.Batch(Lint, line)).Single();

        Assert.That((string?)answer["refusal"]!["detail"], Does.Contain(word).And.Not.Contain(".NET").And.Not.Contain("JSON value"));
    }

    [Test]
    public async Task What_is_not_UTF_8_is_refused()
    {
        bench.In = [.. "{\"id\": \""u8, 0xFF, 0xFE, .. "\"}\n{\"id\": 2, \"data\": \""u8, 0xC3, 0x28, .. "\"}\n"u8];

        Assert.That(await bench.Run([.. Lint, "--batch"]), Is.Zero);
        var lines = bench.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(2).And.All.Contain("malformed"));
    }

    [Test]
    public async Task The_last_line_may_lack_its_end_and_a_line_may_end_as_on_Windows()
    {
        bench.In = Encoding.UTF8.GetBytes($$"""{"id": 1, "data": "{{Good}}"}""" + "\r\n" + $$"""{"id": 2, "data": "{{Good}}"}""");

        Assert.That(await bench.Run([.. Lint, "--batch"]), Is.Zero);
        Assert.That(bench.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => (int)JsonNode.Parse(l)!["id"]!), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task Nothing_in_is_nothing_out() => Assert.That(await bench.Batch(Lint), Is.Empty);

    [TestCase("certificate", "lint", "--batch", "file.pem")]
    [TestCase("certificate", "lint")]
    [TestCase("verify", "certificate", "--batch", "file.pem")]
    [TestCase("verify", "certificate")]
    [TestCase("verify", "status", "file.pem")]
    [TestCase("inspect")]
    public async Task One_case_or_a_batch_and_not_both(params string[] words) =>
        Assert.That(await bench.Run(words), Is.EqualTo(ExitCode.Usage), bench.Out);

    /// <summary>Lines of all lengths around the bounds of the buffer and of a line, through streams that give few octets at a time.</summary>
    [TestCase(1)]
    [TestCase(7)]
    [TestCase(100_000)]
    public async Task A_line_is_held_up_to_the_bound_and_stepped_over_beyond_it(int step)
    {
        const int bound = 100_000;
        int[] lengths = step == 1 ? [0, 1, bound, bound + 1, 3] : [0, 65_535, 65_536, 65_537, bound - 1, bound, bound + 1, 300_000, 5];
        var text = string.Concat(lengths.Select((n, i) => new string((char)('a' + i), n) + "\n"));
        var lines = new BoundedLines(new Trickle(Encoding.ASCII.GetBytes(text), step), bound);

        foreach (var length in lengths)
        {
            var line = (await lines.Next(default))!.Value;
            Assert.That((line.IsTooLong, line.Octets.Length), Is.EqualTo(length > bound ? (true, 0) : (false, length)));
        }
        Assert.That(await lines.Next(default), Is.Null);
    }

    sealed class Trickle(byte[] octets, int step) : MemoryStream(octets)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, step)], cancellationToken);
    }
}
