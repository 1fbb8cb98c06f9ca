using Ca.Conformance.Tests.Judges;
using Ca.Core.Asn1;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Conformance.Tests.Signatures;

/// <summary>CMS SignedData both ways with OpenSSL, of every algorithm, and both refuse what was changed.</summary>
public class CmsOpenSslTests
{
    const string Ed25519 = "ed25519";
    const string OpenSslLacksEd25519 = "OpenSSL 3.0 has no Ed25519 in CMS (eddsa_digest_signverify_init: invalid digest); GnuTLS judges it below.";

    static readonly byte[] Content = "Прошу выдать\r\nсправку"u8.ToArray();

    static IEnumerable<string> Algorithms => KeyAlgorithm.All.Select(a => a.Name);

    [Test]
    public void OpenSsl_accepts_ours_and_refuses_it_changed([ValueSource(nameof(Algorithms))] string algorithm, [Values] bool detached)
    {
        if (algorithm == Ed25519)
            Assert.Ignore(OpenSslLacksEd25519);
        using var desk = new Desk();
        var root = Root(algorithm: algorithm);
        var signer = root.Person(algorithm: algorithm);
        desk.Put("root.pem", root.Certificate.ToPem());
        desk.Put("content", Content);
        var signature = detached
            ? CmsSignature.CreateDetached(signer, new MemoryStream(Content), Now)
            : CmsSignature.CreateAttached(signer, Content, Now);

        desk.Put("signature", signature);
        Assert.That(Ask(desk, detached).Said, Does.Contain("successful"));

        desk.Put("signature", Changed(signature));
        Assert.That(Ask(desk, detached), Has.Property("ExitCode").Not.Zero);
        desk.Put("signature", signature);
        desk.Put("content", "Прошу не выдавать");
        if (detached)
            Assert.That(Ask(desk, detached), Has.Property("ExitCode").Not.Zero);
    }

    [Test]
    public void We_accept_OpenSsls_and_refuse_it_changed(
        [ValueSource(nameof(Algorithms))] string algorithm, [Values("", "-noattr", "-keyid", "-cades", "-nodetach", "-nodetach -stream")] string way)
    {
        using var desk = new Desk();
        var root = Root(algorithm: algorithm);
        var signer = root.Person(algorithm: algorithm);
        desk.Put("signer.pem", signer.Certificate.ToPem());
        desk.Put("key.pem", Pem.Write("PRIVATE KEY", ((SoftwareKey)signer.Key).ExportPrivateKeyInfo()));
        desk.Put("content", Content);
        string[] sign =
        ["cms", "-sign", "-binary", "-in", "content", "-signer", "signer.pem", "-inkey", "key.pem", "-md", DigestOf(algorithm), "-outform", "DER", "-out", "signature"];
        if (algorithm == Ed25519)
            Assert.Ignore(OpenSslLacksEd25519);
        OpenSsl.Do(desk, [.. sign, .. way.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        var signature = desk.Take("signature");
        var content = way.StartsWith("-nodetach", StringComparison.Ordinal) ? null : Content;

        var verdict = Verify(signature, content, root);
        Assert.That(verdict.Indication, Is.EqualTo(Indication.TotalPassed), string.Join('\n', verdict.Findings));
        Assert.That(verdict.Intact);

        var changed = content is null
            ? Verify(WithContentChanged(signature), null, root)
            : Verify(signature, [.. content, 0x20], root);
        Assert.That(changed.Indication, Is.EqualTo(Indication.TotalFailed));
        Assert.That(changed.Intact, Is.False);
    }

    [Test]
    public void OpenSsls_with_SHA_1_is_told_to_be_intact_and_not_accepted([Values("rsa-2048", "ec-p256")] string algorithm, [Values("", "-noattr")] string way)
    {
        using var desk = new Desk();
        var root = Root(algorithm: algorithm);
        var signer = root.Person(algorithm: algorithm);
        desk.Put("signer.pem", signer.Certificate.ToPem());
        desk.Put("key.pem", Pem.Write("PRIVATE KEY", ((SoftwareKey)signer.Key).ExportPrivateKeyInfo()));
        desk.Put("content", Content);
        OpenSsl.Do(desk, ["cms", "-sign", "-binary", "-in", "content", "-signer", "signer.pem", "-inkey", "key.pem", "-md", "sha1", "-outform", "DER", "-out", "signature",
            .. way.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        var verdict = Verify(desk.Take("signature"), Content, root);
        Assert.That((verdict.Intact, verdict.SubIndication), Is.EqualTo((true, SubIndication.CryptoConstraintsFailure)), string.Join('\n', verdict.Findings));
        Assert.That(Verify(desk.Take("signature"), [.. Content, 0x20], root).Intact, Is.False);
    }

    [Test]
    public void GnuTls_accepts_our_Ed25519_and_refuses_it_changed()
    {
        using var desk = new Desk();
        var root = Root(algorithm: Ed25519);
        var signature = CmsSignature.CreateAttached(root.Person(algorithm: Ed25519), Content, Now);
        desk.Put("root.pem", root.Certificate.ToPem());

        Assert.That(Certtool(desk, signature).Said, Does.Contain("Signature status: ok"));
        Assert.That(Certtool(desk, Changed(signature)).Said, Does.Not.Contain("Signature status: ok"));
    }

    static Answer Certtool(Desk desk, byte[] signature)
    {
        desk.Put("signature", signature);
        return GnuTls.Certtool(desk, "--p7-verify", "--inder", "--load-ca-certificate", "root.pem", "--infile", "signature");
    }

    static string DigestOf(string algorithm) => SignatureAlgorithm.For(KeyAlgorithm.Parse(algorithm).Expect()).Digest.Name switch
    {
        "streebog256" => "md_gost12_256",
        "streebog512" => "md_gost12_512",
        var name => name,
    };

    static Answer Ask(Desk desk, bool detached) => OpenSsl.Run(desk,
        ["cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "signature", "-CAfile", "root.pem", "-purpose", "any", "-attime", $"{Now.ToUnixTimeSeconds()}", "-out", "out",
            .. detached ? ["-content", "content"] : Array.Empty<string>()]);

    /// <summary>The last octet belongs to the signature value.</summary>
    static byte[] Changed(byte[] signature) => [.. signature[..^1], (byte)(signature[^1] ^ 1)];

    static byte[] WithContentChanged(byte[] signature)
    {
        byte[] changed = [.. signature];
        changed[signature.AsSpan().IndexOf(Content)] ^= 1;
        return changed;
    }

    static SignatureVerdict Verify(byte[] signature, byte[]? content, SampleAuthority root) => SignatureVerifier.Verify(
        signature,
        content is null ? null : new MemoryStream(content),
        new() { Anchors = [TrustAnchor.Of(root.Certificate).Expect()], RevocationLists = [root.List()] },
        new() { Time = JudgementTime.DayOfChecking(Now) }).Expect().Signatures.Single();
}
