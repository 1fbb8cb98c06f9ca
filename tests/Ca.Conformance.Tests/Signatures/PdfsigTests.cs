using System.Globalization;
using System.Text;
using Ca.Conformance.Tests.Judges;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Pdf;
using static Ca.Tests.SampleAuthority;

namespace Ca.Conformance.Tests.Signatures;

/// <summary>PDF files signed by us, as Poppler and qpdf see them.</summary>
public class PdfsigTests
{
    /// <summary>What NSS verifies; of GOST and Ed25519 in CMS it knows nothing.</summary>
    static readonly string[] Algorithms = ["rsa-2048", "ec-p256", "ec-p384"];

    static byte[] Document { get; } = MakeDocument();

    [Test]
    public void Pdfsig_accepts_ours_and_refuses_it_changed([ValueSource(nameof(Algorithms))] string algorithm, [Values] bool isStream)
    {
        using var desk = new Desk();
        var root = Root("Root", algorithm);
        var signer = root.Person(algorithm: algorithm);
        desk.Put("root.pem", root.Certificate.ToPem());
        var file = Source(desk, isStream);
        var signed = PadesSignature.Create(signer, file, new() { Time = Now, Reason = "Согласен" }).Expect();

        desk.Put("signed.pdf", signed);
        Assert.That(Poppler.Signatures(desk, "signed.pdf", "root.pem"), Does.Contain("Signature is Valid").And.Contain("Total document signed").And.Contain("ETSI.CAdES.detached").And.Contain("Citizen"));
        Assert.That(Poppler.Structure(desk, "signed.pdf"), Has.Property("ExitCode").Zero);

        desk.Put("twice.pdf", PadesSignature.Create(signer, signed, new() { Time = Now }).Expect());
        var twice = Poppler.Signatures(desk, "twice.pdf", "root.pem");
        Assert.That(twice.Split("Signature is Valid"), Has.Length.EqualTo(5), twice);
        Assert.That(twice, Does.Contain("Total document signed").And.Contain("Not total document signed"));
        Assert.That(Poppler.Structure(desk, "twice.pdf"), Has.Property("ExitCode").Zero);

        byte[] changed = [.. signed];
        changed[Encoding.Latin1.GetString(signed).IndexOf("(Order)", StringComparison.Ordinal) is > 0 and var at ? at + 2 : 12] ^= 0x01;
        desk.Put("changed.pdf", changed);
        Assert.That(Poppler.Signatures(desk, "changed.pdf", "root.pem"), Does.Not.Contain("Signature is Valid").And.Contain("Digest Mismatch"));
    }

    [Test]
    public void With_a_time_stamp_of_OpenSsl_the_level_is_B_T_and_pdfsig_accepts_it()
    {
        using var desk = new Desk();
        var root = Root("Root", "rsa-2048");
        var authority = root.Person("Time-stamping", "rsa-2048", c => c with
        {
            Extensions = Replace(c.Extensions, ExtensionWriter.KeyUsage(KeyUsages.DigitalSignature), ExtensionWriter.ExtendedKeyUsage([Oids.TimeStamping]) with { Critical = true }),
        });
        desk.Put("root.pem", root.Certificate.ToPem());
        desk.Put("tsa.pem", authority.Certificate.ToPem());
        desk.Put("tsa.key", Pem.Write("PRIVATE KEY", ((SoftwareKey)authority.Key).ExportPrivateKeyInfo()));
        desk.Put("serial", "01");
        desk.Put("ts.cnf", "[tsa]\ndefault_tsa=t\n[t]\nserial=serial\ncrypto_device=builtin\nsigner_cert=tsa.pem\ncerts=root.pem\nsigner_key=tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3\ndigests=sha256\ness_cert_id_alg=sha256\n");
        var signed = PadesSignature.Create(root.Person(algorithm: "rsa-2048"), Document, new() { Time = Now, TimeStamp = (_, imprint) => Stamp(desk, imprint) }).Expect();

        var verdict = SignatureVerifier.Verify(
            signed, null, new() { Anchors = [TrustAnchor.Of(root.Certificate).Expect()] },
            new() { Time = JudgementTime.DayOfChecking(Now.AddYears(1)), Revocation = RevocationChecking.None }).Expect().Signatures.Single();
        Assert.That((verdict.Level, verdict.Intact, verdict.TimeStamps.Single().Kind), Is.EqualTo((SignatureLevel.Timed, true, TimeStampKind.Signature)));
        Assert.That(verdict.TimeStamps.Single().Findings.Select(f => f.Rule.Id), Has.None.AnyOf("time-stamp-imprint", "time-stamp-unread", "signature-value"), string.Join('\n', verdict.TimeStamps.Single().Findings));
        desk.Put("signed.pdf", signed);
        Assert.That(Poppler.Signatures(desk, "signed.pdf", "root.pem"), Does.Contain("Signature is Valid").And.Contain("Total document signed"));
    }

    static Outcome<ReadOnlyMemory<byte>> Stamp(Desk desk, ReadOnlyMemory<byte> imprint)
    {
        OpenSsl.Do(desk, "ts", "-query", "-digest", Convert.ToHexString(imprint.Span), "-sha256", "-cert", "-out", "query");
        OpenSsl.Do(desk, "ts", "-reply", "-config", "ts.cnf", "-queryfile", "query", "-token_out", "-out", "token");
        return (ReadOnlyMemory<byte>)desk.Take("token");
    }

    /// <summary>The document, or the same as qpdf writes it with object streams and a cross-reference stream.</summary>
    static byte[] Source(Desk desk, bool isStream)
    {
        desk.Put("source.pdf", Document);
        if (!isStream)
            return Document;
        var answer = Tool.Run(desk, "qpdf", "qpdf", new Dictionary<string, string>(), "--object-streams=generate", "source.pdf", "packed.pdf");
        Assert.That(answer.ExitCode, Is.Zero, answer.Said);
        return desk.Take("packed.pdf");
    }

    [Test]
    public void We_read_what_qpdf_has_rewritten([Values("--object-streams=generate", "--linearize", "--qdf", "--object-streams=generate --linearize", "--compress-streams=n")] string way)
    {
        using var desk = new Desk();
        var root = Root();
        desk.Put("source.pdf", Document);
        var answer = Tool.Run(desk, "qpdf", "qpdf", new Dictionary<string, string>(), [.. way.Split(' '), "source.pdf", "written.pdf"]);
        Assert.That(answer.ExitCode, Is.Zero, answer.Said);
        var signed = PadesSignature.Create(root.Person(), desk.Take("written.pdf"), new() { Time = Now }).Expect();

        var report = SignatureVerifier.Verify(
            signed, null, new() { Anchors = [TrustAnchor.Of(root.Certificate).Expect()] }, new() { Time = JudgementTime.DayOfChecking(Now), Revocation = RevocationChecking.None }).Expect();
        Assert.That(report.Indication, Is.EqualTo(Indication.TotalPassed), string.Join('\n', report.Signatures[0].Findings));
        desk.Put("signed.pdf", signed);
        Assert.That(Poppler.Structure(desk, "signed.pdf"), Has.Property("ExitCode").Zero);
    }

    static byte[] MakeDocument()
    {
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595.2756 841.8898] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            "<< /Length 38 >>\nstream\nBT /F1 12 Tf 50 700 Td (Order 7) Tj ET\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            "<< /Title (Order) >>",
        ];
        var text = new StringBuilder("%PDF-1.7\n");
        var table = new StringBuilder("xref\n0 7\n0000000000 65535 f\r\n");
        for (var i = 0; i < objects.Length; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{text.Length:D10} 00000 n\r\n");
            text.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }
        return Encoding.Latin1.GetBytes(text + table.ToString() + $"trailer\n<< /Root 1 0 R /Info 6 0 R /Size 7 >>\nstartxref\n{text.Length}\n%%EOF\n");
    }
}
