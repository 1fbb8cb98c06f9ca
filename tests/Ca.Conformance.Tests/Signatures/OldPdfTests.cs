using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Ca.Conformance.Tests.Judges;
using Ca.Core.Asn1;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Pdf;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Conformance.Tests.Signatures;

/// <summary>Files as older programs leave them: encrypted, signed in the two ways that PDF 2.0 has given up, with Adobe's own revocation attribute. Signed by OpenSSL.</summary>
public class OldPdfTests
{
    static readonly SampleAuthority Authority = Root("Root", "rsa-2048");
    static readonly CmsSigner Signer = Authority.Person(algorithm: "rsa-2048");

    /// <summary>Every revision of the standard handler that qpdf writes, and the version that it makes of it.</summary>
    static readonly string[] Encryptions =
    [
        "--allow-weak-crypto --encrypt|owner|40 --",
        "--allow-weak-crypto --encrypt|owner|128 --use-aes=n --",
        "--allow-weak-crypto --encrypt|owner|128 --force-V4 --",
        "--encrypt|owner|128 --use-aes=y --",
        "--encrypt|owner|128 --use-aes=y --cleartext-metadata --",
        "--encrypt|owner|256 --",
        "--allow-weak-crypto --encrypt|owner|256 --force-R5 --",
        "--object-streams=generate --encrypt|owner|256 --",
    ];

    [TestCaseSource(nameof(Encryptions))]
    public void A_signature_in_an_encrypted_file_is_verified_and_refused_changed(string options)
    {
        using var desk = new Desk();
        Prepare(desk);
        var signed = PdfByHand.Sign(PdfByHand.WithRoom(desk, "/SubFilter/adbe.pkcs7.detached", Split(options, "")), covered => Cms(desk, covered, "-md", "sha256"));
        desk.Put("signed.pdf", signed);

        var verdict = Verify(signed);

        Assert.That((verdict.Indication, verdict.Intact), Is.EqualTo((Indication.TotalPassed, true)), string.Join('\n', verdict.Findings));
        Assert.That(verdict.References.Single().Name, Is.EqualTo("Signed here"), "strings are decrypted");
        Assert.That(PdfSignatures.Read(signed).Expect().All.Single().Reason, Is.EqualTo("I agree"));
        Assert.That(Poppler.Signatures(desk, "signed.pdf", "root.pem"), Does.Contain("Signature is Valid"));
        Assert.That(PadesSignature.Create(Signer, signed, new() { Time = Now }).Refused(out var why, out _) ? why.Sentence.Key : null, Is.EqualTo("Pdf.encrypted-not-signed"));

        byte[] changed = [.. signed];
        changed[11] ^= 1;
        Assert.That(SignatureVerifier.Verify(changed, null, Material, Inputs).Refused(out _, out var report) || !report.Signatures.Single().Intact);
    }

    /// <summary>A password that somebody has to know; and a key that does not fit.</summary>
    [Test]
    public void A_file_with_a_password_is_refused()
    {
        using var desk = new Desk();
        foreach (var options in Encryptions)
        {
            var closed = PdfByHand.WithRoom(desk, "/SubFilter/adbe.pkcs7.detached", Split(options, "secret"));
            Assert.That(SignatureVerifier.Verify(closed, null, Material, Inputs).Refused(out var why, out _) ? why.Sentence.Key : null, Is.EqualTo("Pdf.encrypted"), options);
        }
    }

    /// <summary>What a later revision says of the encryption: the same, nothing, or that streams are in the clear.</summary>
    [TestCase("same", null)]
    [TestCase("none", "Pdf.encryption-differs")]
    [TestCase("other", "Pdf.encryption-differs")]
    public void A_later_revision_is_encrypted_as_the_first(string later, string? complaint)
    {
        using var desk = new Desk();
        Prepare(desk);
        var signed = PdfByHand.Sign(
            PdfByHand.WithRoom(desk, "/SubFilter/adbe.pkcs7.detached", Split("--encrypt|owner|256 --", "")), covered => Cms(desk, covered, "-md", "sha256"));
        var text = Encoding.Latin1.GetString(signed);
        var encrypt = Regex.Match(text, "/Encrypt (?<number>[0-9]+) 0 R");
        var dictionary = Regex.Match(text, $"\n{encrypt.Groups["number"]} 0 obj\n(?<value>.*?)\nendobj", RegexOptions.Singleline).Groups["value"].Value;
        var update = new StringBuilder(text);
        var place = update.Length;
        if (later == "other")
            update.Append(CultureInfo.InvariantCulture, $"{encrypt.Groups["number"]} 0 obj\n{dictionary.Replace("/StmF /StdCF", "/StmF /Identity", StringComparison.Ordinal)}\nendobj\n");
        var start = update.Length;
        update.Append("xref\n");
        update.Append(later == "other" ? string.Create(CultureInfo.InvariantCulture, $"{encrypt.Groups["number"]} 1\n{place:D10} 00000 n \n") : "0 1\n0000000000 65535 f \n");
        var trailer = Regex.Match(text, "trailer <<(?<entries>.*?)>>\nstartxref\n(?<previous>[0-9]+)", RegexOptions.Singleline);
        var entries = trailer.Groups["entries"].Value;
        update.Append(CultureInfo.InvariantCulture, $"trailer <<{(later == "none" ? entries.Replace(encrypt.Value, "", StringComparison.Ordinal) : entries)} /Prev {trailer.Groups["previous"]} >>\nstartxref\n{start}\n%%EOF\n");
        var revised = Encoding.Latin1.GetBytes(update.ToString());

        if (complaint is null)
            Assert.That((Verify(revised).Intact, Verify(revised).Modifications.Count(m => !m.Allowed)), Is.EqualTo((true, 0)), string.Join('\n', Verify(revised).Findings));
        else
            Assert.That(SignatureVerifier.Verify(revised, null, Material, Inputs).Refused(out var why, out _) ? why.Sentence.Key : null, Is.EqualTo(complaint));
    }

    /// <summary>Any octet of the dictionary and of what is encrypted spoiled: a value or a refusal.</summary>
    [TestCaseSource(nameof(Encryptions))]
    public void Spoiled_encryption_is_a_refusal_or_a_verdict(string options)
    {
        using var desk = new Desk();
        var file = PdfByHand.WithRoom(desk, "/SubFilter/adbe.pkcs7.detached", Split(options, ""));
        for (var at = 9; at < file.Length; at += file[at] == '0' && file[at - 1] == '0' ? 499 : 1)
            foreach (byte octet in new[] { 0x00, (byte)'9', (byte)(file[at] ^ 1) })
            {
                byte[] spoiled = [.. file];
                spoiled[at] = octet;
                SignatureVerifier.Verify(spoiled, null, Material, Inputs).Refused(out _, out _);
            }
    }

    [Test]
    public void The_hash_in_adbe_pkcs7_sha1_is_verified_and_not_believed()
    {
        using var desk = new Desk();
        Prepare(desk);
        var room = PdfByHand.WithRoom(desk, "/SubFilter/adbe.pkcs7.sha1");
        var signed = PdfByHand.Sign(room, covered => Cms(desk, Sha1(covered), "-md", "sha1", "-nodetach"));
        var other = PdfByHand.Sign(room, covered => Cms(desk, Sha1([.. covered, 0]), "-md", "sha1", "-nodetach"));
        var empty = PdfByHand.Sign(room, covered => Cms(desk, Sha1(covered), "-md", "sha1"));
        desk.Put("signed.pdf", signed);
        desk.Put("other.pdf", other);

        var verdict = Verify(signed);

        Assert.That((verdict.Indication, verdict.SubIndication, verdict.Intact), Is.EqualTo((Indication.Indeterminate, SubIndication.CryptoConstraintsFailure, true)), string.Join('\n', verdict.Findings));
        Assert.That(verdict.Findings.Single(f => f.Rule.SubIndication is not null).Rule.Id, Is.EqualTo("weak-sub-filter"));
        Assert.That(Poppler.Signatures(desk, "signed.pdf", "root.pem"), Does.Contain("Signature is Valid"));
        Assert.That((Verify(other).SubIndication, Verify(other).Intact), Is.EqualTo((SubIndication.HashFailure, false)));
        Assert.That(Poppler.Signatures(desk, "other.pdf", "root.pem"), Does.Not.Contain("Signature is Valid"));
        Assert.That((Verify(empty).Findings[0].Rule.Id, Verify(empty).Intact), Is.EqualTo(("no-content", false)));
    }

    [TestCase("sha1", false)]
    [TestCase("sha256", true)]
    [TestCase("sha512", true)]
    public void The_bare_value_of_adbe_x509_rsa_sha1_is_verified_by_the_certificate_beside_it(string digest, bool isBelieved)
    {
        using var desk = new Desk();
        Prepare(desk);
        var room = PdfByHand.WithRoom(desk, $"/SubFilter/adbe.x509.rsa_sha1/Cert[<{Hex(Signer.Certificate)}><{Hex(Authority.Certificate)}>]");
        var alone = PdfByHand.WithRoom(desk, $"/SubFilter/adbe.x509.rsa_sha1/Cert<{Hex(Signer.Certificate)}>");
        var nobody = PdfByHand.WithRoom(desk, "/SubFilter/adbe.x509.rsa_sha1");
        var signed = PdfByHand.Sign(room, Bare);

        foreach (var file in new[] { signed, PdfByHand.Sign(alone, Bare) })
        {
            var verdict = Verify(file);
            Assert.That((verdict.Intact, verdict.Algorithm, verdict.Signer), Is.EqualTo((true, $"rsa-{digest}", Signer.Certificate)), string.Join('\n', verdict.Findings));
            Assert.That(verdict.SubIndication, Is.EqualTo(isBelieved ? (SubIndication?)null : SubIndication.CryptoConstraintsFailure), string.Join('\n', verdict.Findings));
        }
        var changed = Verify(PdfByHand.Sign(room, covered => Bare([.. covered, 0])));
        Assert.That((changed.SubIndication, changed.Intact), Is.EqualTo((SubIndication.SigCryptoFailure, false)));
        Assert.That(Verify(PdfByHand.Sign(nobody, Bare)).SubIndication, Is.EqualTo(SubIndication.NoSigningCertificateFound));
        Assert.That(Verify(PdfByHand.Sign(room, _ => [0x04, 0x02, 0x00])).Indication, Is.EqualTo(Indication.TotalFailed));

        byte[] Bare(byte[] covered)
        {
            desk.Put("covered", covered);
            OpenSsl.Do(desk, "dgst", $"-{digest}", "-sign", "signer.key", "-out", "value", "covered");
            return Der.Write(w => w.WriteOctetString(desk.Take("value")));
        }
    }

    /// <summary>adbe-revocationInfoArchival: what the signer has brought along decides, where nothing else is at hand.</summary>
    [Test]
    public void Revocation_evidence_under_an_Adobe_signature_is_used([Values] bool isRevoked, [Values] bool isResponse)
    {
        using var desk = new Desk();
        var list = Authority.List(revoked: isRevoked ? [(Signer.Certificate, Now.AddDays(-3), Core.Revocation.RevocationReason.Superseded)] : []);
        var response = Authority.Response(Signer.Certificate, isRevoked ? new Core.Ocsp.CertificateStatus.Revoked(Now.AddDays(-3), Core.Revocation.RevocationReason.Superseded) : Core.Ocsp.CertificateStatus.Good);
        var attribute = Der.Write(w =>
        {
            using (w.PushSequence())
            using (w.PushSequence(new Asn1Tag(TagClass.ContextSpecific, isResponse ? 1 : 0)))
            using (w.PushSequence())
                w.WriteEncodedValue(isResponse ? response.Encoded.Span : list.Encoded.Span);
        });
        var room = PdfByHand.WithRoom(desk, "/SubFilter/adbe.pkcs7.detached");
        var inputs = Inputs with { Revocation = RevocationChecking.Required };

        var with = Verify(PdfByHand.Sign(room, covered => Attributed(covered, attribute)), inputs);
        var without = Verify(PdfByHand.Sign(room, covered => Attributed(covered, null)), inputs);

        Assert.That((with.Intact, without.Intact), Is.EqualTo((true, true)));
        Assert.That(with.SubIndication, Is.EqualTo(isRevoked ? SubIndication.RevokedNoPoe : (SubIndication?)null), string.Join('\n', with.Findings));
        Assert.That(without.SubIndication, Is.EqualTo(SubIndication.TryLater));
    }

    /// <summary>A CMS by the platform's hash and our key, with the attribute under the signature.</summary>
    static byte[] Attributed(byte[] covered, byte[]? revocation)
    {
        var attributes = Der.Write(w =>
        {
            using (w.PushSetOf())
            {
                Attribute(w, Oids.ContentType, () => w.WriteObjectIdentifier(Oids.CmsData));
                Attribute(w, Oids.MessageDigest, () => w.WriteOctetString(SHA256.HashData(covered)));
                if (revocation is not null)
                    Attribute(w, "1.2.840.113583.1.1.8", () => w.WriteEncodedValue(revocation));
            }
        });
        return Der.Write(w =>
        {
            using (w.PushSequence())
            {
                w.WriteObjectIdentifier(Oids.CmsSignedData);
                using (w.PushSequence(Context(0)))
                using (w.PushSequence())
                {
                    w.WriteInteger(1);
                    using (w.PushSetOf())
                        Sha256(w);
                    using (w.PushSequence())
                        w.WriteObjectIdentifier(Oids.CmsData);
                    using (w.PushSetOf(Context(0)))
                        w.WriteEncodedValue(Signer.Certificate.Encoded.Span);
                    using (w.PushSetOf())
                    using (w.PushSequence())
                    {
                        w.WriteInteger(1);
                        using (w.PushSequence())
                        {
                            w.WriteEncodedValue(Signer.Certificate.Issuer.Encoded.Span);
                            w.WriteInteger(Signer.Certificate.SerialNumber.Octets);
                        }
                        Sha256(w);
                        w.WriteEncodedValue([0xA0, .. attributes.AsSpan(1)]);
                        w.WriteEncodedValue(Signer.Key.Algorithm.AlgorithmIdentifier.Span);
                        w.WriteOctetString(Signer.Key.Sign(attributes));
                    }
                }
            }
        });

        static void Sha256(AsnWriter w)
        {
            using (w.PushSequence())
                w.WriteObjectIdentifier(Oids.Sha256);
        }

        static void Attribute(AsnWriter w, string type, Action value)
        {
            using (w.PushSequence())
            {
                w.WriteObjectIdentifier(type);
                using (w.PushSetOf())
                    value();
            }
        }
    }

    static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);

    static PathMaterial Material => new() { Anchors = [TrustAnchor.Of(Authority.Certificate).Expect()] };

    static PathInputs Inputs => new() { Time = JudgementTime.DayOfChecking(Now), Revocation = RevocationChecking.None };

    static SignatureVerdict Verify(byte[] file, PathInputs? inputs = null) => SignatureVerifier.Verify(file, null, Material, inputs ?? Inputs).Expect().Signatures.Single();

    static void Prepare(Desk desk)
    {
        desk.Put("root.pem", Authority.Certificate.ToPem());
        desk.Put("signer.pem", Signer.Certificate.ToPem());
        desk.Put("signer.key", Pem.Write("PRIVATE KEY", ((SoftwareKey)Signer.Key).ExportPrivateKeyInfo()));
    }

    static byte[] Cms(Desk desk, byte[] content, params string[] options)
    {
        desk.Put("content", content);
        OpenSsl.Do(desk, ["cms", "-sign", "-binary", .. options, "-in", "content", "-signer", "signer.pem", "-inkey", "signer.key", "-outform", "DER", "-out", "cms"]);
        return desk.Take("cms");
    }

    static byte[] Sha1(byte[] covered) => SHA1.HashData(covered);

    static string Hex(Core.Certificates.Certificate certificate) => Convert.ToHexString(certificate.Encoded.Span);

    /// <summary>The user's password stands where the bars are, before the owner's.</summary>
    static string[] Split(string options, string password) =>
        [.. options.Split(' ').SelectMany(o => o.Split('|') is [var first, var owner, var bits] ? [first, password, owner, bits] : new[] { o })];
}
