using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Revocation;
using Ca.Core.Signatures;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.Signatures;

/// <summary>Every rule for a CMS signature broken, beside the signature that keeps them all.</summary>
public class CmsVerificationTests
{
    static readonly SampleAuthority Authority = Root();
    static readonly CmsSigner Citizen = Authority.Person();
    static readonly RevocationList List = Authority.List();
    static readonly HandmadeCms Good = new(Citizen);

    sealed record Row(string What, HandmadeCms Cms, string? Rule, SubIndication? Why)
    {
        public override string ToString() => What;
    }

    static IEnumerable<Row> Rows()
    {
        yield return new("all as it should be", Good, null, null);
        yield return new("signer by key identifier", Good with { ByKeyIdentifier = true }, null, null);
        yield return new("no attributes", Good with { WithoutAttributes = true }, null, null);
        yield return new("the key's algorithm for the signature's", Good with { SignatureAlgorithm = Identifier(Oids.EcPublicKey) }, null, null);
        yield return new("parameters NULL that should be absent", Good with { SignatureAlgorithm = Identifier(Oids.EcdsaWithSha256, [5, 0]) }, null, null);
        yield return new("no signing-time", With(a => a.RemoveAll(x => x.Type == Oids.SigningTime)), null, null);
        yield return new("another content type", Good with { ContentType = "1.2.840.113549.1.9.16.1.4" }, null, null);

        yield return new("content-type missing", With(a => a.RemoveAll(x => x.Type == Oids.ContentType)), "attributes", SubIndication.FormatFailure);
        yield return new("message-digest missing", With(a => a.RemoveAll(x => x.Type == Oids.MessageDigest)), "attributes", SubIndication.FormatFailure);
        yield return new("message-digest twice", With(a => a.Add(a.Find(x => x.Type == Oids.MessageDigest))), "attributes", SubIndication.FormatFailure);
        yield return new("message-digest of two values", With(a => Twice(a, Oids.MessageDigest, [4, 1, 0])), "attributes", SubIndication.FormatFailure);
        yield return new("signing-time twice", With(a => a.Add(a.Find(x => x.Type == Oids.SigningTime))), "attributes", SubIndication.FormatFailure);
        yield return new("signing-time that is none", With(a => Replace(a, Oids.SigningTime, [5, 0])), "attributes", SubIndication.FormatFailure);
        yield return new("no attributes around another content type", Good with { ContentType = "1.2.3", WithoutAttributes = true }, "attributes", SubIndication.FormatFailure);
        yield return new("content-type of another", With(a => Replace(a, Oids.ContentType, Der.Write(w => w.WriteObjectIdentifier("1.2.3")))), "content-type", SubIndication.FormatFailure);
        yield return new("message-digest of another content", With(a => Replace(a, Oids.MessageDigest, Der.Write(w => w.WriteOctetString(new byte[32])))), "content-changed", SubIndication.HashFailure);
        yield return new("signing-certificate-v2 of another", With(a => Replace(a, Oids.SigningCertificateV2, HandmadeCms.SigningCertificate(Authority.Certificate))), "signing-certificate", SubIndication.NoSigningCertificateFound);
        yield return new("signing-certificate of another", With(a => a.Add((Oids.SigningCertificate, [FirstVersion(Authority.Certificate)]))), "signing-certificate", SubIndication.NoSigningCertificateFound);
        yield return new("signing-certificate of version 1", With(a => Replace(a, Oids.SigningCertificateV2, FirstVersion(Citizen.Certificate), Oids.SigningCertificate)), null, null);
        yield return new("algorithms protected, and others used", With(a => a.Add((Oids.CmsAlgorithmProtection, [Protection(Oids.Sha512)]))), "algorithm-protection", SubIndication.FormatFailure);
        yield return new("algorithms protected", With(a => a.Add((Oids.CmsAlgorithmProtection, [Protection(Oids.Sha256)]))), null, null);
        yield return new("MD5", Good with { Digest = Oids.Md5 }, "digest-algorithm", SubIndication.CryptoConstraintsFailure);
        yield return new("SHA-1 for the content", Good with { Digest = Oids.Sha1 }, "outdated-algorithm", SubIndication.CryptoConstraintsFailure);
        yield return new("an unknown hash", Good with { Digest = "1.2.3" }, "digest-algorithm", SubIndication.CryptoConstraintsFailure);
        yield return new("an unknown signature algorithm", Good with { SignatureAlgorithm = Identifier("1.2.3") }, "signature-algorithm", SubIndication.CryptoConstraintsFailure);
        yield return new("a signature algorithm of another family", Good with { SignatureAlgorithm = Identifier(Oids.Sha256WithRsa, [5, 0]) }, "signature-value", SubIndication.SigCryptoFailure);
        yield return new("two hashes that both hold", Good with { Digest = Oids.Sha512 }, null, null);
        yield return new("no content", Good with { Detached = true }, "no-content", SubIndication.SignedDataNotFound);
        yield return new("no certificate", Good with { WithoutCertificates = true }, "no-signing-certificate", SubIndication.NoSigningCertificateFound);
        yield return new("a key for encryption", Good with { Signer = Authority.Person(change: Encipherment) }, "signer-key-usage", SubIndication.ChainConstraintsFailure);
        yield return new("an expired certificate", Good with { Signer = Authority.Person(change: c => c with { Validity = new(Now.AddDays(-9), Now.AddDays(-1)) }) }, "expired", SubIndication.OutOfBoundsNoPoe);
        yield return new("an unknown issuer", Good with { Signer = Root("Stranger").Person() }, "no-path", SubIndication.NoCertificateChainFound);
        yield return new("a forged issuer", Good with { Signer = Root().Person() }, "no-path", SubIndication.NoCertificateChainFound);
    }

    [TestCaseSource(nameof(Rows))]
    public void A_signature_is_judged_by_every_rule(object row)
    {
        var (_, cms, rule, why) = (Row)row;
        var verdict = Verify(cms.Encode(), cms.WithoutCertificates ? [] : null);

        Assert.That(verdict.Findings.Where(f => f.Rule.SubIndication is not null).Select(f => f.Rule.Id).FirstOrDefault(), Is.EqualTo(rule), string.Join('\n', verdict.Findings));
        Assert.That(verdict.SubIndication, Is.EqualTo(why));
        Assert.That(verdict.Indication, Is.EqualTo(why switch
        {
            null => Indication.TotalPassed,
            SubIndication.FormatFailure or SubIndication.HashFailure or SubIndication.SigCryptoFailure => Indication.TotalFailed,
            _ => Indication.Indeterminate,
        }));
    }

    [Test]
    public void Every_octet_from_the_content_on_is_signed_but_the_version()
    {
        var good = (Good with { WithoutCertificates = true }).Encode();
        var start = good.AsSpan().IndexOf(Der.Write(w => w.WriteObjectIdentifier(Oids.CmsData)));
        var version = good.AsSpan().LastIndexOf(new byte[] { 0x02, 0x01, 0x01, 0x30 }) + 2;
        var name = Citizen.Certificate.Issuer.Encoded.ToArray();
        var signer = good.AsSpan().LastIndexOf(name);
        var free = new List<int>();
        for (var at = start; at < good.Length; at++)
        {
            byte[] changed = [.. good];
            changed[at] ^= 0x01;
            if (!SignatureVerifier.Verify(changed, null, Material([Citizen.Certificate]), Inputs).Refused(out _, out var report) && report.Signatures.Single().Intact)
                free.Add(at);
        }

        // The signer's name is not signed, its certificate is: a name written otherwise that compares equal still means it.
        Assert.That(free.Where(at => at < signer || at >= signer + name.Length), Is.EqualTo(new[] { version }));
    }

    [Test]
    public void A_detached_signature_is_over_its_content_and_no_other()
    {
        var signature = CmsSignature.CreateDetached(Citizen, new MemoryStream([1, 2, 3]), Now);

        Assert.That(Verify(signature, content: [1, 2, 3]).Indication, Is.EqualTo(Indication.TotalPassed));
        Assert.That(Verify(signature, content: [1, 2, 4]).SubIndication, Is.EqualTo(SubIndication.HashFailure));
        Assert.That(Verify(signature, content: []).SubIndication, Is.EqualTo(SubIndication.HashFailure));
        Assert.That(Verify(signature).SubIndication, Is.EqualTo(SubIndication.SignedDataNotFound));
    }

    [Test]
    public void Content_beside_an_attached_signature_must_be_the_same()
    {
        Assert.That(Verify(Good.Encode(), content: Good.Content).Indication, Is.EqualTo(Indication.TotalPassed));
        Assert.That(Verify(Good.Encode(), content: "other"u8.ToArray()).SubIndication, Is.EqualTo(SubIndication.HashFailure));
        var bare = Good with { WithoutAttributes = true };
        Assert.That(Verify(bare.Encode(), content: bare.Content).Indication, Is.EqualTo(Indication.TotalPassed));
        Assert.That(Verify(bare.Encode(), content: "other"u8.ToArray()).SubIndication, Is.EqualTo(SubIndication.SigCryptoFailure));
    }

    [Test]
    public void Hashes_beside_an_attached_signature_must_be_of_the_same([Values] bool withoutAttributes, [Values(Oids.Sha256, Oids.Sha512, Oids.Streebog256)] string oid)
    {
        var algorithm = DigestAlgorithm.Parse(oid).Expect();
        var cms = (Good with { WithoutAttributes = withoutAttributes }).Encode();

        Assert.That(Beside(Hash(Good.Content)).Indication, Is.EqualTo(Indication.TotalPassed));
        Assert.That(Beside(Hash("other"u8)).Indication, Is.EqualTo(Indication.TotalFailed));
        Assert.That(Beside(SignedContent.Of([], "named, and not given").Expect()).Indication, Is.EqualTo(Indication.TotalPassed));

        SignedContent Hash(ReadOnlySpan<byte> content) => SignedContent.Of([(algorithm, algorithm.Compute(content))]).Expect();
        SignatureVerdict Beside(SignedContent content) => SignatureVerifier.Verify(new SignedFile(cms, [content]), Material([]), Inputs).Expect().Signatures.Single();
    }

    /// <summary>The signature over attributes is as good over a content that is these attributes: who drops them has another "document" signed.</summary>
    [Test]
    public void Signed_attributes_are_not_taken_for_a_content([Values] bool detached)
    {
        var entry = CmsSignedData.Parse(Good.Encode()).Expect().Signers[0];
        var stolen = Good with { WithoutAttributes = true, Content = entry.SignedAttributes!.Encoded.ToArray(), Detached = detached };
        var verdict = Verify(stolen.Encode(), content: detached ? stolen.Content : null);

        Assert.That((verdict.SubIndication, verdict.Intact), Is.EqualTo((SubIndication.FormatFailure, false)), string.Join('\n', verdict.Findings));
        Assert.That(verdict.Findings.Select(f => f.Rule.Id), Does.Contain("attributes-as-content"));
        var alike = Good with { WithoutAttributes = true, Content = [0x31, 0x00] };
        Assert.That(Verify(alike.Encode()).Indication, Is.EqualTo(Indication.TotalPassed), "a SET that is empty says nothing");
    }

    [Test]
    public void A_signature_is_read_in_PEM_and_base64()
    {
        var der = Good.Encode();
        foreach (var text in new[] { Pem.Write("CMS", der), Pem.Write("PKCS7", der), Convert.ToBase64String(der), Convert.ToBase64String(der, Base64FormattingOptions.InsertLineBreaks) })
            Assert.That(Verify(System.Text.Encoding.ASCII.GetBytes(text)).Indication, Is.EqualTo(Indication.TotalPassed));
    }

    [Test]
    public void Several_signers_are_each_judged_and_the_worst_counts()
    {
        Assert.That(Report((Good with { Signers = 3 }).Encode()).Signatures, Has.Count.EqualTo(3));
        Assert.That(Report((Good with { Signers = 3 }).Encode()).Indication, Is.EqualTo(Indication.TotalPassed));
    }

    [TestCase(0, "Cms.no-signer")]
    [TestCase(1000, "Cms.too-many-signers")]
    public void Nobody_and_a_thousand_are_refused(int signers, string sentence) =>
        Assert.That(SignatureVerifier.Verify((Good with { Signers = signers }).Encode(), null, Material([]), Inputs).Refused(out var why, out _) ? why.Sentence.Key : "", Is.EqualTo(sentence));

    [Test]
    public void Signers_without_attributes_do_not_make_us_read_the_content_without_end()
    {
        var report = Report((Good with { WithoutAttributes = true, Signers = 60 }).Encode());

        Assert.That(report.Signatures.Count(s => s.Intact), Is.EqualTo(8));
        Assert.That(report.Signatures.Skip(8).Select(s => s.Findings[0].Rule.Id), Is.All.EqualTo("too-many-readings"));
    }

    /// <summary>CA_LARGE_MIB=2048 in the environment makes it a file of 2 GiB.</summary>
    static long LargeMebibytes => int.TryParse(Environment.GetEnvironmentVariable("CA_LARGE_MIB"), out var given) ? given : 256;

    [Test]
    public void A_large_detached_content_is_never_in_memory()
    {
        using var content = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.DeleteOnClose);
        content.SetLength(LargeMebibytes * 1024 * 1024);
        var signature = CmsSignature.CreateDetached(Citizen, content, Now);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var report = SignatureVerifier.Verify(signature, content, Material([]), Inputs).Expect();

        Assert.That(report.Indication, Is.EqualTo(Indication.TotalPassed));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(4 * 1024 * 1024));
    }

    static HandmadeCms With(Action<List<(string Type, byte[][] Values)>> change)
    {
        var attributes = Good.Usual();
        change(attributes);
        return Good with { Attributes = attributes };
    }

    static void Replace(List<(string Type, byte[][] Values)> attributes, string type, byte[] value, string? by = null) =>
        attributes[attributes.FindIndex(a => a.Type == type)] = (by ?? type, [value]);

    static void Twice(List<(string Type, byte[][] Values)> attributes, string type, byte[] second)
    {
        var at = attributes.FindIndex(a => a.Type == type);
        attributes[at] = (type, [.. attributes[at].Values, second]);
    }

    static byte[] FirstVersion(Certificate certificate) => Der.Write(w =>
    {
        using (w.PushSequence())
        using (w.PushSequence())
        using (w.PushSequence())
            w.WriteOctetString(SHA1.HashData(certificate.Encoded.Span));
    });

    /// <summary>CMSAlgorithmProtection with this hash and the citizen's signature algorithm.</summary>
    static byte[] Protection(string digest) => Der.Write(w =>
    {
        using (w.PushSequence())
        {
            w.WriteEncodedValue(Identifier(digest, [5, 0]));
            w.WriteEncodedValue([0xA1, .. Citizen.Key.Algorithm.AlgorithmIdentifier.Span[1..]]);
        }
    });

    static byte[] Identifier(string oid, byte[]? parameters = null) => Der.Write(w =>
    {
        using (w.PushSequence())
        {
            w.WriteObjectIdentifier(oid);
            if (parameters is not null)
                w.WriteEncodedValue(parameters);
        }
    });

    static TbsCertificate Encipherment(TbsCertificate content) =>
        content with { Extensions = SampleAuthority.Replace(content.Extensions, ExtensionWriter.KeyUsage(KeyUsages.KeyEncipherment)) };

    static PathInputs Inputs { get; } = new() { Time = JudgementTime.DayOfChecking(Now) };

    static PathMaterial Material(IReadOnlyList<Certificate> certificates) => new()
    {
        Anchors = [TrustAnchor.Of(Authority.Certificate).Expect()],
        Certificates = certificates,
        RevocationLists = [List],
    };

    static ValidationReport Report(byte[] signature) => SignatureVerifier.Verify(signature, null, Material([]), Inputs).Expect();

    static SignatureVerdict Verify(byte[] signature, IReadOnlyList<Certificate>? certificates = null, byte[]? content = null) =>
        SignatureVerifier.Verify(signature, content is null ? null : new MemoryStream(content), Material(certificates ?? []), Inputs).Expect().Signatures.Single();
}
