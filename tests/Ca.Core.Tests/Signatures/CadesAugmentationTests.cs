using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Cms;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.Signatures;

/// <summary>Signatures that time-stamps, evidence, further signers and counter-signatures are added to.</summary>
public class CadesAugmentationTests
{
    static readonly byte[] Content = "Прошу выдать"u8.ToArray();
    static readonly SampleAuthority Authority = Root();
    static readonly CmsSigner Citizen = Authority.Person();
    static readonly SampleStamper Stamper = SampleStamper.Of(Authority);

    [Test]
    public void Each_level_has_what_the_one_below_has([Values("ec-p256", "rsa-2048", "gost2012-256-b", "gost2012-512-a", "ed25519")] string algorithm, [Values] bool detached)
    {
        var signer = Authority.Person(algorithm: algorithm);
        var basic = detached ? CmsSignature.CreateDetached(signer, new MemoryStream(Content), Now) : CmsSignature.CreateAttached(signer, Content, Now);
        var beside = detached ? SignedContent.Of(new MemoryStream(Content)) : null;
        var timed = CadesAugmentation.AddTimeStamps(basic, Stamper.At(Now)).Expect();
        var longTerm = CadesAugmentation.AddEvidence(timed, new([Authority.Certificate], [Authority.List()], [Authority.Response(signer.Certificate, Ca.Core.Ocsp.CertificateStatus.Good)])).Expect();
        var archived = CadesAugmentation.AddArchiveTimeStamps(longTerm, beside, Stamper.At(Now.AddMinutes(1))).Expect();
        var again = CadesAugmentation.AddArchiveTimeStamps(archived, beside, Stamper.At(Now.AddMinutes(2))).Expect();

        foreach (var (octets, level, stamps) in new[] { (basic, SignatureLevel.Basic, 0), (timed, SignatureLevel.Timed, 1), (longTerm, SignatureLevel.LongTerm, 1), (archived, SignatureLevel.Archived, 2), (again, SignatureLevel.Archived, 3) })
        {
            var verdict = Verify(octets, detached ? [Content] : [], Now.AddHours(1)).Single();
            Assert.That((verdict.Level, verdict.Indication, verdict.TimeStamps.Count), Is.EqualTo((level, Indication.TotalPassed, stamps)), string.Join('\n', verdict.Findings));
            Assert.That(verdict.TimeStamps.Select(t => t.Indication), Is.All.EqualTo(Indication.TotalPassed));
        }
    }

    [Test]
    public void A_time_stamp_from_before_the_end_of_the_certificate_saves_the_signature()
    {
        var brief = Authority.Person(change: c => c with { Validity = new(Now.AddDays(-1), Now.AddDays(1)) });
        var basic = CmsSignature.CreateAttached(brief, Content, Now);
        var timed = CadesAugmentation.AddTimeStamps(basic, Stamper.At(Now)).Expect();

        Assert.That(Verify(basic, [], Now.AddDays(5)).Single().SubIndication, Is.EqualTo(SubIndication.OutOfBoundsNoPoe));
        var verdict = Verify(timed, [], Now.AddDays(5)).Single();
        Assert.That((verdict.Indication, verdict.Time.Source), Is.EqualTo((Indication.TotalPassed, JudgementTimeSource.TrustedTimeStamp)), string.Join('\n', verdict.Findings));
    }

    [Test]
    public void A_time_stamp_slipped_in_behind_an_archive_time_stamp_does_not_profit_from_it()
    {
        // Whoever has got hold of the key of an authority that has ended since can date as he likes.
        var ended = SampleStamper.Of(Authority, c => c with { Validity = new(Now.AddYears(-1), Now.AddDays(-1)) });
        var late = Authority.Person(change: c => c with { Validity = new(Now.AddYears(-1), Now.AddDays(-20)) });
        var basic = CmsSignature.CreateAttached(late, Content, Now.AddDays(-5));
        var archived = CadesAugmentation.AddArchiveTimeStamps(basic, null, Stamper.At(Now.AddDays(-5))).Expect();
        var slipped = CadesAugmentation.AddTimeStamps(archived, ended.At(Now.AddDays(-30))).Expect();
        var inOrder = CadesAugmentation.AddArchiveTimeStamps(CadesAugmentation.AddTimeStamps(basic, ended.At(Now.AddDays(-30))).Expect(), null, Stamper.At(Now.AddDays(-5))).Expect();

        Assert.That(Verify(slipped, [], Now).Single().SubIndication, Is.EqualTo(SubIndication.OutOfBoundsNoPoe));
        Assert.That(Verify(inOrder, [], Now).Single().Time.At, Is.EqualTo(Now.AddDays(-30)), "in time it would count");
    }

    [Test]
    public void A_time_stamp_slipped_in_as_one_more_value_does_not_profit_from_an_archive_time_stamp_over_the_others()
    {
        var ended = SampleStamper.Of(Authority, c => c with { Validity = new(Now.AddYears(-1), Now.AddDays(-1)) });
        var late = Authority.Person(change: c => c with { Validity = new(Now.AddYears(-1), Now.AddDays(-20)) });
        var timed = CadesAugmentation.AddTimeStamps(CmsSignature.CreateAttached(late, Content, Now.AddDays(-6)), Stamper.At(Now.AddDays(-6))).Expect();
        var archived = CmsSignedData.Parse(CadesAugmentation.AddArchiveTimeStamps(timed, null, Stamper.At(Now.AddDays(-5))).Expect()).Expect();
        var old = ended.At(Now.AddDays(-30))(DigestAlgorithm.Sha256, SHA256.HashData(archived.Signers[0].Signature.Span)).Expect();
        var stamps = archived.Forms[^1].Signers[0].Unsigned.Single(a => a.Type == Oids.SignatureTimeStamp);
        var two = CmsAttribute.Read(Der.Write(w =>
        {
            using (w.PushSequence())
            {
                w.WriteObjectIdentifier(Oids.SignatureTimeStamp);
                using (w.PushSetOf())
                {
                    w.WriteEncodedValue(stamps.Values[0].Span);
                    w.WriteEncodedValue(old.Span);
                }
            }
        }), System.Formats.Asn1.AsnEncodingRules.DER);
        var slipped = archived.Forms[^1].WithSigner(0, s => s with { Unsigned = [.. s.Unsigned.Select(a => a == stamps ? two : a)] }).Write();

        var verdict = Verify(slipped, [], Now).Single();
        Assert.That(verdict.TimeStamps.Select(t => (t.Time, t.Indication == Indication.TotalPassed)), Is.EquivalentTo(new (DateTimeOffset?, bool)[]
        {
            (Now.AddDays(-30), false), (Now.AddDays(-6), true), (Now.AddDays(-5), true),
        }));
        Assert.That(verdict.Time.At, Is.EqualTo(Now.AddDays(-6)));
    }

    [Test]
    public void An_archive_time_stamp_is_over_content_attributes_certificates_and_lists()
    {
        var timed = CadesAugmentation.AddTimeStamps(CmsSignature.CreateAttached(Citizen, Content, Now), Stamper.At(Now)).Expect();
        var archived = CadesAugmentation.AddArchiveTimeStamps(
            CadesAugmentation.AddEvidence(timed, new([Authority.Certificate], [Authority.List()], [])).Expect(), null, Stamper.At(Now)).Expect();
        var parts = CmsSignedData.Parse(archived).Expect().Forms[^1];
        foreach (var part in (ReadOnlyMemory<byte>[])[parts.RevocationInformation!.Values[0], parts.Signers[0].Unsigned[0].Encoded, parts.Signers[0].Signed[5]])
        {
            byte[] changed = [.. archived];
            var at = archived.AsSpan().IndexOf(part.Span) + part.Length - 1;
            changed[at] ^= 1;
            var stamps = Verify(changed, [], Now).Single().TimeStamps;
            Assert.That(stamps.Single(t => t.Kind == TimeStampKind.Archive).Indication, Is.Not.EqualTo(Indication.TotalPassed));
        }
    }

    [Test]
    public void An_archive_time_stamp_of_version_2_may_be_over_the_octets_as_they_came([Values] bool asTheyCame)
    {
        var parts = CmsSignedData.Parse(CmsSignature.CreateAttached(Citizen, Content, Now)).Expect().Forms.Single();
        // In pieces and of indefinite length, as OpenSSL writes what it streams.
        byte[] content =
        [
            0x30, 0x80, .. parts.ContentType.Span, 0xA0, 0x80, 0x24, 0x80, .. Der.Header(4, 4), .. Content[..4], .. Der.Header(4, Content.Length - 4), .. Content[4..], 0, 0, 0, 0, 0, 0,
        ];
        byte[] fields = [.. parts.Signers[0].Signed.SelectMany(f => f.ToArray())];
        byte[] covered = [.. asTheyCame ? content : parts.ContentInfo.ToArray(), .. parts.Certificates!.Encoded.Span, .. fields];
        var attribute = parts.Signers[0].WithUnsigned(Oids.ArchiveTimeStamp2, Stamper.At(Now)(DigestAlgorithm.Sha256, SHA256.HashData(covered)).Expect()).Unsigned.Single().Encoded.ToArray();
        byte[] signer = [.. fields, .. Der.Header(0xA1, attribute.Length), .. attribute];
        byte[] signers = [.. Der.Header(0x30, signer.Length), .. signer];
        byte[] file =
        [
            0x30, 0x80, .. Der.Write(w => w.WriteObjectIdentifier(Oids.CmsSignedData)), 0xA0, 0x80, 0x30, 0x80, 2, 1, 1,
            .. Der.Header(0x31, parts.Signers[0].Signed[2].Length), .. parts.Signers[0].Signed[2].Span, .. content, .. parts.Certificates.Encoded.Span,
            .. Der.Header(0x31, signers.Length), .. signers, 0, 0, 0, 0, 0, 0,
        ];

        var verdict = Verify(file, [], Now).Single();
        Assert.That((verdict.Intact, verdict.TimeStamps.Single().Indication), Is.EqualTo((true, Indication.TotalPassed)), string.Join('\n', verdict.TimeStamps[0].Findings));
        byte[] changed = [.. file];
        changed[file.AsSpan().IndexOf(Content.AsSpan(0, 4))] ^= 1;
        Assert.That(Verify(changed, [], Now).Single().TimeStamps.Single().Indication, Is.EqualTo(Indication.TotalFailed));
    }

    [Test]
    public void A_second_signer_and_a_counter_signature_are_signatures_of_their_own()
    {
        var notary = Authority.Person("Notary", "rsa-2048");
        var registrar = Authority.Person("Registrar", "gost2012-256-b");
        var two = CmsSignature.AddSigner(CmsSignature.CreateAttached(Citizen, Content, Now), notary, null, Now).Expect();
        var three = CmsSignature.CounterSign(two, 1, registrar, Now).Expect();

        var verdicts = Verify(three, [], Now);
        Assert.That(verdicts.Select(v => v.Signer), Is.EqualTo(new[] { Citizen.Certificate, notary.Certificate, registrar.Certificate }));
        Assert.That(verdicts.Select(v => v.Indication), Is.All.EqualTo(Indication.TotalPassed), string.Join('\n', verdicts.SelectMany(v => v.Findings)));
        Assert.That(verdicts.SelectMany(v => v.References).Select(r => $"{r.Name}: {r.Scope}"), Is.EqualTo(new[]
        {
            "content: the whole content", "content: the whole content", $"signature: the signature of \"{notary.Certificate.Subject}\"",
        }));

        // Without attributes of its own, a value that a counter-signature is over can be put beside another.
        var value = CmsSignedData.Parse(three).Expect().Signers[1].Signature;
        byte[] changed = [.. three];
        changed[three.AsSpan().IndexOf(value.Span)] ^= 1;
        Assert.That(Verify(changed, [], Now).Select(v => v.Intact), Is.EqualTo(new[] { true, false, false }));
    }

    [Test]
    public void Who_is_not_there_is_not_counter_signed_and_nothing_is_signed_unseen()
    {
        var detached = CmsSignature.CreateDetached(Citizen, new MemoryStream(Content), Now);

        Assert.That(CmsSignature.CounterSign(detached, 1, Citizen, Now).Refused(out var why, out _) ? why.Sentence.Key : "", Is.EqualTo("Cms.no-such-signer"));
        Assert.That(CmsSignature.AddSigner(detached, Citizen, null, Now).Refused(out why, out _) ? why.Sentence.Key : "", Is.EqualTo("Cms.no-content-to-sign"));
        Assert.That(CadesAugmentation.AddArchiveTimeStamps(detached, null, Stamper.At(Now)).Refused(out why, out _) ? why.Sentence.Key : "", Is.EqualTo("Signatures.no-content-to-stamp"));
        Assert.That(CadesAugmentation.AddTimeStamps(detached, (digest, imprint) => Stamper.At(Now)(digest, new byte[imprint.Length])).Refused(out why, out _) ? why.Sentence.Key : "", Is.EqualTo("Signatures.token-over-something-else"));
    }

    [TestCase("ec-p256", "sha256")]
    [TestCase("gost2012-256-b", "streebog256")]
    public void A_hash_is_enough_where_attributes_are_signed(string algorithm, string name)
    {
        var signature = CmsSignature.CreateDetached(Authority.Person(algorithm: algorithm), new MemoryStream(Content), Now);
        var digest = DigestAlgorithm.All.Single(a => a.Name == name);
        SubIndication? With(DigestAlgorithm by, byte[] hash) => SignatureVerifier.Verify(
            new SignedFile(signature, [SignedContent.Of([(by, hash)]).Expect()]), Material, At(Now)).Expect().Signatures.Single().SubIndication;

        Assert.That(With(digest, digest.Compute(Content)), Is.Null);
        Assert.That(With(digest, digest.Compute([])), Is.EqualTo(SubIndication.HashFailure));
        Assert.That(With(DigestAlgorithm.Sha512, DigestAlgorithm.Sha512.Compute(Content)), Is.EqualTo(SubIndication.SignedDataNotFound));
        Assert.That(SignedContent.Of([(digest, new byte[31])]).Refused(out _, out _));
    }

    [Test]
    public void Without_signed_attributes_a_hash_is_not_enough()
    {
        var bare = new HandmadeCms(Citizen) { WithoutAttributes = true, Detached = true };
        var file = new SignedFile(bare.Encode(), [SignedContent.Of([(DigestAlgorithm.Sha256, SHA256.HashData(bare.Content))]).Expect()]);

        var verdict = SignatureVerifier.Verify(file, Material, At(Now)).Expect().Signatures.Single();
        Assert.That((verdict.SubIndication, verdict.Findings[0].Rule.Id), Is.EqualTo((SubIndication.SignedDataNotFound, "no-whole-content")));
    }

    [Test]
    public void Of_several_contents_the_one_that_was_signed_is_named([Values] bool withAttributes)
    {
        var cms = new HandmadeCms(Citizen) { WithoutAttributes = !withAttributes, Detached = true };
        SignedContent[] contents = [SignedContent.Of(new MemoryStream([1]), "a"), SignedContent.Of(new MemoryStream(cms.Content), "b"), SignedContent.Of(new MemoryStream([2]), "c")];

        var verdict = SignatureVerifier.Verify(new SignedFile(cms.Encode(), contents), Material, At(Now)).Expect().Signatures.Single();
        Assert.That((verdict.Indication, verdict.References.Single().Name), Is.EqualTo((Indication.TotalPassed, "b")), string.Join('\n', verdict.Findings));
        Assert.That(SignatureVerifier.Verify(new SignedFile(cms.Encode(), [contents[0], contents[2]]), Material, At(Now)).Expect().Signatures.Single().Intact, Is.False);
    }

    [Test]
    public void Signatures_with_national_algorithms_are_told_what_order_472_misses_in_them()
    {
        var signer = Authority.Person(algorithm: "gost2012-256-b");
        HandmadeCms good = new(signer) { Digest = Oids.Streebog256 };
        var attributes = good.Usual();
        attributes.RemoveAll(a => a.Type == Oids.SigningTime);

        string Told(HandmadeCms cms) => string.Join(", ", Verify(cms.Encode(), [], Now).Single().Findings.Select(f => f.Rule.Id).Where(id => id.StartsWith("order", StringComparison.Ordinal)));
        Assert.That(Told(good), Is.Empty);
        Assert.That(Told(good with { ByKeyIdentifier = true }), Is.EqualTo("order-472-signer"));
        Assert.That(Told(good with { Attributes = attributes }), Is.EqualTo("order-472-attributes"));
    }

    static PathMaterial Material { get; } = new() { Anchors = [TrustAnchor.Of(Authority.Certificate).Expect()], RevocationLists = [Authority.List()] };

    static PathInputs At(DateTimeOffset now) => new() { Time = JudgementTime.DayOfChecking(now) };

    static IReadOnlyList<SignatureVerdict> Verify(byte[] signature, byte[][] contents, DateTimeOffset now) =>
        SignatureVerifier.Verify(new SignedFile(signature, [.. contents.Select(c => SignedContent.Of(new MemoryStream(c)))]), Material, At(now)).Expect().Signatures;
}
