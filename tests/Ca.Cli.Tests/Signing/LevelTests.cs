using System.Globalization;
using System.Text;
using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.TimeStamping;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Cli.Tests.Signing;

/// <summary>Signatures above B-B, with time-stamps that come over HTTP.</summary>
public class LevelTests
{
    static readonly SampleAuthority Anchor = Root();
    static readonly CmsSigner Unit = Anchor.TimeStamper();
    static readonly string[] Evidence = ["--untrusted", "@root.pem", "--crl", "@lists.pem"];

    Bench bench = null!;

    [SetUp]
    public void Open()
    {
        bench = new();
        bench.Clock.SetUtcNow(Now);
        bench.ClosePassphrase();
        Put("letter.txt", "Прошу выдать"u8);
        Put("order.xml", "<order><item/></order>"u8);
        Put("form.pdf", OnePagePdf.File());
        Put("root.pem", Encoding.ASCII.GetBytes(Anchor.Certificate.ToPem()));
        Put("lists.pem", Encoding.ASCII.GetBytes(Pem.Write("X509 CRL", Anchor.List().Encoded.Span)));
        Certify("ec-p256");
    }

    [TearDown]
    public void Close() => bench.Dispose();

    static IEnumerable<TestCaseData> Rows()
    {
        foreach (var level in (string[])["B-T", "B-LT", "B-LTA"])
        {
            yield return new TestCaseData("letter.txt", level, "CAdES", true, Array.Empty<string>());
            yield return new TestCaseData("letter.txt", level, "CAdES", false, (string[])["--attached"]);
            yield return new TestCaseData("letter.txt", level, "XAdES", true, (string[])["--format", "xades"]);
            yield return new TestCaseData("letter.txt", level, "XAdES", false, (string[])["--format", "xades", "--attached"]);
            yield return new TestCaseData("order.xml", level, "XAdES", false, (string[])["--format", "xades-enveloped"]);
            yield return new TestCaseData("form.pdf", level, "PAdES", false, (string[])["--format", "pades"]);
        }
    }

    [TestCaseSource(nameof(Rows))]
    public async Task A_file_is_signed_at_a_level(string file, string level, string format, bool beside, string[] how)
    {
        using var authority = HttpAuthority.Of(Unit, Now);
        var said = await bench.Json([.. Signing(file, level, authority), .. level == "B-T" ? [] : Evidence, .. how]);
        Assert.That(((string?)said["level"], authority.Asked), Is.EqualTo((level, level == "B-LTA" ? 2 : 1)));

        bench.Clock.Advance(TimeSpan.FromHours(1));
        var report = await bench.Json(["verify", "signature", "@signed", "--anchor", "@root.pem", .. level == "B-T" ? ["--crl", "@lists.pem"] : Array.Empty<string>(), .. beside ? ["--content", $"@{file}"] : Array.Empty<string>()]);
        var signature = report["signatures"]![0]!;
        Assert.That(((string?)signature["format"], (string?)signature["level"], (string?)signature["judgedAtSource"]), Is.EqualTo((format, level, "TRUSTED_TIME_STAMP")));
    }

    [TestCase("gost2012-256-b")]
    [TestCase("gost2012-512-a")]
    public async Task With_national_algorithms_the_hash_that_is_stamped_is_national(string algorithm)
    {
        Certify(algorithm);
        DigestAlgorithm? asked = null;
        using var authority = new HttpAuthority(request =>
        {
            asked = request.Digest.Expect();
            return (200, TimeStampResponse.Grant(SampleAuthority.TimeStamps(Anchor.TimeStamper(algorithm: algorithm)).Stamp(request, Now).Token));
        });
        Assert.That(await bench.Run([.. Signing("letter.txt", "B-LTA", authority), .. Evidence]), Is.Zero, bench.Error);
        Assert.That(bench.Out, Does.Contain("\nLevel: B-LTA\n"));
        Assert.That(asked, Is.EqualTo(algorithm.Contains("256", StringComparison.Ordinal) ? DigestAlgorithm.Streebog256 : DigestAlgorithm.Streebog512));
        Assert.That(await bench.Run("verify", "signature", "@signed", "--anchor", "@root.pem", "--content", "@letter.txt"), Is.Zero, bench.Out);
        bench.Clock.Advance(TimeSpan.FromHours(1));
        await bench.Run("verify", "signature", "@signed", "--anchor", "@root.pem", "--content", "@letter.txt");
        Assert.That(bench.Out, Does.Contain("Judged at: 2026-06-01 12:00:00Z, as a trusted time-stamp proves\n"));
    }

    static IEnumerable<TestCaseData> Answers()
    {
        yield return Row("no service", _ => (503, []), "The answer is HTTP 503.");
        yield return Row("moved", _ => (302, []), "The answer is HTTP 302.");
        yield return Row("no time-stamp", _ => (200, "<html>"u8.ToArray()), "");
        yield return Row("nothing", _ => (200, []), "");
        yield return Row("too much", _ => (200, new byte[TimeStampResponse.MaxOctets + 1]), "No answer.");
        yield return Row("a refusal", _ => (200, TimeStampResponse.Reject(new(TimeStampFailure.TimeNotAvailable, new Sentence("TimeStamping.too-accurate")), CultureInfo.InvariantCulture)), "TimeNotAvailable");
        yield return Row("without the nonce", request => (200, TimeStampResponse.Grant(SampleAuthority.TimeStamps(Unit).Stamp(request.Digest.Expect(), request.Imprint, Now).Token)), "");
        yield return Row("over something else", request => (200, TimeStampResponse.Grant(SampleAuthority.TimeStamps(Unit).Stamp(request.Digest.Expect(), new byte[request.Imprint.Length], Now).Token)), "");
        static TestCaseData Row(string what, Func<TimeStampRequest, (int, byte[])> answer, string said) => new TestCaseData(answer, said).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(Answers))]
    public async Task What_is_no_answer_to_the_question_is_refused_in_a_sentence(Func<TimeStampRequest, (int, byte[])> answer, string said)
    {
        using var authority = new HttpAuthority(answer);
        Assert.That(await bench.Run(Signing("letter.txt", "B-T", authority)), Is.EqualTo(ExitCode.Refused));
        Assert.That(bench.Error, Does.StartWith($"From the time-stamp authority {authority.Address}: ").And.Contain(said));
        Assert.That(File.Exists(bench.PathOf("signed")), Is.False);
    }

    [Test]
    public async Task Where_nobody_listens_there_is_no_answer()
    {
        var authority = HttpAuthority.Of(Unit, Now);
        authority.Dispose();
        Assert.That(await bench.Run(Signing("letter.txt", "B-T", authority)), Is.EqualTo(ExitCode.Refused));
        Assert.That(bench.Error, Does.Contain("No answer."));
        Assert.That(await bench.Run([.. Signing("letter.txt", "B-T", authority)[..^1], "ftp://somewhere/"]), Is.EqualTo(ExitCode.Refused));
        Assert.That(bench.Error, Does.Contain("no address of HTTP"));
    }

    [Test]
    public async Task What_does_not_go_together_is_a_matter_of_usage()
    {
        using var authority = HttpAuthority.Of(Unit, Now);
        string[][] wrong =
        [
            Signing("letter.txt", "B-T", authority)[..^2],
            [.. Signing("letter.txt", "B-B", authority)],
            [.. Signing("letter.txt", "B-LT", authority)],
            [.. Signing("letter.txt", "B-C", authority)],
            [.. Signing("letter.txt", "B-T", authority), "--counter", "1"],
        ];
        foreach (var words in wrong)
            Assert.That(await bench.Run(words), Is.EqualTo(ExitCode.Usage), string.Join(' ', words));
        Assert.That(await bench.Run([.. Signing("letter.txt", "B-T", authority), "--format", "cms"]), Is.EqualTo(ExitCode.Refused));
        Assert.That(bench.Error, Is.EqualTo("Signatures of CMS have no levels.\n"));
        Assert.That(authority.Asked, Is.Zero);
    }

    static string[] Signing(string file, string level, HttpAuthority authority) =>
        ["sign", $"@{file}", "--out", "@signed", "--key", "@citizen.key", "--certificate", "@citizen.pem", "@root.pem", "--passphrase-file", "@passphrase", "--level", level, "--tsa", authority.Address];

    void Certify(string algorithm)
    {
        var citizen = Anchor.Person(algorithm: algorithm);
        File.Delete(bench.PathOf("citizen.key"));
        Assert.That(KeyFile.Write(bench.PathOf("citizen.key"), (SoftwareKey)citizen.Key, Bench.Passphrase), Is.Null);
        Put("citizen.pem", Encoding.ASCII.GetBytes(citizen.Certificate.ToPem()));
    }

    void Put(string name, ReadOnlySpan<byte> contents) => File.WriteAllBytes(bench.PathOf(name), contents);
}
