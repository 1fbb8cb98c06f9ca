using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Ca.Core.Certificates;
using Ca.Core.Ocsp;
using Ca.Core.Revocation;
using Ca.Tests;
using Ca.Tests.Hostile;
using static Ca.Tests.SampleAuthority;

namespace Ca.Cli.Tests.Verification;

/// <summary>
/// Spoiled certificates, lists and responses through the verbs themselves: each case gives its line, none ends the run, none takes long.
/// <c>CA_FUZZ=1000000</c> in the environment sets how many, without it it is a short run.
/// </summary>
public class HostileCasesTests
{
    static readonly SampleAuthority Anchor = Root();
    static readonly SampleAuthority Issuing = Anchor.Authority("Issuing");
    static readonly Certificate Citizen = Issuing.Person().Certificate;
    static readonly RevocationList AnchorList = Anchor.List(revoked: (Citizen, Now, RevocationReason.Superseded));
    static readonly OcspResponse Response = Issuing.Response(Citizen, CertificateStatus.Good, new() { Signer = Issuing.Responder() });

    static readonly byte[][] Pieces =
        [Citizen.Encoded.ToArray(), Issuing.Certificate.Encoded.ToArray(), AnchorList.Encoded.ToArray(), Response.Encoded.ToArray(), Anchor.Certificate.Encoded.ToArray()];

    /// <summary>The slowest takes some milliseconds; a machine with other work may stop us for longer.</summary>
    static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    [TestCase("verify", "certificate")]
    [TestCase("verify", "status")]
    [TestCase("inspect")]
    [TestCase("certificate", "lint")]
    public async Task Every_spoiled_case_gives_its_line(params string[] verb)
    {
        using var bench = new Bench();
        bench.Clock.SetUtcNow(Now);
        var count = int.TryParse(Environment.GetEnvironmentVariable("CA_FUZZ"), out var asked) ? asked / 10 : 2_000;
        var (answers, slowest) = (new SortedDictionary<string, int>(StringComparer.Ordinal), TimeSpan.Zero);
        foreach (var chunk in Enumerable.Range(0, count).Chunk(100))
        {
            var started = Stopwatch.GetTimestamp();
            var lines = await bench.Batch(verb, chunk.Select(i => Line(verb[^1], i)));
            var took = Stopwatch.GetElapsedTime(started) / chunk.Length;
            slowest = took > slowest ? took : slowest;

            Assert.That(bench.Error, Is.Empty);
            Assert.That(lines.Select(l => (int)l["id"]!), Is.EqualTo(chunk));
            foreach (var line in lines)
            {
                var said = line["refusal"] is { } refusal ? $"refused {refusal["code"]}" : (string?)(line["indication"] ?? line["status"] ?? line["kind"]) ?? "read";
                answers[said] = answers.GetValueOrDefault(said) + 1;
            }
        }
        TestContext.Progress.WriteLine(
            $"# hostile cases of {string.Join(' ', verb)}: {count}, slowest hundred {slowest.TotalMilliseconds:F1} ms a case: {string.Join(", ", answers.Select(a => $"{a.Key} {a.Value}"))}");
        Assert.That(slowest, Is.LessThan(Bound));
        Assert.That(answers, Has.Count.GreaterThan(1));
    }

    [TestCaseSource(typeof(DeskReaders), nameof(DeskReaders.All))]
    public void Every_spoiled_line_gives_a_line_within_bounds(object verb) => TestContext.Progress.WriteLine(HostileRun.Of((HostileReader)verb));

    [Test]
    public async Task Every_spoiled_line_gives_a_line()
    {
        using var bench = new Bench();
        bench.Clock.SetUtcNow(Now);
        var good = Encoding.UTF8.GetBytes(Line("certificate", 0));
        var numbers = new SeededNumbers(1, 0);
        var lines = Enumerable.Range(0, 1_000).Select(_ => Spoiled(good, numbers)).ToList();

        bench.In = [.. lines.SelectMany(l => l.Append((byte)'\n'))];
        Assert.That(await bench.Run("verify", "certificate", "--batch"), Is.Zero);

        Assert.That(bench.Error, Is.Empty);
        var answers = bench.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.That(answers, Has.Count.EqualTo(lines.Count));
        Assert.That(answers.Count(a => a["refusal"] is not null), Is.InRange(100, 1_000));
    }

    [Test]
    public async Task Authorities_that_certify_one_another_end_soon_and_say_so()
    {
        using var bench = new Bench();
        bench.Clock.SetUtcNow(Now);
        var all = Enumerable.Range(0, 16).Select(_ => Root("Same")).ToList();
        var crowd = all.SelectMany(above => all.Where(a => a != above).Select(below => above.Authority("Same", c => c with { Extensions = Without(c.Extensions, "2.5.29.14") }, below.Key).Certificate));
        var line = new JsonObject
        {
            ["id"] = 1,
            ["target"] = Convert.ToBase64String(all[0].Person().Certificate.Encoded.Span),
            ["anchors"] = new JsonArray(Convert.ToBase64String(Anchor.Certificate.Encoded.Span)),
            ["untrusted"] = new JsonArray([.. crowd.Select(c => (JsonNode)Convert.ToBase64String(c.Encoded.Span))]),
        }.ToJsonString();

        var started = Stopwatch.GetTimestamp();
        var answer = (await bench.Batch(["verify", "certificate"], line)).Single();

        Assert.That((string?)answer["subIndication"], Is.EqualTo("CERTIFICATE_CHAIN_GENERAL_FAILURE"));
        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(Bound));
    }

    /// <summary>Some octets of a line exchanged, none of them for a line feed.</summary>
    static byte[] Spoiled(byte[] line, SeededNumbers numbers)
    {
        var spoiled = (byte[])line.Clone();
        for (var changes = 1 + numbers.Below(3); changes > 0; changes--)
            spoiled[numbers.Below(2) == 0 ? numbers.Below(40) : numbers.Below(spoiled.Length)] = numbers.Octet() is var octet and not (byte)'\n' ? octet : (byte)'"';
        return numbers.Below(10) == 0 ? spoiled[..numbers.Below(spoiled.Length)] : spoiled;
    }

    /// <summary>One piece of the case spoiled, the others good.</summary>
    static string Line(string verb, int index)
    {
        var which = index % Pieces.Length;
        var spoiled = new Mutations([Pieces[which]], 1).Case(index);
        var pieces = Pieces.Select((piece, i) => Convert.ToBase64String(i == which ? spoiled : piece)).ToArray();
        var line = verb switch
        {
            "certificate" => new JsonObject
            {
                ["target"] = pieces[0],
                ["untrusted"] = new JsonArray(pieces[1]),
                ["crls"] = new JsonArray(pieces[2]),
                ["ocsps"] = new JsonArray(pieces[3]),
                ["anchors"] = new JsonArray(pieces[4]),
            },
            "status" when index % 2 == 0 => new JsonObject { ["certificate"] = pieces[0], ["issuer"] = pieces[1], ["ocsp"] = pieces[3] },
            "status" => new JsonObject { ["certificate"] = pieces[1], ["issuer"] = pieces[4], ["crl"] = pieces[2] },
            "inspect" => new JsonObject { ["data"] = pieces[which] },
            _ => new JsonObject { ["certificate"] = pieces[which] },
        };
        line["id"] = index;
        return line.ToJsonString();
    }
}
