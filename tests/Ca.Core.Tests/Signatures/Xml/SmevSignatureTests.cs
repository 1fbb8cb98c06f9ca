using System.Text;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Xml;
using Ca.Tests;
using Ca.Tests.Hostile;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.Signatures.Xml;

/// <summary>Messages of СМЭВ 3 as a body's system and an official sign them.</summary>
public class SmevSignatureTests
{
    const string Message = SampleMessage.Text;

    static readonly SampleAuthority Authority = Root();
    static readonly CmsSigner Official = Authority.Person("Official", "gost2012-256-a");
    static readonly byte[] Plan = "план"u8.ToArray();

    [Test]
    public void An_official_and_a_system_sign_attachments_document_and_message(
        [Values("gost2012-256-b", "gost2012-512-a", "rsa-2048", "ec-p256")] string algorithm, [Values] GostUris uris)
    {
        var signed = Signed(algorithm, uris);

        var verdicts = Verify(signed);
        Assert.That(verdicts.Select(v => (v.Format, v.Indication, v.References.Single().Name)), Is.EqualTo(new[]
        {
            (SignatureFormat.Smev3, Indication.TotalPassed, "#PERSONAL"), (SignatureFormat.Smev3, Indication.TotalPassed, "#SIGNED_BY_CALLER"),
        }), string.Join('\n', verdicts.SelectMany(v => v.Findings)));
        var text = Encoding.UTF8.GetString(signed);
        Assert.That(text.Split("urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34102012-gostr34112012-256"), Has.Length.EqualTo(uris == GostUris.CryptoPro ? algorithm == "gost2012-256-b" ? 3 : 2 : 1));
        Assert.That(text.Split("http://www.w3.org/2001/04/xmldsig-more#gostr34112012-256"), Has.Length.EqualTo(uris == GostUris.Xmldsig ? algorithm == "gost2012-256-b" ? 3 : 2 : 1));

        // The system's signature is over the official's, and each attachment is signed by itself.
        Assert.That(Verify(Changed(text, "a&gt;b", "a&gt;c")).Select(v => v.Intact), Is.EqualTo(new[] { false, false }));
        Assert.That(Verify(Changed(text, "<t:MessageID>1", "<t:MessageID>2")).Select(v => v.Intact), Is.EqualTo(new[] { true, false }));
    }

    [Test]
    public void An_attachment_has_its_hash_and_a_signature_beside_it_in_its_header()
    {
        var text = Encoding.UTF8.GetString(Signed("gost2012-256-b", GostUris.CryptoPro));
        Assert.That(Between(text, "<b:Hash>", "</b:Hash>"), Is.EqualTo(Convert.ToBase64String(DigestAlgorithm.Streebog256.Compute(Plan))));
        foreach (var header in text.Split("<b:SignaturePKCS7>").Skip(1))
        {
            var pkcs7 = Convert.FromBase64String(header[..header.IndexOf('<', StringComparison.Ordinal)]);
            Assert.That(SignatureVerifier.Verify(pkcs7, new MemoryStream(Plan), Material, Inputs).Expect().Signatures.Single().Indication, Is.EqualTo(Indication.TotalPassed));
            Assert.That(SignatureVerifier.Verify(pkcs7, new MemoryStream([1]), Material, Inputs).Expect().Signatures.Single().Intact, Is.False);
        }
    }

    [Test]
    public void A_place_inside_of_what_is_signed_is_left_out_of_it()
    {
        const string message = "<m:Ack xmlns:m=\"urn:types\" Id=\"ACK\"><m:x>1</m:x><m:CallerInformationSystemSignature/></m:Ack>";
        var signed = SmevSignature.CreateVersion3(Official, Encoding.UTF8.GetBytes(message), new() { Identifier = "ACK" }).Expect();

        Assert.That(Verify(signed).Single().Indication, Is.EqualTo(Indication.TotalPassed));
        Assert.That(Verify(Changed(Encoding.UTF8.GetString(signed), "<m:x>1", "<m:x>2")).Single().Intact, Is.False);
    }

    [Test]
    public void What_is_not_in_the_message_is_named()
    {
        Assert.That(Why(new() { Element = "SMEVSignature" }), Is.EqualTo("Signatures.smev-no-place"));
        Assert.That(Why(new() { Identifier = "OTHER" }), Is.EqualTo("Signatures.xml-no-target"));
        Assert.That(Why(new() { Element = "MimeType" }), Is.EqualTo("Signatures.smev-nothing-to-sign"));
        Assert.That(SmevSignature.SignAttachment(Official, Encoding.UTF8.GetBytes(Message), "8", new MemoryStream(Plan), Now).Refused(out var why, out _) ? why.Sentence.Key : "", Is.EqualTo("Signatures.smev-no-attachment"));
        var once = SmevSignature.SignAttachment(Official, Encoding.UTF8.GetBytes(Message), "plan", new MemoryStream(Plan), Now).Expect();
        Assert.That(SmevSignature.SignAttachment(Official, once, "plan", new MemoryStream(Plan), Now).Refused(out why, out _) ? why.Sentence.Key : "", Is.EqualTo("Signatures.smev-no-place"));

        static string Why(SmevPlace place) => SmevSignature.CreateVersion3(Official, Encoding.UTF8.GetBytes(Message), place).Refused(out var why, out _) ? why.Sentence.Key : "signed";
    }

    static byte[] Signed(string algorithm, GostUris uris)
    {
        var system = Authority.Person("System", algorithm);
        return SmevSignature.SignAttachment(Official, Encoding.UTF8.GetBytes(Message), "7", new MemoryStream(Plan), Now)
            .Then(m => SmevSignature.SignAttachment(Official, m, "plan", new MemoryStream(Plan), Now))
            .Then(m => SmevSignature.CreateVersion3(Official, m, new() { Element = "PersonalSignature" }, uris))
            .Then(m => SmevSignature.CreateVersion3(system, m, new(), uris)).Expect();
    }

    static byte[] Changed(string text, string from, string to)
    {
        Assert.That(text, Does.Contain(from));
        return Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal));
    }

    static string Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }

    static PathMaterial Material { get; } = new() { Anchors = [TrustAnchor.Of(Authority.Certificate).Expect()], RevocationLists = [Authority.List()] };

    static PathInputs Inputs { get; } = new() { Time = JudgementTime.DayOfChecking(Now) };

    static IReadOnlyList<SignatureVerdict> Verify(byte[] message) => SignatureVerifier.Verify(message, null, Material, Inputs).Expect().Signatures;
}
