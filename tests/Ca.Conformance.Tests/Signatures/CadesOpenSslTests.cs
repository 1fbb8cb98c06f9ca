using Ca.Conformance.Tests.Judges;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Paths;
using Ca.Core.Revocation;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Cms;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Conformance.Tests.Signatures;

/// <summary>CAdES of every level and of several signers, with time-stamps that OpenSSL makes, before OpenSSL.</summary>
public class CadesOpenSslTests
{
    const string TimeStampConfiguration = """
        [tsa]
        default_tsa = it
        [it]
        serial = serial
        signer_digest = sha256
        default_policy = 1.2.3.4
        digests = sha256, sha384, sha512
        ess_cert_id_alg = sha256
        """;

    static readonly byte[] Content = "Прошу выдать\r\nсправку"u8.ToArray();

    static int refused;

    [OneTimeTearDown]
    public void Count() => TestContext.Progress.WriteLine($"# CAdES and OpenSSL: {refused} changes refused by both");

    [Test]
    public void Every_level_is_accepted_by_both_and_refused_changed([Values("rsa-2048", "rsa-3072", "ec-p256", "ec-p384", "ec-p521")] string algorithm, [Values] bool detached)
    {
        using var desk = new Desk();
        var root = Root(algorithm: algorithm);
        var signer = root.Person(algorithm: algorithm);
        var source = Stamper(desk, root);
        var basic = detached ? CmsSignature.CreateDetached(signer, new MemoryStream(Content), Now) : CmsSignature.CreateAttached(signer, Content, Now);
        var timed = CadesAugmentation.AddTimeStamps(basic, source).Expect();
        var stamped = TimeOf(timed, root, signer);
        var lists = new[] { root.List(stamped.AddDays(-1), stamped.AddDays(9)) };
        var longTerm = CadesAugmentation.AddEvidence(timed, new([root.Certificate], lists, [root.Response(signer.Certificate, CertificateStatus.Good)])).Expect();
        var archived = CadesAugmentation.AddArchiveTimeStamps(longTerm, detached ? SignedContent.Of(new MemoryStream(Content)) : null, source).Expect();

        foreach (var (octets, level) in new[] { (basic, SignatureLevel.Basic), (timed, SignatureLevel.Timed), (longTerm, SignatureLevel.LongTerm), (archived, SignatureLevel.Archived) })
        {
            Assert.That(Ask(desk, root, octets, detached).Said, Does.Contain("successful"), level.Word());
            var verdict = Verify(octets, root, lists, stamped.AddHours(1), detached).Single();
            Assert.That((verdict.Level, verdict.Indication), Is.EqualTo((level, Indication.TotalPassed)), string.Join('\n', verdict.Findings));
            Assert.That(verdict.TimeStamps.Select(t => t.Indication), Is.All.EqualTo(Indication.TotalPassed));
            RefusedChanged(desk, root, octets, verdict, lists, stamped, detached);
        }
    }

    [Test]
    public void Signers_side_by_side_and_over_one_another_are_accepted_by_both([ValueSource(nameof(Algorithms))] string algorithm)
    {
        using var desk = new Desk();
        var root = Root();
        var first = root.Person("First", algorithm);
        var two = CmsSignature.AddSigner(CmsSignature.CreateAttached(root.Person("Second", "rsa-2048"), Content, Now), first, null, Now).Expect();
        var confirmed = CmsSignature.CounterSign(two, 0, root.Person("Third", algorithm), Now).Expect();

        Assert.That(Ask(desk, root, two, false).Said, Does.Contain("successful"));
        Assert.That(Ask(desk, root, confirmed, false).Said, Does.Contain("successful"));
        var verdicts = Verify(confirmed, root, [root.List()], Now, false);
        Assert.That(verdicts.Select(v => v.Indication), Is.EqualTo(Enumerable.Repeat(Indication.TotalPassed, 3)), string.Join('\n', verdicts.SelectMany(v => v.Findings)));
    }

    /// <summary>OpenSSL has no Ed25519 in CMS.</summary>
    static IEnumerable<string> Algorithms => KeyAlgorithm.All.Select(a => a.Name).Where(n => n != "ed25519");

    /// <summary>One octet in each attribute, the value, the certificate and the content.</summary>
    static void RefusedChanged(Desk desk, SampleAuthority root, byte[] octets, SignatureVerdict verdict, RevocationList[] lists, DateTimeOffset stamped, bool detached)
    {
        var tampered = Tampering.Of(octets, detached ? [Content] : [], [(verdict.Signer!, true)]).Where((_, i) => i % 9 == 4);
        foreach (var (what, file) in tampered)
        {
            refused++;
            if (!SignatureVerifier.Verify(file, Material(root, lists), At(stamped)).Refused(out _, out var report))
                Assert.That(report.Signatures.Any(s => !s.Intact), what);
            if (what.StartsWith("content beside", StringComparison.Ordinal))
                continue;
            Assert.That(Ask(desk, root, file.Octets.ToArray(), detached), Has.Property("ExitCode").Not.Zero, what);
        }
    }

    /// <summary>OpenSSL as an authority: it is asked by hash and answers with the time of this machine.</summary>
    static TimeStampSource Stamper(Desk desk, SampleAuthority root)
    {
        var authority = root.Person("TSA", "rsa-2048", c => c with
        {
            Extensions = Replace(c.Extensions, ExtensionWriter.KeyUsage(KeyUsages.DigitalSignature), Critical(ExtensionWriter.ExtendedKeyUsage([Oids.TimeStamping]))),
        });
        desk.Put("tsa.cnf", TimeStampConfiguration);
        desk.Put("tsa.pem", authority.Certificate.ToPem());
        desk.Put("tsa.key", Pem.Write("PRIVATE KEY", ((SoftwareKey)authority.Key).ExportPrivateKeyInfo()));
        desk.Put("root.pem", root.Certificate.ToPem());
        return (digest, imprint) =>
        {
            OpenSsl.Do(desk, "ts", "-query", "-digest", Convert.ToHexString(imprint.Span), $"-{digest.Name}", "-cert", "-out", "query");
            OpenSsl.Do(desk, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-signer", "tsa.pem", "-inkey", "tsa.key", "-chain", "root.pem", "-token_out", "-out", "token");
            return (ReadOnlyMemory<byte>)desk.Take("token");
        };
    }

    static Extension Critical(Extension extension) => extension with { Critical = true };

    static DateTimeOffset TimeOf(byte[] timed, SampleAuthority root, CmsSigner signer) =>
        Verify(timed, root, [root.List()], Now.AddYears(1), true).Single().TimeStamps.Single().Time!.Value;

    static Answer Ask(Desk desk, SampleAuthority root, byte[] signature, bool detached)
    {
        desk.Put("root.pem", root.Certificate.ToPem());
        desk.Put("signature", signature);
        desk.Put("content", Content);
        return OpenSsl.Run(desk,
            ["cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "signature", "-CAfile", "root.pem", "-purpose", "any", "-attime", $"{Now.ToUnixTimeSeconds()}", "-out", "out",
                .. detached ? ["-content", "content"] : Array.Empty<string>()]);
    }

    static PathMaterial Material(SampleAuthority root, IReadOnlyList<RevocationList> lists) => new() { Anchors = [TrustAnchor.Of(root.Certificate).Expect()], RevocationLists = lists };

    static PathInputs At(DateTimeOffset now) => new() { Time = JudgementTime.DayOfChecking(now) };

    static IReadOnlyList<SignatureVerdict> Verify(byte[] signature, SampleAuthority root, IReadOnlyList<RevocationList> lists, DateTimeOffset now, bool detached) =>
        SignatureVerifier.Verify(signature, detached ? new MemoryStream(Content) : null, Material(root, lists), At(now)).Expect().Signatures;
}
