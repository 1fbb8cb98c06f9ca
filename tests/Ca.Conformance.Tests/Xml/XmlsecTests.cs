using System.Text;
using Ca.Conformance.Tests.Judges;
using Ca.Core.Asn1;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Xml;
using Ca.Core.Xml;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Conformance.Tests.Xml;

/// <summary>XML signatures both ways with xmlsec1, and both refuse what was changed; GOST, which it lacks, with OpenSSL over the same octets.</summary>
public class XmlsecTests
{
    const string Document =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<!-- заявление -->\r\n<application xmlns=\"urn:example\" xmlns:p=\"urn:person\">\r\n" +
        "  <p:name a='&lt;1>' p:b=\"2\">Иванов &amp; сыновья</p:name><empty/>\r\n  <text><![CDATA[<справка>]]></text>\r\n</application>\r\n";

    const string Message =
        "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><r:Request xmlns:r=\"urn:request\">Прошу</r:Request></soap:Body></soap:Envelope>";

    static readonly string[] Known = ["rsa-2048", "rsa-3072", "ec-p256", "ec-p384", "ec-p521"];
    static readonly string[] Gost = [.. KeyAlgorithm.All.Where(a => a.Family is KeyFamily.Gost256 or KeyFamily.Gost512).Select(a => a.Name)];

    static IEnumerable<string> Methods => CanonicalizationMethod.All.Select(m => m.Uri);

    [Test]
    public void Xmlsec_accepts_our_enveloped_signature_and_refuses_it_changed([ValueSource(nameof(Known))] string algorithm)
    {
        using var desk = new Desk();
        var (root, signer) = Signer(desk, algorithm);
        var signed = XadesSignature.CreateEnveloped(signer, Encoding.UTF8.GetBytes(Document), Now).Expect();

        Hold(desk, signed, "Иванов", "Петров");
        Assert.That(Encoding.UTF8.GetString(signed), Does.StartWith(Document[..Document.IndexOf("</application>", StringComparison.Ordinal)]), "nothing else is touched");
        Passes(signed, root, SignatureFormat.Xades, SignatureLevel.Basic);
    }

    [Test]
    public void Xmlsec_accepts_our_enveloping_signature_and_refuses_it_changed([ValueSource(nameof(Known))] string algorithm)
    {
        using var desk = new Desk();
        var (root, signer) = Signer(desk, algorithm);
        var signed = XadesSignature.CreateEnveloping(signer, "справка"u8.ToArray(), "text/plain", Now).Expect();

        Hold(desk, signed, Convert.ToBase64String("справка"u8), Convert.ToBase64String("Справка"u8));
        Passes(signed, root, SignatureFormat.Xades, SignatureLevel.Basic);
    }

    [Test]
    public void Xmlsec_accepts_our_signature_of_a_message_of_the_bus_and_refuses_it_changed([ValueSource(nameof(Known))] string algorithm)
    {
        using var desk = new Desk();
        var (root, signer) = Signer(desk, algorithm);
        var signed = SmevSignature.CreateVersion2(signer, Encoding.UTF8.GetBytes(Message)).Expect();

        Hold(desk, signed, "Прошу", "Прощу");
        Passes(signed, root, SignatureFormat.Smev2, SignatureLevel.None);
    }

    [Test]
    public void We_accept_xmlsecs_and_refuse_it_changed([ValueSource(nameof(Known))] string algorithm, [ValueSource(nameof(Methods))] string method)
    {
        using var desk = new Desk();
        var (root, signer) = Signer(desk, algorithm);
        desk.Put("key.pem", Pem.Write("PRIVATE KEY", ((SoftwareKey)signer.Key).ExportPrivateKeyInfo()));
        desk.Put("template.xml", Document.Replace("</application>", Template(signer.Key.Algorithm, method) + "</application>", StringComparison.Ordinal));
        var answer = Xmlsec.Run(desk, "--sign", "--privkey-pem", "key.pem,signer.pem", "--output", "signed.xml", "template.xml");
        Assert.That(answer.ExitCode, Is.Zero, answer.Said);
        var signed = desk.Take("signed.xml");

        Passes(signed, root, SignatureFormat.Xmldsig, SignatureLevel.None);
        foreach (var (from, to) in new[] { ("Иванов", "Петров"), ("a=\"&lt;1", "a=\"&lt;2"), ("<empty/>", "") })
        {
            var changed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(signed).Replace(from, to, StringComparison.Ordinal));
            Assert.That(changed, Is.Not.EqualTo(signed), from);
            Assert.That(Verify(changed, root).SubIndication, Is.EqualTo(SubIndication.HashFailure), from);
        }
    }

    [Test]
    public void OpenSsl_accepts_the_value_of_ours_with_Gost([ValueSource(nameof(Gost))] string algorithm)
    {
        using var desk = new Desk();
        var (root, signer) = Signer(desk, algorithm);
        var signed = XadesSignature.CreateEnveloped(signer, Encoding.UTF8.GetBytes(Document), Now).Expect();
        var digest = signer.Key.PublicKey.Algorithm.Family == KeyFamily.Gost256 ? "-md_gost12_256" : "-md_gost12_512";
        desk.Put("info", XmlTree.Parse(signed, Doctype.Refused)
            .Then(t => t.Select("(//. | //@* | //namespace::*)[ancestor-or-self::ds:SignedInfo]", new Dictionary<string, string> { ["ds"] = "http://www.w3.org/2000/09/xmldsig#" }))
            .Then(nodes => CanonicalizationMethod.Exclusive.Write(nodes)).Expect());
        desk.Put("value", Convert.FromBase64String(Between(Encoding.UTF8.GetString(signed), "-value\">", "</ds:SignatureValue>")));
        OpenSsl.Do(desk, "x509", "-in", "signer.pem", "-noout", "-pubkey", "-out", "public.pem");

        Assert.That(OpenSsl.Run(desk, "dgst", digest, "-verify", "public.pem", "-signature", "value", "info").Said, Does.Contain("Verified OK"));
        Passes(signed, root, SignatureFormat.Xades, SignatureLevel.Basic);
        var changed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(signed).Replace("Иванов", "Петров", StringComparison.Ordinal));
        Assert.That(Verify(changed, root).SubIndication, Is.EqualTo(SubIndication.HashFailure));
    }

    static (SampleAuthority Root, CmsSigner Signer) Signer(Desk desk, string algorithm)
    {
        var root = Root(algorithm: algorithm.StartsWith("rsa", StringComparison.Ordinal) ? "rsa-3072" : algorithm);
        var signer = root.Person(algorithm: algorithm);
        desk.Put("root.pem", root.Certificate.ToPem());
        desk.Put("signer.pem", signer.Certificate.ToPem());
        return (root, signer);
    }

    /// <summary>Good as it is, and not when one word or the value is another.</summary>
    static void Hold(Desk desk, byte[] signed, string from, string to)
    {
        var text = Encoding.UTF8.GetString(signed);
        Assert.That(Ask(desk, text).ExitCode, Is.Zero, Ask(desk, text).Said);
        Assert.That(text, Does.Contain(from));
        Assert.That(Ask(desk, text.Replace(from, to, StringComparison.Ordinal)).ExitCode, Is.Not.Zero);
        var value = Between(text, "-value\">", "</ds:SignatureValue>");
        Assert.That(Ask(desk, text.Replace(value, (value[0] == 'A' ? 'B' : 'A') + value[1..], StringComparison.Ordinal)).ExitCode, Is.Not.Zero);
    }

    static Answer Ask(Desk desk, string text)
    {
        desk.Put("signed.xml", text);
        return Xmlsec.Run(
            desk, "--verify", "--pubkey-cert-pem", "signer.pem", "--trusted-pem", "root.pem", "--verification-gmt-time", "2026-06-01 12:00:00",
            "--id-attr:Id", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties", "--id-attr:Id", "http://www.w3.org/2000/09/xmldsig#:Object",
            "--id-attr:Id", "http://schemas.xmlsoap.org/soap/envelope/:Body", "signed.xml");
    }

    static void Passes(byte[] signed, SampleAuthority root, SignatureFormat format, SignatureLevel level)
    {
        var verdict = Verify(signed, root);
        Assert.That(verdict.Indication, Is.EqualTo(Indication.TotalPassed), string.Join('\n', verdict.Findings));
        Assert.That((verdict.Intact, verdict.Format, verdict.Level), Is.EqualTo((true, format, level)));
    }

    static SignatureVerdict Verify(byte[] signed, SampleAuthority root) => SignatureVerifier.Verify(
        signed, null, new() { Anchors = [TrustAnchor.Of(root.Certificate).Expect()] },
        new() { Time = JudgementTime.DayOfChecking(Now), Revocation = RevocationChecking.None }).Expect().Signatures.Single();

    static string Template(SignatureAlgorithm algorithm, string method) =>
        $"""
        <Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><CanonicalizationMethod Algorithm="{method}"/><SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#{algorithm.Name}"/><Reference URI=""><Transforms><Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><Transform Algorithm="{method}"/></Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/></Reference></SignedInfo><SignatureValue/><KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo></Signature>
        """;

    static string Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }
}
