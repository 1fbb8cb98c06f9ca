using System.Diagnostics;
using System.Text;
using Ca.Core.Cms;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Xml;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.Signatures.Xml;

public class XmlVerificationTests
{
    const string Document = "<order xmlns=\"urn:order\"><item Id=\"item\">1000 roubles</item><note>beside</note></order>";

    static readonly SampleAuthority Authority = Root();
    static readonly CmsSigner Citizen = Authority.Person();

    [Test]
    public void A_whole_document_is_signed_and_the_report_says_so()
    {
        var verdict = Verify(Enveloped());

        Assert.That(verdict.Indication, Is.EqualTo(Indication.TotalPassed), string.Join('\n', verdict.Findings));
        Assert.That(verdict.References.Select(r => r.Scope.Key), Is.EqualTo(new[] { "Signatures.scope-document", "Signatures.scope-signed-properties" }));
        Assert.That(verdict.ClaimedSigningTime, Is.EqualTo(Now));
        Assert.That(Rules(verdict), Does.Not.Contain("xml-not-whole"));
        Assert.That((verdict.Format, verdict.Level, verdict.Signer), Is.EqualTo((SignatureFormat.Xades, SignatureLevel.Basic, Citizen.Certificate)));
    }

    [TestCase("1000", "9000", "xml-reference-changed")]
    [TestCase("<note>", "<note a=\"\">", "xml-reference-changed")]
    [TestCase("<note>beside</note>", "", "xml-reference-changed")]
    [TestCase("</order>", " </order>", "xml-reference-changed")]
    [TestCase("2026-06-01T", "2026-05-01T", "xml-reference-changed")]
    [TestCase("enveloped-signature", "enveloped-signatures", "xml-transform", true)]
    [TestCase("xmlenc#sha256", "xmlenc#sha512", "xml-reference-changed", true)]
    [TestCase("#ecdsa-sha256", "#hmac-sha256", "xml-hmac")]
    [TestCase("#ecdsa-sha256", "#ecdsa-sha384", "xml-signature-value")]
    [TestCase("#ecdsa-sha256", "#gostr34102001-gostr3411", "signature-algorithm")]
    [TestCase("<ds:SignatureValue", "<ds:Other/><ds:SignatureValue", "xml-structure")]
    [TestCase("<ds:KeyInfo>", "<ds:KeyInfo Id=\"x\">", null)]
    [TestCase("ds:X509Data", "ds:X509", "no-signing-certificate")]
    public void What_was_changed_is_found(string from, string to, string? rule, bool andValue = false)
    {
        var changed = Text(Enveloped()).Replace(from, to, StringComparison.Ordinal);
        var verdict = Verify(Encoding.UTF8.GetBytes(changed));

        Assert.That(changed, Does.Contain(to));
        Assert.That(verdict.Intact, Is.EqualTo(rule is null), string.Join('\n', verdict.Findings));
        if (rule is not null)
            Assert.That(Rules(verdict), Does.Contain(rule));
        if (andValue)
            Assert.That(Rules(verdict), Does.Contain("xml-signature-value"));
    }

    /// <summary>KeyInfo is under no signature, so that what it says can be exchanged without harm to the value.</summary>
    [TestCase("<ds:RetrievalMethod URI=\"#chain\"/>", true, null)]
    [TestCase("<ds:RetrievalMethod URI=\"#nowhere\"/>", false, "#nowhere")]
    [TestCase("<ds:RetrievalMethod URI=\"#item\"/>", false, "#item")]
    [TestCase("<ds:RetrievalMethod URI=\"http://keys.invalid/1\" Type=\"http://www.w3.org/2000/09/xmldsig#rawX509Certificate\"/>", false, "http://keys.invalid/1")]
    [TestCase("<ds:RetrievalMethod URI=\"#chain\"><ds:Transforms/></ds:RetrievalMethod>", false, "#chain")]
    public void A_key_that_is_to_be_had_elsewhere_is_not_fetched(string method, bool isFound, string? told)
    {
        var text = Text(Enveloped());
        var (from, to) = (text.IndexOf("<ds:X509Data>", StringComparison.Ordinal), text.IndexOf("</ds:KeyInfo>", StringComparison.Ordinal));
        var data = text[from..to].Replace("<ds:X509Data>", "<ds:X509Data Id=\"chain\">", StringComparison.Ordinal);
        var moved = text.Remove(from, to - from).Insert(from, method)
            .Replace("</ds:Signature>", $"<ds:Object>{data}</ds:Object></ds:Signature>", StringComparison.Ordinal);
        var verdict = Verify(Encoding.UTF8.GetBytes(moved));

        Assert.That(verdict.Signer is not null, Is.EqualTo(isFound), string.Join('\n', verdict.Findings));
        Assert.That(verdict.Intact, Is.EqualTo(isFound));
        Assert.That(verdict.Findings.Where(f => f.Rule.Id == "xml-not-retrieved").Select(f => f.Detail.ToString()),
            told is null ? Is.Empty : Has.One.Contains($"\"{told}\""));
    }

    [Test]
    public void A_signature_of_one_element_says_what_it_leaves_out()
    {
        var verdict = Verify(Part());

        Assert.That(verdict.Intact, string.Join('\n', verdict.Findings));
        Assert.That(verdict.References[0].Scope.ToString(), Does.Contain("/order/item").And.Contain("Id item"));
        Assert.That(verdict.Findings.Single(f => f.Rule.Id == "xml-not-whole").Detail.ToString(), Does.Contain("/order/note"));
    }

    /// <summary>The signed element is moved where nobody looks, and another stands in its place: the classic of McIntosh and Austel.</summary>
    [Test]
    public void Wrapping_shows()
    {
        var text = Text(Part());
        var signed = "<item Id=\"item\">1000 roubles</item>";
        var moved = text.Replace(signed, "<item>9000 roubles</item><kept>" + signed + "</kept>", StringComparison.Ordinal);
        var twin = text.Replace(signed, signed.Replace("1000", "9000", StringComparison.Ordinal) + "<kept>" + signed + "</kept>", StringComparison.Ordinal);

        var verdict = Verify(Encoding.UTF8.GetBytes(moved));
        Assert.That(verdict.Intact, "the signed element is what it was");
        Assert.That(verdict.References[0].Scope.ToString(), Does.Contain("/order/kept/item"));
        Assert.That(verdict.Extent, Is.EqualTo(SignatureExtent.Part));
        Assert.That(verdict.Findings.Single(f => f.Rule.Id == "xml-not-whole").Detail.ToString(), Does.Contain("/order/item,"));

        verdict = Verify(Encoding.UTF8.GetBytes(twin));
        Assert.That(verdict.Intact, Is.False);
        Assert.That(Rules(verdict), Does.Contain("xml-identifier-ambiguous"));
    }

    [Test]
    public void An_object_added_to_an_enveloping_signature_shows()
    {
        var signed = Text(XadesSignature.CreateEnveloping(Citizen, "content"u8.ToArray(), "text/plain", Now).Expect());
        Assert.That(Rules(Verify(Encoding.UTF8.GetBytes(signed))), Does.Not.Contain("xml-not-whole"));

        var added = Verify(Encoding.UTF8.GetBytes(signed.Replace("</ds:Signature>", "<ds:Object>another</ds:Object></ds:Signature>", StringComparison.Ordinal)));
        Assert.That(Rules(added), Does.Contain("xml-not-whole"));
        var hidden = Verify(Encoding.UTF8.GetBytes(signed.Replace("</ds:Signature>", "<another/></ds:Signature>", StringComparison.Ordinal)));
        Assert.That(Rules(hidden), Does.Contain("xml-structure"));
    }

    [Test]
    public void Files_beside_are_found_by_name_and_nothing_else_is()
    {
        var files = new Dictionary<string, Stream> { ["a.txt"] = Bytes("first"), ["folder/с пробелом.txt"] = Bytes("second") };
        var signed = XadesSignature.CreateDetached(Citizen, files, Now).Expect();

        var verdict = Verify(signed, files);
        Assert.That(verdict.Indication, Is.EqualTo(Indication.TotalPassed), string.Join('\n', verdict.Findings));
        Assert.That(verdict.References.Count(r => r.Scope.Key == "Signatures.scope-file"), Is.EqualTo(2));

        files["a.txt"] = Bytes("First");
        Assert.That(Verify(signed, files).References.Select(r => r.Intact), Is.EqualTo(new[] { false, true, true }));
        files.Remove("a.txt");
        files["other"] = Bytes("x");
        Assert.That(Verify(signed, files).SubIndication, Is.EqualTo(SubIndication.SignedDataNotFound));
    }

    [TestCase("http://www.w3.org/TR/1999/REC-xslt-19991116")]
    [TestCase("urn:unknown")]
    [TestCase("http://www.w3.org/2001/04/decrypt#")]
    public void A_transform_that_is_not_run_is_named(string uri)
    {
        var changed = Text(Enveloped()).Replace("http://www.w3.org/2000/09/xmldsig#enveloped-signature", uri, StringComparison.Ordinal);
        var finding = Verify(Encoding.UTF8.GetBytes(changed)).Findings.First(f => f.Rule.Id == "xml-transform");

        Assert.That(finding.Detail.ToString(), Does.Contain(uri));
    }

    [TestCase("http://localhost/secret")]
    [TestCase("file:///etc/passwd")]
    [TestCase("/etc/passwd")]
    public void Nothing_outside_is_fetched(string uri)
    {
        var changed = Text(Enveloped()).Replace("URI=\"\"", $"URI=\"{uri}\"", StringComparison.Ordinal);
        var verdict = Verify(Encoding.UTF8.GetBytes(changed));

        Assert.That(verdict.Findings[0].ToString(), Does.StartWith("xml-external-reference").And.Contain(uri));
    }

    [Test]
    public void A_document_type_is_refused()
    {
        var outcome = SignatureVerifier.Verify(Encoding.UTF8.GetBytes("<!DOCTYPE order [<!ATTLIST order a CDATA 'b'>]>" + Text(Enveloped())), null, Material(), Inputs());

        Assert.That(outcome.Refused(out var why, out _), Is.True);
        Assert.That(why!.Sentence.Key, Is.EqualTo("Xml.doctype"));
    }

    [Test]
    public void Another_certificate_in_KeyInfo_is_not_taken_for_the_signers()
    {
        var other = Authority.Person("Other");
        var changed = Text(Enveloped()).Replace(Base64(Citizen), Base64(other), StringComparison.Ordinal);

        Assert.That(Verify(Encoding.UTF8.GetBytes(changed)).Intact, Is.False);
        // Of the same key: the value is good, the properties mean another.
        var twin = Authority.Person((Core.Keys.SoftwareKey)Citizen.Key, "Other");
        var verdict = Verify(Encoding.UTF8.GetBytes(Text(Enveloped()).Replace(Base64(Citizen), Base64(twin), StringComparison.Ordinal)));
        Assert.That(verdict.Intact, Is.False);
        Assert.That(Rules(verdict), Does.Contain("xml-signing-certificate"));
    }

    /// <summary>Who puts properties beside the signed ones, or in their place, does not take away what those say.</summary>
    [TestCase("</ds:Signature>", "<ds:Object><QualifyingProperties xmlns=\"http://uri.etsi.org/01903/v1.3.2#\"/></ds:Object></ds:Signature>")]
    [TestCase("</xades:SignedProperties>", "</xades:SignedProperties><xades:SignedProperties/>")]
    [TestCase("<xades:SignedProperties", "<xades:SignedProperties/><kept xmlns=\"\"><xades:SignedProperties", "</xades:SignedProperties>", "</xades:SignedProperties></kept>")]
    public void Properties_that_were_added_do_not_hide_whose_certificate_is_meant(string from, string to, string andFrom = "<none/>", string andTo = "")
    {
        var twin = Authority.Person((Core.Keys.SoftwareKey)Citizen.Key, "Other");
        var text = Text(Enveloped()).Replace(Base64(Citizen), Base64(twin), StringComparison.Ordinal);
        Assert.That(Rules(Verify(Encoding.UTF8.GetBytes(text))), Does.Contain("xml-signing-certificate"));

        var changed = text.Replace(andFrom, andTo, StringComparison.Ordinal).Replace(from, to, StringComparison.Ordinal);
        Assert.That(changed, Is.Not.EqualTo(text));
        var verdict = Verify(Encoding.UTF8.GetBytes(changed));
        Assert.That((verdict.Intact, verdict.SubIndication), Is.EqualTo((false, SubIndication.FormatFailure)));
        Assert.That(Rules(verdict), Does.Contain("xml-properties-elsewhere").And.Not.Contain("xml-reference-changed"));
    }

    [Test]
    public void Several_signatures_are_reported_each()
    {
        var twice = XadesSignature.CreateEnveloped(Authority.Person("Second"), Enveloped(), Now).Expect();
        var report = SignatureVerifier.Verify(twice, null, Material(), Inputs()).Expect();

        // The second covers the first; the first was made before the second was there, and its transform leaves out only itself.
        Assert.That(report.Signatures.Select(s => s.Intact), Is.EqualTo(new[] { false, true }));
        Assert.That(report.Signatures[1].References[0].Scope.Key, Is.EqualTo("Signatures.scope-document"));
    }

    [Test]
    public void A_message_of_version_3_is_signed_and_verified()
    {
        const string message = "<m:Send xmlns:m=\"urn:types\"><m:SenderProvidedRequestData Id=\"SIGNED\"><p:x xmlns:p=\"urn:p\">a&gt;b</p:x></m:SenderProvidedRequestData><m:CallerInformationSystemSignature/></m:Send>";
        var gost = Authority.Person("Body", "gost2012-256-b");
        var signed = SmevSignature.CreateVersion3(gost, Encoding.UTF8.GetBytes(message), new()).Expect();

        var verdict = Verify(signed);
        Assert.That((verdict.Indication, verdict.Format), Is.EqualTo((Indication.TotalPassed, SignatureFormat.Smev3)), string.Join('\n', verdict.Findings));
        Assert.That(Text(signed), Does.Contain("urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34102012-gostr34112012-256"));
        // Another prefix and white space between elements mean nothing to the transform; another word does.
        Assert.That(Verify(Encoding.UTF8.GetBytes(Text(signed).Replace("xmlns:p=", "xmlns:q=", StringComparison.Ordinal).Replace("p:x", "q:x", StringComparison.Ordinal))).Intact);
        Assert.That(Verify(Encoding.UTF8.GetBytes(Text(signed).Replace("a&gt;b", "a&gt;c", StringComparison.Ordinal))).Intact, Is.False);

        // The signed element where nobody looks, and another in its place.
        Assert.That(verdict.Extent, Is.EqualTo(SignatureExtent.Whole));
        var start = Text(signed).IndexOf("<m:SenderProvidedRequestData", StringComparison.Ordinal);
        var data = Text(signed)[start..(Text(signed).IndexOf("</m:SenderProvidedRequestData>", StringComparison.Ordinal) + "</m:SenderProvidedRequestData>".Length)];
        var wrapped = Verify(Encoding.UTF8.GetBytes(Text(signed).Replace(data, $"<m:SenderProvidedRequestData>evil</m:SenderProvidedRequestData><kept>{data}</kept>", StringComparison.Ordinal)));
        Assert.That((wrapped.Intact, wrapped.Extent), Is.EqualTo((true, SignatureExtent.Part)));
        var beside = Verify(Encoding.UTF8.GetBytes(Text(signed).Replace(data, $"<m:SenderProvidedRequestData>evil</m:SenderProvidedRequestData>{data}", StringComparison.Ordinal)));
        Assert.That((beside.Intact, beside.Extent), Is.EqualTo((true, SignatureExtent.Part)));
    }

    [Test]
    public void A_message_of_version_2_keeps_its_header()
    {
        const string message = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header><h xmlns=\"urn:h\"/></s:Header><s:Body><x xmlns=\"urn:x\"/></s:Body></s:Envelope>";
        var signed = SmevSignature.CreateVersion2(Authority.Person("Body", "gost2012-512-a"), Encoding.UTF8.GetBytes(message)).Expect();

        var verdict = Verify(signed);
        Assert.That((verdict.Indication, verdict.Format), Is.EqualTo((Indication.TotalPassed, SignatureFormat.Smev2)), string.Join('\n', verdict.Findings));
        Assert.That(verdict.References.Single().Scope.ToString(), Does.Contain("/Envelope/Body"));
        Assert.That(verdict.Findings.Single(f => f.Rule.Id == "xml-not-whole").Detail.ToString(), Does.Contain("/Envelope/Header/h"));
        Assert.That(Text(signed), Does.Contain("<h xmlns=\"urn:h\"/><wsse:Security").And.Contain("http://smev.gosuslugi.ru/actors/smev"));

        Assert.That(verdict.Extent, Is.EqualTo(SignatureExtent.Whole), "a header is no part of what is asked");
        var body = Text(signed)[Text(signed).IndexOf("<s:Body", StringComparison.Ordinal)..Text(signed).IndexOf("</s:Envelope>", StringComparison.Ordinal)];
        var wrapped = Verify(Encoding.UTF8.GetBytes(Text(signed).Replace(body, "<s:Body>evil</s:Body>", StringComparison.Ordinal).Replace("<h xmlns=\"urn:h\"/>", $"<h xmlns=\"urn:h\">{body}</h>", StringComparison.Ordinal)));
        Assert.That((wrapped.Intact, wrapped.Extent), Is.EqualTo((true, SignatureExtent.Part)));
    }

    [TestCase("<a/>")]
    [TestCase("<a b='c>d'/>")]
    [TestCase("<a\r\n b='>'\r\n>\r\n<b>\r</b></a>\r\n<!-- </a> -->")]
    [TestCase("<?xml version='1.0'?><x:a xmlns:x='u'><x:a></x:a></x:a>")]
    public void Whatever_the_document_looks_like_it_is_signed_in_place(string xml)
    {
        var verdict = Verify(XadesSignature.CreateEnveloped(Citizen, Encoding.UTF8.GetBytes(xml), Now).Expect());
        Assert.That(verdict.Indication, Is.EqualTo(Indication.TotalPassed), string.Join('\n', verdict.Findings));
    }

    [Test]
    public void Hostile_signatures_end_soon()
    {
        var signed = Text(Enveloped());
        var start = signed.IndexOf("<ds:Reference", StringComparison.Ordinal);
        var reference = signed[start..(signed.IndexOf("</ds:Reference>", StringComparison.Ordinal) + "</ds:Reference>".Length)];
        var many = Encoding.UTF8.GetBytes(signed
            .Replace(reference, string.Concat(Enumerable.Repeat(reference, 900)), StringComparison.Ordinal)
            .Replace("<note>", $"<note>{new string('x', 2_000_000)}", StringComparison.Ordinal));
        var xpath = Encoding.UTF8.GetBytes(signed
            .Replace("<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>",
                "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>count(//*//*//*//*) = 0</ds:XPath></ds:Transform>", StringComparison.Ordinal)
            .Replace("<note>", $"<note>{string.Concat(Enumerable.Repeat("<a><a/></a>", 20_000))}", StringComparison.Ordinal));

        foreach (var hostile in new[] { many, xpath })
        {
            var began = Stopwatch.GetTimestamp();
            var verdict = Verify(hostile);
            Assert.That(verdict.Intact, Is.False);
            Assert.That(Rules(verdict), Does.Contain("xml-too-much-work"));
            Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(30)));
        }
    }

    /// <summary>Whoever unpacks a name as it is written shows another file than the one that was checked.</summary>
    [Test]
    public void A_name_that_two_files_answer_to_is_refused()
    {
        var signed = XadesSignature.CreateDetached(Citizen, new Dictionary<string, Stream> { ["a b.txt"] = Bytes("first") }, Now).Expect();

        Assert.That(Verify(signed, new Dictionary<string, Stream> { ["a b.txt"] = Bytes("first") }).Intact);
        Assert.That(Verify(signed, new Dictionary<string, Stream> { ["a%20b.txt"] = Bytes("first") }).Intact);
        foreach (var (meant, written) in new[] { ("first", "other"), ("other", "first"), ("first", "first") })
        {
            var verdict = Verify(signed, new Dictionary<string, Stream> { ["a b.txt"] = Bytes(meant), ["a%20b.txt"] = Bytes(written) });
            Assert.That(verdict.Intact, Is.False);
            Assert.That(Rules(verdict), Does.Contain("xml-identifier-ambiguous"));
        }
    }

    /// <summary>A Content-ID is written with percent signs too (RFC 2392 §2).</summary>
    [Test]
    public void A_content_identifier_that_two_files_answer_to_is_refused()
    {
        var signature = XmlSignatureText.Plain(Citizen, [new("cid:a%20b", [])], GostUris.CryptoPro);
        var signed = signature.Complete(Document.Replace("</order>", signature.Text + "</order>", StringComparison.Ordinal), new([SignedContent.Of(Bytes("first"), "a b")])).Expect();

        Assert.That(Verify(signed, new Dictionary<string, Stream> { ["a b"] = Bytes("first") }).References[0].Intact);
        var verdict = Verify(signed, new Dictionary<string, Stream> { ["a b"] = Bytes("first"), ["a%20b"] = Bytes("other") });
        Assert.That(Rules(verdict), Does.Contain("xml-identifier-ambiguous"));
    }

    [Test]
    public void Base64_covers_the_text_and_not_what_is_around_it()
    {
        const string document = "<order xmlns=\"urn:order\"><item Id=\"item\" price=\"1000\">MTAw<!-- one --><b>MCBy</b></item></order>";
        var signature = XmlSignatureText.Plain(Citizen, [new("#item", ["http://www.w3.org/2000/09/xmldsig#base64"])], GostUris.CryptoPro);
        var signed = signature.Complete(document.Replace("</order>", signature.Text + "</order>", StringComparison.Ordinal), XmlContents.None).Expect();

        foreach (var text in new[] { Text(signed), Text(signed).Replace("\"1000\"", "\"9000\"", StringComparison.Ordinal) })
        {
            var verdict = Verify(Encoding.UTF8.GetBytes(text));
            Assert.That(verdict.Intact, string.Join('\n', verdict.Findings));
            Assert.That(verdict.References[0].Scope.Key, Is.EqualTo("Signatures.scope-element-part"));
            Assert.That(verdict.Findings.Single(f => f.Rule.Id == "xml-not-whole").Detail.ToString(), Does.Contain("/order/item"));
        }
        Assert.That(Verify(Encoding.UTF8.GetBytes(Text(signed).Replace("MTAw", "MTAx", StringComparison.Ordinal))).Intact, Is.False);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void What_an_expression_leaves_out_is_not_covered_though_octets_were_written_between(bool canonical)
    {
        const string xpath = "http://www.w3.org/TR/1999/REC-xpath-19991116";
        string[] transforms = ["http://www.w3.org/2000/09/xmldsig#enveloped-signature", .. canonical ? ["http://www.w3.org/2001/10/xml-exc-c14n#"] : Array.Empty<string>(), xpath];
        var signature = XmlSignatureText.Plain(Citizen, [new("", transforms)], GostUris.CryptoPro);
        var text = signature.Text.Replace($"<ds:Transform Algorithm=\"{xpath}\"/>",
            $"<ds:Transform Algorithm=\"{xpath}\"><ds:XPath>not(ancestor-or-self::*[local-name() = 'note'])</ds:XPath></ds:Transform>", StringComparison.Ordinal);
        var signed = signature.Complete(Document.Replace("</order>", text + "</order>", StringComparison.Ordinal), XmlContents.None).Expect();

        var verdict = Verify(Encoding.UTF8.GetBytes(Text(signed).Replace("beside", "instead", StringComparison.Ordinal)));
        Assert.That(verdict.Intact, string.Join('\n', verdict.Findings));
        Assert.That(verdict.References[0].Scope.Key, Is.EqualTo("Signatures.scope-document-part"));
        Assert.That(Rules(verdict), Does.Contain("xml-not-whole"));
    }

    [TestCase("<ds:Object><QualifyingProperties xmlns=\"urn:another\">another</QualifyingProperties></ds:Object></ds:Signature>")]
    [TestCase("<ds:Object><QualifyingProperties xmlns=\"http://uri.etsi.org/01903/v1.3.2#\"/><another/></ds:Object></ds:Signature>")]
    [TestCase("<ds:Object><QualifyingProperties xmlns=\"http://uri.etsi.org/01903/v1.3.2#\">another</QualifyingProperties></ds:Object></ds:Signature>")]
    [TestCase("<ds:Object><QualifyingProperties xmlns=\"http://uri.etsi.org/01903/v1.3.2#\"><SignedProperties><another/></SignedProperties></QualifyingProperties></ds:Object></ds:Signature>")]
    [TestCase("<ds:Object><QualifyingProperties xmlns=\"http://uri.etsi.org/01903/v1.1.1#\"><another/></QualifyingProperties></ds:Object></ds:Signature>")]
    public void An_object_that_looks_like_properties_shows(string ending)
    {
        var signed = Text(XadesSignature.CreateEnveloping(Citizen, "content"u8.ToArray(), "text/plain", Now).Expect());
        var added = Verify(Encoding.UTF8.GetBytes(signed.Replace("</ds:Signature>", ending, StringComparison.Ordinal)));

        Assert.That(Rules(added), Does.Contain("xml-not-whole"));
    }

    [TestCase("<ds:Object><xades:QualifyingProperties", "<ds:Object>another<xades:QualifyingProperties")]
    [TestCase("</xades:SignedProperties>", "</xades:SignedProperties><another/>")]
    [TestCase("</xades:SignedProperties>", "</xades:SignedProperties>another")]
    public void What_stands_beside_the_properties_shows(string from, string to)
    {
        var signed = Text(Enveloped());
        Assert.That(signed, Does.Contain(from));
        Assert.That(Rules(Verify(Encoding.UTF8.GetBytes(signed))), Does.Not.Contain("xml-not-whole"));

        Assert.That(Rules(Verify(Encoding.UTF8.GetBytes(signed.Replace(from, to, StringComparison.Ordinal)))), Does.Contain("xml-not-whole"));
    }

    [Test]
    public void Who_signs_more_than_a_signature_does_not_counter_sign()
    {
        var first = Part();
        var value = Text(first)[(Text(first).IndexOf("<ds:Signature ", StringComparison.Ordinal))..].Split("Id=\"")[1].Split('"')[0] + "-value";
        var registrar = Authority.Person("Registrar");

        Assert.That(Rules(Over($"#{value}")), Does.Not.Contain("xml-not-whole"));
        Assert.That(Rules(Over($"#{value}", "#item")), Does.Contain("xml-not-whole"));

        SignatureVerdict Over(params string[] uris)
        {
            var signature = XmlSignatureText.Plain(registrar, [.. uris.Select(u => new ReferenceToMake(u, ["http://www.w3.org/2001/10/xml-exc-c14n#"]))], GostUris.CryptoPro);
            var signed = signature.Complete(Text(first).Replace("</order>", signature.Text + "</order>", StringComparison.Ordinal), XmlContents.None).Expect();
            var verdict = SignatureVerifier.Verify(signed, null, Material(), Inputs()).Expect().Signatures[1];
            Assert.That(verdict.Intact, string.Join('\n', verdict.Findings));
            return verdict;
        }
    }

    [Test]
    public void What_KeyInfo_sends_to_is_read_once()
    {
        var hints = string.Concat(Enumerable.Range(0, 100).Select(i => $"<X509IssuerSerial><X509IssuerName/><X509SerialNumber>{i}</X509SerialNumber></X509IssuerSerial>"));
        var document = "<a xmlns=\"http://www.w3.org/2000/09/xmldsig#\" xmlns:d=\"http://www.w3.org/2009/xmldsig11#\">"
            + $"<KeyInfo>{string.Concat(Enumerable.Repeat("<d:KeyInfoReference URI=\"#k\"/>", 100))}</KeyInfo>"
            + $"<KeyInfo Id=\"k\">{string.Concat(Enumerable.Repeat("<RetrievalMethod URI=\"#x\"/>", 100))}</KeyInfo><X509Data Id=\"x\">{hints}</X509Data></a>";
        var tree = Core.Xml.XmlTree.Parse(Encoding.UTF8.GetBytes(document), Core.Xml.Doctype.Refused).Expect();
        var info = tree.Root.Elements.First();

        XmlKey.Read(info, tree);
        var before = GC.GetAllocatedBytesForCurrentThread();
        XmlKey.Read(info, tree);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000_000));
    }

    static IEnumerable<TestCaseData> LargeKeys()
    {
        var large = new string('A', 4_000_000);
        yield return Row("a certificate", $"<X509Data><X509Certificate>{large}</X509Certificate></X509Data>");
        yield return Row("an identifier of a key", $"<X509Data><X509SKI>{large}</X509SKI></X509Data>");
        yield return Row("a modulus", $"<KeyValue><RSAKeyValue><Modulus>{large}</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue>");
        yield return Row("an encoded key", $"<d:DEREncodedKeyValue xmlns:d=\"http://www.w3.org/2009/xmldsig11#\">{large}</d:DEREncodedKeyValue>");
        yield return Row("many certificates", $"<X509Data>{string.Concat(Enumerable.Repeat($"<X509Certificate>{new string('A', 400)}</X509Certificate>", 10_000))}</X509Data>");
        yield return Row("many keys", string.Concat(Enumerable.Repeat("<KeyValue><d:ECKeyValue xmlns:d=\"http://www.w3.org/2009/xmldsig11#\"><d:NamedCurve URI=\"urn:oid:1.2.840.10045.3.1.7\"/><d:PublicKey>AQAB</d:PublicKey></d:ECKeyValue></KeyValue>", 10_000)));
        static TestCaseData Row(string what, string content) => new TestCaseData(content).SetArgDisplayNames(what);
    }

    /// <summary>Every signature of a document may send to the same.</summary>
    [TestCaseSource(nameof(LargeKeys))]
    public void Of_a_large_KeyInfo_a_little_is_read(string content)
    {
        var tree = Core.Xml.XmlTree.Parse(Encoding.UTF8.GetBytes($"<KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\">{content}</KeyInfo>"), Core.Xml.Doctype.Refused).Expect();

        var before = GC.GetAllocatedBytesForCurrentThread();
        XmlKey.Read(tree.Root, tree);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000_000));
    }

    [Test]
    public void A_list_that_is_referred_to_many_times_is_checked_once()
    {
        var manifest = "<ds:Manifest xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"list\">"
            + string.Concat(Enumerable.Repeat("<ds:Reference URI=\"#item\"><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>AAAA</ds:DigestValue></ds:Reference>", 3)) + "</ds:Manifest>";
        var signature = XmlSignatureText.Plain(Citizen, [.. Enumerable.Repeat(new ReferenceToMake("#list", ["http://www.w3.org/2001/10/xml-exc-c14n#"]), 4)], GostUris.CryptoPro);
        var signed = signature.Complete(Document.Replace("</order>", manifest + signature.Text + "</order>", StringComparison.Ordinal), XmlContents.None).Expect();

        var verdict = Verify(signed);
        Assert.That(verdict.References, Has.Count.EqualTo(4 + 3));
        Assert.That(verdict.Intact, Is.False, "none of the three is what the list says");
    }

    /// <summary>What is written grows with what was sent, not with what could be.</summary>
    [Test]
    public void A_small_document_is_not_written_out_a_thousandfold()
    {
        // A namespace of 30 KB that exclusive canonicalization writes with every element.
        var document = $"<order xmlns:p=\"urn:{new string('p', 30_000)}\">{string.Concat(Enumerable.Repeat("<p:a/>", 2_000))}</order>";
        var signature = XmlSignatureText.Plain(Citizen, [new("", ["http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/2001/10/xml-exc-c14n#"])], GostUris.CryptoPro);
        var signed = signature.Complete(document.Replace("</order>", signature.Text + "</order>", StringComparison.Ordinal), XmlContents.None).Expect();

        Assert.That(Rules(Verify(signed)), Does.Contain("xml-too-much-work"));
    }

    /// <summary>An authority that has expired, or whose key is lost, could date back; a newer archive time-stamp helps only those that stood there before it.</summary>
    [Test]
    public void A_time_stamp_that_was_slipped_in_behind_an_archive_time_stamp_does_not_profit_from_it()
    {
        var brief = SampleStamper.Of(Authority, c => c with { Validity = new(Now.AddDays(-60), Now.AddDays(-10)) });
        var lasting = SampleStamper.Of(Authority);
        var signed = XadesSignature.CreateEnveloped(Citizen, Encoding.UTF8.GetBytes(Document), Now.AddDays(-40)).Expect();

        var before = Archive(Old(signed));
        Assert.That((before.Time.At, before.TimeStamps.Select(s => s.Indication)), Is.EqualTo((Now.AddDays(-40), new[] { Indication.TotalPassed, Indication.TotalPassed })));
        var behind = Verify(Old(XadesAugmentation.AddArchiveTimeStamp(signed, [], lasting.At(Now.AddDays(-20))).Expect()));
        Assert.That(behind.TimeStamps[1].Indication, Is.Not.EqualTo(Indication.TotalPassed));
        Assert.That(behind.Time.At, Is.EqualTo(Now.AddDays(-20)));

        byte[] Old(byte[] xml) => XadesAugmentation.AddTimeStamp(xml, brief.At(Now.AddDays(-40))).Expect();
        SignatureVerdict Archive(byte[] xml) => Verify(XadesAugmentation.AddArchiveTimeStamp(xml, [], lasting.At(Now.AddDays(-20))).Expect());
    }

    /// <summary>A time-stamp over the data is over a file as often as references name it.</summary>
    [Test]
    public void A_file_that_a_time_stamp_is_over_many_times_is_read_within_the_budget()
    {
        using var file = new CountingStream(new byte[500_000]);
        var signature = XmlSignatureText.Xades(Citizen, [.. Enumerable.Repeat(new ReferenceToMake("file", []), 900)], Now);
        var signed = signature.Complete(Document.Replace("</order>", signature.Text + "</order>", StringComparison.Ordinal), new([SignedContent.Of(file, "file")])).Expect();
        var stamped = Text(XadesAugmentation.AddTimeStamp(signed, SampleStamper.Of(Authority).At(Now)).Expect())
            .Replace($"<SignatureTimeStamp xmlns=\"{XmlNames.Xades}\"", $"<ArchiveTimeStamp xmlns=\"{XmlNames.Xades141}\"", StringComparison.Ordinal)
            .Replace("</SignatureTimeStamp>", "</ArchiveTimeStamp>", StringComparison.Ordinal);

        file.OctetsRead = 0;
        var verdict = Verify(Encoding.UTF8.GetBytes(stamped), new Dictionary<string, Stream> { ["file"] = file });
        Assert.That(verdict.TimeStamps.Single().Findings.Select(f => f.Rule.Id), Does.Contain("time-stamp-unbound"));
        Assert.That(file.OctetsRead, Is.LessThan(65 * (file.Length + stamped.Length) + 1024 * 1024));
    }

    sealed class CountingStream(byte[] octets) : MemoryStream(octets, writable: false)
    {
        public long OctetsRead { get; set; }

        // The platform's reading into a span comes here too.
        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = base.Read(buffer, offset, count);
            OctetsRead += read;
            return read;
        }
    }

    static byte[] Enveloped() => XadesSignature.CreateEnveloped(Citizen, Encoding.UTF8.GetBytes(Document), Now).Expect();

    /// <summary>Over one element.</summary>
    static byte[] Part()
    {
        var signature = XmlSignatureText.Plain(Citizen, [new("#item", ["http://www.w3.org/2001/10/xml-exc-c14n#"])], GostUris.CryptoPro);
        return signature.Complete(Document.Replace("</order>", signature.Text + "</order>", StringComparison.Ordinal), XmlContents.None).Expect();
    }

    static SignatureVerdict Verify(byte[] xml, IReadOnlyDictionary<string, Stream>? files = null) =>
        SignatureVerifier.Verify(new SignedFile(xml, [.. (files ?? new Dictionary<string, Stream>()).Select(f => SignedContent.Of(f.Value, f.Key))]), Material(), Inputs()).Expect().Signatures[0];

    static PathMaterial Material() => new() { Anchors = [TrustAnchor.Of(Authority.Certificate).Expect()] };

    static PathInputs Inputs() => new() { Time = JudgementTime.DayOfChecking(Now), Revocation = RevocationChecking.None };

    static IEnumerable<string> Rules(SignatureVerdict verdict) => verdict.Findings.Select(f => f.Rule.Id);

    static string Text(byte[] xml) => Encoding.UTF8.GetString(xml);

    static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    static string Base64(CmsSigner signer) => Convert.ToBase64String(signer.Certificate.Encoded.Span);
}
