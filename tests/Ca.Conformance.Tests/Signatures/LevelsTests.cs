using System.Text;
using Ca.Conformance.Tests.Judges;
using Ca.Core.Asn1;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Asic;
using Ca.Core.Signatures.Pdf;
using Ca.Core.Signatures.Xml;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Conformance.Tests.Signatures;

/// <summary>
/// What <c>ca sign</c> makes above B-B, with time-stamps of ours, before programs that nobody here wrote: the signature before OpenSSL, xmlsec1 or pdfsig, its
/// time-stamp before <c>openssl ts</c>, the PDF before qpdf, the container before unzip. What each of them knows of levels is little; that nothing of
/// what they know was broken is theirs to say, and the level is ours.
/// </summary>
public class LevelsTests
{
    static readonly byte[] Letter = "Прошу выдать\r\nсправку"u8.ToArray();
    static readonly byte[] Plan = "план"u8.ToArray();
    static readonly byte[] Document = "<?xml version=\"1.0\"?>\n<order xmlns='urn:x'><item>Иванов</item></order>\n"u8.ToArray();

    /// <summary>OpenSSL has no Ed25519 in CMS.</summary>
    static readonly string[] Algorithms = [.. KeyAlgorithm.All.Select(a => a.Name).Where(n => n != "ed25519")];

    static readonly string[] OfXmlsec = ["rsa-2048", "ec-p256", "ec-p384", "ec-p521"];
    static readonly string[] OfNss = ["rsa-2048", "ec-p256", "ec-p384"];
    static readonly SignatureLevel[] Levels = [SignatureLevel.Timed, SignatureLevel.LongTerm, SignatureLevel.Archived];

    [Test]
    public void OpenSsl_accepts_CAdES_of_every_level_and_its_time_stamp([ValueSource(nameof(Algorithms))] string algorithm, [ValueSource(nameof(Levels))] SignatureLevel level)
    {
        using var scene = new Scene(algorithm);
        var raised = scene.Raise(SignatureFormat.Cades, CmsSignature.CreateDetached(scene.Signer, new MemoryStream(Letter), Now), level, SignedContent.Of(new MemoryStream(Letter)));
        scene.Holds(raised, SignatureFormat.Cades, level, SignedContent.Of(new MemoryStream(Letter)));

        Assert.That(scene.Ask(raised, Letter).Said, Does.Contain("successful"));
        Assert.That(scene.Ask(raised, Plan).ExitCode, Is.Not.Zero);
        var signer = CmsSignedData.Parse(raised).Expect().Signers.Single();
        scene.Stamped(signer.Signature.Span, TokensOf(raised)[0]);
    }

    [Test]
    public void OpenSsl_accepts_the_time_stamp_of_XAdES([ValueSource(nameof(Algorithms))] string algorithm)
    {
        using var scene = new Scene(algorithm);
        var raised = scene.Raise(SignatureFormat.Xades, XadesSignature.CreateEnveloped(scene.Signer, Document, Now).Expect(), SignatureLevel.Archived);
        scene.Holds(raised, SignatureFormat.Xades, SignatureLevel.Archived);

        var text = Encoding.UTF8.GetString(raised);
        var start = text.IndexOf("<ds:SignatureValue ", StringComparison.Ordinal);
        var value = text[start..text.IndexOf("</ds:SignatureValue>", start, StringComparison.Ordinal)] + "</ds:SignatureValue>";
        // Its exclusive canonical form, by hand: the namespace is declared higher up.
        value = value.Replace("<ds:SignatureValue ", "<ds:SignatureValue xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" ", StringComparison.Ordinal);
        var token = text.Split("<EncapsulatedTimeStamp xmlns=\"http://uri.etsi.org/01903/v1.3.2#\">")[1].Split('<')[0];
        scene.Stamped(Encoding.UTF8.GetBytes(value), Convert.FromBase64String(token));
    }

    [Test]
    public void Xmlsec_accepts_XAdES_of_every_level([ValueSource(nameof(OfXmlsec))] string algorithm, [ValueSource(nameof(Levels))] SignatureLevel level)
    {
        using var scene = new Scene(algorithm);
        foreach (var signed in new[] { XadesSignature.CreateEnveloped(scene.Signer, Document, Now), XadesSignature.CreateEnveloping(scene.Signer, "Иванов"u8.ToArray(), "text/plain", Now) })
        {
            var raised = scene.Raise(SignatureFormat.Xades, signed.Expect(), level);
            scene.Holds(raised, SignatureFormat.Xades, level);
            Assert.That(Ask(raised).ExitCode, Is.Zero, Ask(raised).Said);
            var text = Encoding.UTF8.GetString(raised);
            var changed = Encoding.UTF8.GetBytes(text.Replace("Иванов", "Петров", StringComparison.Ordinal).Replace(Convert.ToBase64String("Иванов"u8), Convert.ToBase64String("Петров"u8), StringComparison.Ordinal));
            Assert.That(changed, Is.Not.EqualTo(raised));
            Assert.That(Ask(changed).ExitCode, Is.Not.Zero);
        }

        Answer Ask(byte[] xml)
        {
            scene.Desk.Put("signed.xml", xml);
            return Xmlsec.Run(
                scene.Desk, "--verify", "--pubkey-cert-pem", "signer.pem", "--trusted-pem", "root.pem", "--verification-gmt-time", "2026-06-01 12:00:00",
                "--id-attr:Id", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties", "--id-attr:Id", "http://www.w3.org/2000/09/xmldsig#:Object", "signed.xml");
        }
    }

    [Test]
    public void Pdfsig_and_qpdf_accept_PAdES_of_every_level([ValueSource(nameof(OfNss))] string algorithm, [ValueSource(nameof(Levels))] SignatureLevel level)
    {
        using var scene = new Scene(algorithm);
        var signed = PadesSignature.Create(scene.Signer, OnePagePdf.File(), new() { Time = Now, TimeStamp = scene.Source }).Expect();
        var raised = scene.Raise(SignatureFormat.Pades, signed, level);
        scene.Holds(raised, SignatureFormat.Pades, level);

        scene.Desk.Put("signed.pdf", raised);
        var said = Poppler.Signatures(scene.Desk, "signed.pdf", "root.pem");
        Assert.That(said, Does.Contain("Signature is Valid").And.Contain("ETSI.CAdES.detached"));
        // Poppler sees a document time-stamp, and that it covers all; to check it is not among what it can.
        Assert.That(said.Contains("Signature #2", StringComparison.Ordinal), Is.EqualTo(level == SignatureLevel.Archived), said);
        Assert.That(said.Contains("- Total document signed", StringComparison.Ordinal), Is.EqualTo(level != SignatureLevel.LongTerm), said);
        Assert.That(Poppler.Structure(scene.Desk, "signed.pdf"), Has.Property("ExitCode").Zero);
        byte[] changed = [.. raised];
        changed[12] ^= 1;
        scene.Desk.Put("changed.pdf", changed);
        Assert.That(Poppler.Signatures(scene.Desk, "changed.pdf", "root.pem"), Does.Not.Contain("Signature is Valid"));
    }

    [Test]
    public void OpenSsl_accepts_the_document_time_stamp_of_a_PDF([ValueSource(nameof(Algorithms))] string algorithm)
    {
        using var scene = new Scene(algorithm);
        var signed = PadesSignature.Create(scene.Signer, OnePagePdf.File(), new() { Time = Now, TimeStamp = scene.Source }).Expect();
        var raised = scene.Raise(SignatureFormat.Pades, signed, SignatureLevel.Archived);
        scene.Holds(raised, SignatureFormat.Pades, SignatureLevel.Archived);

        // By what the file says of itself, not by our reader.
        var text = Encoding.Latin1.GetString(raised);
        var stamp = text[text.LastIndexOf("/DocTimeStamp", StringComparison.Ordinal)..];
        var range = stamp.Split("/ByteRange [")[1].Split(']')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray();
        scene.Stamped([.. raised[..range[1]], .. raised[range[2]..(range[2] + range[3])]], Convert.FromHexString(text[(range[1] + 1)..(range[2] - 1)].TrimEnd('0') is var hex && hex.Length % 2 == 0 ? hex : hex + "0"));
        Assert.That(range[2] + range[3], Is.EqualTo(raised.Length));
    }

    [Test]
    public void Unzip_unpacks_a_container_and_OpenSsl_accepts_the_signature_in_it([ValueSource(nameof(Algorithms))] string algorithm, [Values] AsicKind kind)
    {
        using var scene = new Scene(algorithm);
        var files = new Dictionary<string, ReadOnlyMemory<byte>> { ["letter.txt"] = Letter };
        if (kind == AsicKind.Extended)
            files["plan.txt"] = Plan;
        var container = AsicPackage.Create(kind, files, Now, scene.Augmentation(SignatureLevel.LongTerm)).Then(p => p.SignCades(scene.Signer)).Expect();
        scene.Holds(container, SignatureFormat.Cades, SignatureLevel.LongTerm);

        scene.Desk.Put("container", container);
        Assert.That(Unzip("-t", "container"), Has.Property("ExitCode").Zero);
        Assert.That(Unzip("-o", "container"), Has.Property("ExitCode").Zero);
        var signature = scene.Desk.Take("META-INF/signature.p7s");
        var content = scene.Desk.Take(kind == AsicKind.Simple ? "letter.txt" : "META-INF/ASiCManifest.xml");
        Assert.That(scene.Ask(signature, content).Said, Does.Contain("successful"));
        Assert.That(scene.Ask(signature, Plan).ExitCode, Is.Not.Zero);
        foreach (var name in files.Keys.Where(_ => kind == AsicKind.Extended))
        {
            OpenSsl.Do(scene.Desk, "dgst", $"-{scene.Digest}", "-binary", "-out", "hash", name);
            Assert.That(Encoding.UTF8.GetString(content), Does.Contain($"URI=\"{name}\"").And.Contain($">{Convert.ToBase64String(scene.Desk.Take("hash"))}<"));
        }

        Answer Unzip(params string[] arguments) => Tool.Run(scene.Desk, "unzip", "unzip", new Dictionary<string, string>(), arguments);
    }

    static List<ReadOnlyMemory<byte>> TokensOf(byte[] cms) => [.. CmsSignedData.Parse(cms).Expect().Signers.Single().UnsignedAttributes.All(Oids.SignatureTimeStamp)];

    /// <summary>A signer, a time-stamping unit and an authority of one algorithm, and a desk where the judges know the authority.</summary>
    sealed class Scene : IDisposable
    {
        readonly SampleAuthority root;

        public Scene(string algorithm)
        {
            root = Root(algorithm: algorithm);
            Signer = root.Person(algorithm: algorithm);
            var unit = root.TimeStamper(algorithm: algorithm);
            Source = (digest, imprint) => (ReadOnlyMemory<byte>)TimeStamps(unit).Stamp(digest, imprint, Now).Token;
            Desk.Put("root.pem", root.Certificate.ToPem());
            Desk.Put("signer.pem", Signer.Certificate.ToPem());
        }

        public Desk Desk { get; } = new();

        public CmsSigner Signer { get; }

        public TimeStampSource Source { get; }

        /// <summary>As OpenSSL calls it.</summary>
        public string Digest => Signer.Key.Algorithm.Digest.Name switch { "streebog256" => "md_gost12_256", "streebog512" => "md_gost12_512", var name => name };

        public SignatureAugmentation Augmentation(SignatureLevel level) => new() { Level = level, TimeStamps = Source, Evidence = new([root.Certificate], [root.List()], []), Now = Now };

        public byte[] Raise(SignatureFormat format, byte[] signature, SignatureLevel level, params SignedContent[] contents) => Augmentation(level).Raise(format, signature, contents).Expect();

        /// <summary>We call it what it was to be.</summary>
        public void Holds(byte[] signature, SignatureFormat format, SignatureLevel level, params SignedContent[] contents)
        {
            var verdict = SignatureVerifier.Verify(
                new SignedFile(signature, contents), new() { Anchors = [TrustAnchor.Of(root.Certificate).Expect()], RevocationLists = level == SignatureLevel.Timed ? [root.List()] : [] },
                new() { Time = JudgementTime.DayOfChecking(Now.AddHours(1)) }).Expect().Signatures.Single();
            Assert.That((verdict.Format, verdict.Level, verdict.Indication), Is.EqualTo((format, level, Indication.TotalPassed)), string.Join('\n', verdict.Findings));
        }

        public Answer Ask(byte[] signature, byte[] content)
        {
            Desk.Put("signature", signature);
            Desk.Put("content", content);
            return OpenSsl.Run(
                Desk, "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "signature", "-content", "content", "-CAfile", "root.pem", "-purpose", "any", "-attime", $"{Now.ToUnixTimeSeconds()}", "-out", "out");
        }

        /// <summary><c>openssl ts</c> accepts the token for these octets, and not for others.</summary>
        public void Stamped(ReadOnlySpan<byte> octets, ReadOnlyMemory<byte> token)
        {
            Desk.Put("stamped", octets);
            Desk.Put("token", token.Span);
            Desk.Put("other", Plan);
            Assert.That(Verify("stamped").Said, Does.Contain("Verification: OK"));
            Assert.That(Verify("other").ExitCode, Is.Not.Zero);
        }

        Answer Verify(string data) => OpenSsl.Run(Desk, "ts", "-verify", "-data", data, "-in", "token", "-token_in", "-CAfile", "root.pem", "-attime", $"{Now.ToUnixTimeSeconds()}");

        public void Dispose() => Desk.Dispose();
    }
}
