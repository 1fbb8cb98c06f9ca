using Ca.Cli.Desk;
using Ca.Core.Asn1;
using Ca.Core.Keys;
using Ca.Tests;

namespace Ca.Cli.Tests.Signing;

public class SignFileTests
{
    static readonly SampleAuthority Anchor = SampleAuthority.Root();

    Bench bench = null!;

    [SetUp]
    public async Task Open()
    {
        bench = new();
        bench.Clock.SetUtcNow(SampleAuthority.Now);
        Put("letter.txt", "Прошу выдать"u8);
        Put("root.pem", System.Text.Encoding.ASCII.GetBytes(Anchor.Certificate.ToPem()));
        Put("lists.pem", System.Text.Encoding.ASCII.GetBytes(Pem.Write("X509 CRL", Anchor.List().Encoded.Span)));
        await Certify("citizen");
    }

    [TearDown]
    public void Close() => bench.Dispose();

    [TestCase("CAdES", "B-B")]
    [TestCase("CAdES", "B-B", "--attached")]
    [TestCase("CMS", null, "--format", "cms")]
    [TestCase("XAdES", "B-B", "--format", "xades")]
    [TestCase("XAdES", "B-B", "--format", "xades", "--attached")]
    public async Task A_file_is_signed_and_verified(string format, string? level, params string[] more)
    {
        Assert.That(await Sign("letter.txt", "letter.sig", "citizen", more), Is.Zero, bench.Error);

        var beside = more.Contains("--attached") ? Array.Empty<string>() : ["--content", "@letter.txt"];
        var signature = (await bench.Json(["verify", "signature", "@letter.sig", "--anchor", "@root.pem", "--crl", "@lists.pem", .. beside]))["signatures"]![0]!;
        Assert.That(((string?)signature["format"], (string?)signature["level"]), Is.EqualTo((format, level)));
    }

    [Test]
    public async Task A_document_and_a_message_are_signed_inside()
    {
        Put("order.xml", "<order><item/></order>"u8);
        Put("message.xml", "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><x/></s:Body></s:Envelope>"u8);
        Assert.That(await Sign("order.xml", "order.signed.xml", "citizen", "--format", "xades-enveloped"), Is.Zero, bench.Error);
        Assert.That(await Sign("message.xml", "message.signed.xml", "citizen", "--format", "smev2"), Is.Zero, bench.Error);

        Put("form.pdf", OnePagePdf.File());
        Assert.That(await Sign("form.pdf", "form.signed", "citizen", "--format", "pades"), Is.Zero, bench.Error);

        foreach (var (file, format) in new[] { ("order.signed.xml", "XAdES"), ("message.signed.xml", "SMEV2"), ("form.signed", "PAdES") })
        {
            var report = await bench.Json("verify", "signature", $"@{file}", "--anchor", "@root.pem", "--crl", "@lists.pem");
            Assert.That((string?)report["signatures"]![0]!["format"], Is.EqualTo(format));
        }
        Assert.That(await Sign("letter.txt", "letter.pdf", "citizen", "--format", "pades"), Is.EqualTo(2));
        Assert.That(await Sign("order.xml", "order.twice.xml", "citizen", "--format", "xades-enveloped", "--counter", "1"), Is.EqualTo(2));
        Assert.That(await Sign("letter.txt", "letter.xml", "citizen", "--format", "xades-enveloped"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_message_of_version_3_is_signed_with_its_attachments()
    {
        Put("message.xml", """
            <t:Send xmlns:t="urn:t"><t:SenderProvidedRequestData Id="CALLER"><t:MessagePrimaryContent><x xmlns="urn:x" Id="DOC">1</x></t:MessagePrimaryContent><t:PersonalSignature/>
            <t:AttachmentHeader><t:contentId>letter</t:contentId><t:SignaturePKCS7/></t:AttachmentHeader></t:SenderProvidedRequestData><t:CallerInformationSystemSignature/></t:Send>
            """u8);
        Assert.That(await Sign("message.xml", "one.xml", "citizen", "--format", "smev3", "--place", "PersonalSignature", "--id", "DOC", "--attachment", $"letter={bench.PathOf("letter.txt")}"), Is.Zero, bench.Error);
        Assert.That(await Sign("one.xml", "two.xml", "citizen", "--format", "smev3", "--gost-uris", "xmldsig"), Is.Zero, bench.Error);

        var report = await bench.Json("verify", "signature", "@two.xml", "--anchor", "@root.pem", "--crl", "@lists.pem");
        Assert.That(report["signatures"]!.AsArray().Select(s => $"{(string?)s!["format"]} {(string?)s["references"]![0]!["name"]}"), Is.EqualTo(new[] { "SMEV3 #DOC", "SMEV3 #CALLER" }));
        var pkcs7 = File.ReadAllText(bench.PathOf("two.xml")).Split("SignaturePKCS7>")[1].Split('<')[0];
        Put("letter.p7s", System.Text.Encoding.ASCII.GetBytes(pkcs7));
        Assert.That(await bench.Run("verify", "signature", "@letter.p7s", "--anchor", "@root.pem", "--crl", "@lists.pem", "--content", "@letter.txt"), Is.Zero, bench.Out);
    }

    [TestCase("asics", "CAdES")]
    [TestCase("asics-xades", "XAdES")]
    [TestCase("asice", "CAdES", "order.xml")]
    [TestCase("asice-xades", "XAdES", "order.xml")]
    public async Task Files_are_signed_in_a_container(string kind, string format, params string[] more)
    {
        Put("order.xml", "<order/>"u8);
        Assert.That(await bench.Run(["sign", "@letter.txt", .. more.Select(f => $"@{f}"), "--out", "@container", "--format", kind, .. Citizen]), Is.Zero, bench.Error);

        var signature = (await bench.Json("verify", "signature", "@container", "--anchor", "@root.pem", "--crl", "@lists.pem"))["signatures"]![0]!;
        Assert.That(((string?)signature["format"], (string?)signature["level"]), Is.EqualTo((format, "B-B")));
        Assert.That(signature["references"]!.AsArray().Select(r => (string?)r!["name"]), Is.SupersetOf(more.Append("letter.txt")));
    }

    [Test]
    public async Task What_a_format_does_not_have_is_a_matter_of_usage()
    {
        Put("order.xml", "<order/>"u8);
        string[][] wrong =
        [
            ["--place", "X"], ["--format", "smev2", "--id", "X"], ["--gost-uris", "cryptopro"], ["--format", "smev3", "--attachment", "letter.txt"], ["@order.xml"], ["@order.xml", "--format", "asics"],
        ];
        foreach (var words in wrong)
            Assert.That(await bench.Run(["sign", "@letter.txt", .. words, "--out", "@x", .. Citizen]), Is.EqualTo(ExitCode.Usage), string.Join(' ', words));
        Assert.That(await bench.Run(["sign", "@letter.txt", "@letter.txt", "--format", "asice", "--out", "@x", .. Citizen]), Is.EqualTo(ExitCode.Refused));
        Assert.That(bench.Error, Does.StartWith("Two files are called letter.txt."));
        Assert.That(File.Exists(bench.PathOf("x")), Is.False);
    }

    [Test]
    public async Task A_second_signer_signs_beside_and_a_third_over_that()
    {
        await Certify("notary");
        await Certify("registrar");
        Assert.That(await Sign("letter.txt", "one.sig", "citizen"), Is.Zero, bench.Error);
        Assert.That(await Sign("letter.txt", "two.sig", "notary", "--add-to", "@one.sig"), Is.Zero, bench.Error);
        Assert.That(await Sign("two.sig", "three.sig", "registrar", "--counter", "2"), Is.Zero, bench.Error);

        var report = await bench.Json("verify", "signature", "@three.sig", "--anchor", "@root.pem", "--crl", "@lists.pem", "--content", "@letter.txt");
        Assert.That(report["signatures"]!.AsArray().Select(s => $"{(string?)s!["signer"]!["subject"]}: {(string?)s["references"]![0]!["name"]}"), Is.EqualTo(new[]
        {
            "C=RU, O=Sample, CN=citizen: letter.txt", "C=RU, O=Sample, CN=notary: letter.txt", "C=RU, O=Sample, CN=registrar: signature",
        }));
        Assert.That(await Sign("two.sig", "four.sig", "registrar", "--counter", "3"), Is.EqualTo(ExitCode.Refused));
    }

    [Test]
    public async Task A_PKCS_12_has_all_that_is_needed()
    {
        var citizen = Anchor.Person("Иванов Иван", "gost2012-256-b");
        Put("citizen.p12", Pkcs12.Write((SoftwareKey)citizen.Key, [citizen.Certificate.Encoded, Anchor.Certificate.Encoded], Bench.Passphrase));

        Assert.That(await bench.Run("sign", "@letter.txt", "--out", "@letter.sig", "--p12", "@citizen.p12", "--passphrase-file", "@passphrase"), Is.Zero, bench.Error);
        Assert.That(bench.Out, Does.StartWith("Signer: C=RU, O=Sample, CN=Иванов Иван\nAlgorithm: gost2012-256\n"));
        Assert.That(await bench.Run("verify", "signature", "@letter.sig", "--anchor", "@root.pem", "--crl", "@lists.pem", "--content", "@letter.txt"), Is.Zero, bench.Out);
    }

    [Test]
    public async Task Nothing_is_overwritten_and_no_key_signs_for_another()
    {
        await Certify("other");
        Assert.That(await Sign("letter.txt", "letter.txt", "citizen"), Is.EqualTo(ExitCode.Refused));
        Assert.That(await bench.Run("sign", "@letter.txt", "--out", "@x.sig", "--key", "@citizen.key", "--certificate", "@other.pem", "--passphrase-file", "@passphrase"), Is.EqualTo(ExitCode.Refused));
        Assert.That(bench.Error, Does.StartWith("None of the certificates is of this key."));
        Assert.That(await bench.Run("sign", "@letter.txt", "--out", "@x.sig", "--key", "@citizen.key", "--passphrase-file", "@passphrase"), Is.EqualTo(ExitCode.Usage));
        Assert.That(File.Exists(bench.PathOf("x.sig")), Is.False);
    }

    static string[] Citizen => ["--key", "@citizen.key", "--certificate", "@citizen.pem", "@root.pem", "--passphrase-file", "@passphrase"];

    Task<int> Sign(string file, string to, string by, params string[] more) => bench.Run(
        ["sign", $"@{file}", "--out", $"@{to}", "--key", $"@{by}.key", "--certificate", $"@{by}.pem", "@root.pem", "--passphrase-file", "@passphrase", .. more]);

    async Task Certify(string name)
    {
        bench.ClosePassphrase();
        var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        Assert.That(KeyFile.Write(bench.PathOf($"{name}.key"), key, Bench.Passphrase), Is.Null);
        await File.WriteAllTextAsync(bench.PathOf($"{name}.pem"), Anchor.Person(key, name).Certificate.ToPem());
    }

    void Put(string name, ReadOnlySpan<byte> contents) => File.WriteAllBytes(bench.PathOf(name), contents);
}
