using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Cms;
using Ca.Core.TimeStamping;
using Ca.Tests;

namespace Ca.Cli.Tests.TimeStamps;

public class TimeStampCommandTests
{
    static readonly SampleAuthority Anchor = SampleAuthority.Root();
    static readonly CmsSigner Unit = Anchor.TimeStamper();

    static readonly string[] Usual = ["timestamp", "verify", "@answer", "--content", "@content", "--anchor", "@root.pem", "--crl", "@list.crl"];

    static IEnumerable<string> Digests => TimeStampAuthority.Digests.Select(d => d.Name);

    Bench bench = null!;

    [SetUp]
    public async Task Open()
    {
        bench = new();
        bench.Clock.SetUtcNow(SampleAuthority.Now);
        Put("content", "content"u8);
        Put("root.pem", System.Text.Encoding.ASCII.GetBytes(Anchor.Certificate.ToPem()));
        Put("list.crl", Anchor.List().Encoded.Span);
        Assert.That(await bench.Run("timestamp", "query", "@content", "--out", "@query"), Is.Zero, bench.Error);
        Answer(TimeStampRequest.Parse(File.ReadAllBytes(bench.PathOf("query"))).Expect());
    }

    [TearDown]
    public void Close() => bench.Dispose();

    [Test]
    public async Task A_request_asks_for_the_file_by_any_hash([ValueSource(nameof(Digests))] string name)
    {
        var said = await bench.Json("timestamp", "query", "@content", "--out", "@another", "--digest", name);
        var request = TimeStampRequest.Parse(File.ReadAllBytes(bench.PathOf("another"))).Expect();
        Assert.That(request.Digest.Expect().Name, Is.EqualTo(name));
        Assert.That(request.Imprint.ToArray(), Is.EqualTo(request.Digest.Expect().Compute("content"u8)));
        Assert.That((string?)said["hash"], Is.EqualTo(Convert.ToHexStringLower(request.Imprint.Span)));
        Assert.That(request.CertificatesWanted);
    }

    [Test]
    public async Task A_good_time_stamp_ends_with_0()
    {
        Assert.That(await bench.Run([.. Usual, "--query", "@query"]), Is.Zero, bench.Error + bench.Out);
        Assert.That(bench.Out, Does.StartWith("Time-stamp: TOTAL_PASSED\nTime: 2026-06-01 12:00:00Z\nAccurate to, seconds: 2\n"));
    }

    [Test]
    public async Task On_another_file_by_another_anchor_or_for_another_request_it_ends_with_2()
    {
        Put("content", "another"u8);
        Assert.That(await bench.Run(Usual), Is.EqualTo(ExitCode.Refused));
        Assert.That(bench.Out, Does.StartWith("Time-stamp: TOTAL_FAILED / HASH_FAILURE"));

        Put("content", "content"u8);
        Assert.That(await bench.Run("timestamp", "query", "@content", "--out", "@later"), Is.Zero);
        Assert.That(await bench.Run([.. Usual, "--query", "@later"]), Is.EqualTo(ExitCode.Refused));
        Assert.That(bench.Error, Does.Contain("does not repeat the nonce"));

        Put("root.pem", System.Text.Encoding.ASCII.GetBytes(SampleAuthority.Root().Certificate.ToPem()));
        Assert.That(await bench.Run(Usual), Is.EqualTo(ExitCode.Refused));
        Assert.That(bench.Out, Does.StartWith("Time-stamp: INDETERMINATE"));
    }

    [Test]
    public async Task What_it_says_is_shown_of_an_answer_and_of_a_token()
    {
        foreach (var file in new[] { "@answer", "@token" })
        {
            var shown = await bench.Json("timestamp", "show", file);
            Assert.That((string?)shown["digest"], Is.EqualTo("sha256"));
            Assert.That((string?)shown["policy"], Is.EqualTo("1.2.3.4"));
            Assert.That((double?)shown["accuracySeconds"], Is.EqualTo(2));
            Assert.That((string?)shown["certificates"]![0], Is.EqualTo("C=RU, O=Sample, CN=Time"));
        }
    }

    [Test]
    public async Task A_refusal_is_told_and_nothing_of_it_moves_the_cursor()
    {
        Put("answer", TimeStampResponse.Reject(new(TimeStampFailure.BadAlgorithm, new Sentence("TimeStamping.unaccepted-extension", "\u001B[2J\u202E1.2")), bench.Language));
        Assert.That(await bench.Run("timestamp", "show", "@answer"), Is.EqualTo(ExitCode.Refused));
        Assert.That(bench.Error, Does.StartWith("This is no time-stamp but a refusal of one: BadAlgorithm. The extension "));
        // Character by character: a comparison of texts overlooks what nobody sees.
        Assert.That(bench.Error.Intersect("\u001B\u202E"), Is.Empty);
        Put("answer", "nothing of the kind"u8);
        Assert.That(await bench.Run("timestamp", "show", "@answer"), Is.EqualTo(ExitCode.Refused));
    }

    void Answer(TimeStampRequest request)
    {
        var stamp = SampleAuthority.TimeStamps(Unit).Stamp(request, SampleAuthority.Now);
        Put("answer", TimeStampResponse.Grant(stamp.Token));
        Put("token", stamp.Token);
    }

    void Put(string name, ReadOnlySpan<byte> bytes) => File.WriteAllBytes(bench.PathOf(name), bytes);
}
