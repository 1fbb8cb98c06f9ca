using System.Text.RegularExpressions;
using Ca.Conformance.Tests.Judges;
using Ca.Core.Asn1;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Core.TimeStamping;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Conformance.Tests.TimeStamping;

/// <summary>Time-stamps both ways with <c>openssl ts</c>: every hash under every kind of key, and both refuse what is not so.</summary>
public partial class TimeStampOpenSslTests
{
    const string TstInfo = "1.2.840.113549.1.9.16.1.4";
    const string NoEd25519 = "OpenSSL 3.0 has no Ed25519 in CMS; our own reader judges it in TimeStampJudgementTests.";

    static readonly byte[] Content = "Прошу выдать\r\nсправку"u8.ToArray();

    static IEnumerable<string> Algorithms => KeyAlgorithm.All.Select(a => a.Name);

    static IEnumerable<DigestAlgorithm> Digests => TimeStampAuthority.Digests;

    [Test]
    public void OpenSsl_accepts_every_token_and_refuses_it_changed([ValueSource(nameof(Algorithms))] string algorithm, [ValueSource(nameof(Digests))] DigestAlgorithm digest)
    {
        if (algorithm == "ed25519")
            Assert.Ignore(NoEd25519);
        using var desk = new Desk();
        var root = Root(algorithm: algorithm);
        desk.Put("root.pem", root.Certificate.ToPem());
        var request = Query(desk, digest, "-cert");
        var stamp = TimeStamps(root.TimeStamper(algorithm: algorithm)).Stamp(request, Now);

        desk.Put("response", TimeStampResponse.Grant(stamp.Token));
        Assert.That(Ask(desk, "-queryfile", "query"), Has.Property("ExitCode").Zero);
        Assert.That(Ask(desk, "-data", "content"), Has.Property("ExitCode").Zero);
        desk.Put("token", stamp.Token);
        Assert.That(OpenSsl.Run(desk, ["ts", "-verify", "-data", "content", "-in", "token", "-token_in", .. Trust]), Has.Property("ExitCode").Zero);

        // genTime, imprint, nonce and signature value, each in one bit.
        foreach (var (what, at) in Places(stamp.Token, request))
        {
            byte[] changed = [.. stamp.Token];
            changed[at] ^= 1;
            desk.Put("response", TimeStampResponse.Grant(changed));
            Assert.That(Ask(desk, "-queryfile", "query"), Has.Property("ExitCode").Not.Zero, what);
        }
    }

    [Test]
    public void OpenSsl_refuses_a_token_for_other_data_another_nonce_and_another_root()
    {
        using var desk = new Desk();
        var root = Root();
        desk.Put("root.pem", root.Certificate.ToPem());
        var request = Query(desk, DigestAlgorithm.Sha256, "-cert");
        desk.Put("response", TimeStampResponse.Grant(TimeStamps(root.TimeStamper()).Stamp(request, Now).Token));
        Assert.That(Ask(desk, "-queryfile", "query"), Has.Property("ExitCode").Zero);

        _ = Query(desk, DigestAlgorithm.Sha256, "-cert");
        Assert.That(Ask(desk, "-queryfile", "query").Said, Does.Contain("nonce mismatch"));
        desk.Put("content", "Прошу не выдавать");
        Assert.That(Ask(desk, "-data", "content").Said, Does.Contain("message imprint mismatch"));
        desk.Put("query", request.Encoded.Span);
        desk.Put("root.pem", Root().Certificate.ToPem());
        Assert.That(Ask(desk, "-queryfile", "query"), Has.Property("ExitCode").Not.Zero);
    }

    [Test]
    public void OpenSsl_accepts_a_token_without_certificates_where_it_is_given_them()
    {
        using var desk = new Desk();
        var root = Root();
        var unit = root.TimeStamper();
        desk.Put("root.pem", root.Certificate.ToPem());
        desk.Put("unit.pem", unit.Certificate.ToPem());
        var request = Query(desk, DigestAlgorithm.Sha512);
        Assert.That(request.CertificatesWanted, Is.False);
        desk.Put("response", TimeStampResponse.Grant(TimeStamps(unit).Stamp(request, Now).Token));
        Assert.That(Ask(desk, "-queryfile", "query"), Has.Property("ExitCode").Not.Zero);
        Assert.That(Ask(desk, "-queryfile", "query", "-untrusted", "unit.pem"), Has.Property("ExitCode").Zero);
    }

    [Test]
    public void OpenSsl_and_we_refuse_a_token_of_an_authority_that_has_expired()
    {
        using var desk = new Desk();
        var root = Root();
        var unit = root.TimeStamper(change: c => c with { Validity = new(Now.AddYears(-1), Now.AddDays(-1)) });
        desk.Put("root.pem", root.Certificate.ToPem());
        var request = Query(desk, DigestAlgorithm.Sha256, "-cert");
        var token = TimeStamps(unit).Stamp(request, Now.AddDays(-2)).Token;
        desk.Put("response", TimeStampResponse.Grant(token));
        Assert.That(Ask(desk, "-queryfile", "query").Said, Does.Contain("certificate has expired"));
        Assert.That(Verify(token, root, Now).Indication, Is.Not.EqualTo(Indication.TotalPassed));
        Assert.That(Verify(token, root, Now.AddDays(-2)).Indication, Is.EqualTo(Indication.TotalPassed));
    }

    [Test]
    public void OpenSsl_and_we_refuse_a_token_that_a_person_signed()
    {
        using var desk = new Desk();
        var root = Root();
        var request = Query(desk, DigestAlgorithm.Sha256, "-cert");
        desk.Put("root.pem", root.Certificate.ToPem());
        desk.Put("info", TimeStampToken.Parse(TimeStamps(root.TimeStamper()).Stamp(request, Now).Token).Expect().SignedData.Content!.Value.Span);

        var byAuthority = SignInfo(desk, root.TimeStamper());
        Assert.That(Ask(desk, "-queryfile", "query"), Has.Property("ExitCode").Zero, "or what follows shows nothing");
        Assert.That(Verify(byAuthority, root, Now).Indication, Is.EqualTo(Indication.TotalPassed));
        var byPerson = SignInfo(desk, root.Person());
        Assert.That(Ask(desk, "-queryfile", "query").Said, Does.Contain("unsuitable certificate purpose").Or.Contain("unsupported certificate purpose"));
        Assert.That(Verify(byPerson, root, Now).Indication, Is.Not.EqualTo(Indication.TotalPassed));
    }

    [Test]
    public void OpenSsl_reads_every_rejection([Values] TimeStampFailure failure)
    {
        using var desk = new Desk();
        desk.Put("response", TimeStampResponse.Reject(new(failure, new Ca.Core.Sentence("TimeStamping.other-nonce")), System.Globalization.CultureInfo.InvariantCulture));
        var said = OpenSsl.Run(desk, "ts", "-reply", "-in", "response", "-text").Said;
        Assert.That(said, Does.Contain("Status: Rejected.").And.Contain(failure switch
        {
            TimeStampFailure.BadAlgorithm => "unrecognized or unsupported algorithm identifier",
            TimeStampFailure.BadRequest => "transaction not permitted or supported",
            TimeStampFailure.BadDataFormat => "the data submitted has the wrong format",
            TimeStampFailure.TimeNotAvailable => "the TSA's time source is not available",
            TimeStampFailure.UnacceptedPolicy => "the requested TSA policy is not supported by the TSA",
            TimeStampFailure.UnacceptedExtension => "the requested extension is not supported by the TSA",
            TimeStampFailure.AdditionalInformationNotAvailable => "the additional information requested could not be understood or is not available",
            _ => "the request cannot be handled due to system failure",
        }));
    }

    [Test]
    public void OpenSsl_reads_our_requests([ValueSource(nameof(Digests))] DigestAlgorithm digest)
    {
        using var desk = new Desk();
        var hash = digest.Compute(Content);
        desk.Put("query", TimeStampRequest.Create(digest, hash).Encoded.Span);
        var said = OpenSsl.Run(desk, "ts", "-query", "-in", "query", "-text").Said;
        Assert.That(said, Does.Contain("Version: 1").And.Contain("Certificate required: yes"));
        Assert.That(Convert.ToHexString(hash), Does.StartWith(HexDump().Match(said).Groups[1].Value.Replace("-", "").Replace(" ", "").ToUpperInvariant()).And.Length.EqualTo(2 * digest.Octets), said);
    }

    [Test]
    public void We_accept_OpenSsls_tokens_and_refuse_them_changed(
        [ValueSource(nameof(Algorithms))] string algorithm, [ValueSource(nameof(Digests))] DigestAlgorithm digest)
    {
        if (algorithm == "ed25519")
            Assert.Ignore(NoEd25519);
        using var desk = new Desk();
        var root = Root(algorithm: algorithm);
        var unit = root.TimeStamper(algorithm: algorithm);
        var request = Query(desk, digest, "-cert");
        desk.Put("unit.pem", unit.Certificate.ToPem());
        desk.Put("key.pem", Pem.Write("PRIVATE KEY", ((SoftwareKey)unit.Key).ExportPrivateKeyInfo()));
        // Without a section for the engine, which OPENSSL_CONF has loaded already: a second time it fails.
        desk.Put("reply.cnf", $"""
            [tsa]
            default_tsa = here
            [here]
            serial = serial
            crypto_device = builtin
            signer_digest = {Name(unit.Key.Algorithm.Digest)}
            default_policy = 1.2.3.4
            digests = sha256, sha384, sha512, md_gost12_256, md_gost12_512
            accuracy = secs:1, millisecs:500, microsecs:100
            ordering = yes
            tsa_name = yes
            ess_cert_id_alg = sha256
            """);
        OpenSsl.Do(desk, "ts", "-reply", "-config", "reply.cnf", "-section", "here", "-queryfile", "query", "-signer", "unit.pem", "-inkey", "key.pem", "-out", "response");

        var response = TimeStampResponse.Parse(desk.Take("response")).Expect();
        var token = response.Token!;
        Assert.That((response.Status, token.Policy, token.Ordering), Is.EqualTo((TimeStampStatus.Granted, "1.2.3.4", true)));
        Assert.That(token.Accuracy, Is.EqualTo(TimeSpan.FromMicroseconds(1_500_100)));
        Assert.That(request.Refuses(token), Is.Null);
        OpenSsl.Do(desk, "ts", "-reply", "-in", "response", "-token_out", "-out", "token");
        var bytes = desk.Take("token");
        var verdict = Verify(bytes, root, token.Time.AddMinutes(1));
        Assert.That(verdict.Indication, Is.EqualTo(Indication.TotalPassed), string.Join('\n', verdict.Findings));

        foreach (var (what, at) in Places(bytes, request))
        {
            byte[] changed = [.. bytes];
            changed[at] ^= 1;
            if (!TimeStampToken.Parse(changed).Refused(out _, out var read))
                Assert.That(request.Refuses(read) is not null || Verify(changed, root, token.Time.AddMinutes(1)).Indication != Indication.TotalPassed, what);
        }
    }

    static IEnumerable<(string, int)> Places(byte[] token, TimeStampRequest request)
    {
        yield return ("imprint", token.AsSpan().IndexOf(request.Imprint.Span));
        yield return ("nonce", token.AsSpan().IndexOf(request.Nonce!.Value.Span) + request.Nonce.Value.Length - 1);
        yield return ("genTime", token.AsSpan().IndexOf("\x18\x0F20"u8) + 6);
        yield return ("signature", token.Length - 1);
    }

    /// <summary>A request that OpenSSL made for <see cref="Content"/>.</summary>
    static TimeStampRequest Query(Desk desk, DigestAlgorithm digest, params string[] more)
    {
        desk.Put("content", Content);
        OpenSsl.Do(desk, ["ts", "-query", "-data", "content", $"-{Name(digest)}", .. more, "-out", "query"]);
        var request = TimeStampRequest.Parse(desk.Take("query")).Expect();
        Assert.That(request.Imprint.ToArray(), Is.EqualTo(digest.Compute(Content)));
        return request;
    }

    /// <summary>Makes OpenSSL sign the TSTInfo at the desk as whoever it is; the response is then of that token.</summary>
    static byte[] SignInfo(Desk desk, CmsSigner signer)
    {
        desk.Put("signer.pem", signer.Certificate.ToPem());
        desk.Put("signer.key", Pem.Write("PRIVATE KEY", ((SoftwareKey)signer.Key).ExportPrivateKeyInfo()));
        OpenSsl.Do(desk, "cms", "-sign", "-binary", "-nodetach", "-cades", "-nosmimecap", "-econtent_type", TstInfo, "-in", "info", "-signer", "signer.pem", "-inkey", "signer.key", "-outform", "DER", "-out", "token");
        var token = desk.Take("token");
        desk.Put("response", TimeStampResponse.Grant(token));
        return token;
    }

    static string[] Trust => ["-CAfile", "root.pem", "-attime", $"{Now.ToUnixTimeSeconds()}"];

    static Answer Ask(Desk desk, params string[] what) => OpenSsl.Run(desk, ["ts", "-verify", "-in", "response", .. what, .. Trust]);

    static TimeStampVerdict Verify(byte[] token, SampleAuthority root, DateTimeOffset at) => TimeStampVerifier.Verify(
        TimeStampToken.Parse(token).Expect(),
        d => d.Compute(Content),
        new() { Anchors = [TrustAnchor.Of(root.Certificate).Expect()] },
        new() { Time = JudgementTime.DayOfChecking(at), Revocation = RevocationChecking.None });

    static string Name(DigestAlgorithm digest) => digest.Name switch
    {
        "streebog256" => "md_gost12_256",
        "streebog512" => "md_gost12_512",
        var name => name,
    };

    [GeneratedRegex("0000 - ([0-9a-f -]{47})")]
    private static partial Regex HexDump();
}
