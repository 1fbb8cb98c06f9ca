using System.Text;
using Ca.Core.Cms;
using Ca.Core.Ocsp;
using Ca.Core.Paths;
using Ca.Core.Revocation;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Pdf;
using Ca.Core.Signatures.Xml;
using Ca.Core.Tests.Pdf;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.Signatures;

/// <summary>Signatures brought to a level, in every format that has levels.</summary>
public class SignatureAugmentationTests
{
    static readonly byte[] Letter = "Прошу выдать"u8.ToArray();
    static readonly byte[] Document = "<?xml version=\"1.0\"?>\n<order xmlns='urn:x' a='1>2'><item/>Прошу</order>\n"u8.ToArray();
    static readonly SampleAuthority Authority = Root();
    static readonly CmsSigner Citizen = Authority.Person();
    static readonly CmsSigner Unit = Authority.TimeStamper();
    static readonly RevocationList List = Authority.List();

    /// <summary>A way to sign: the signature of level B-B, and what it is over beside itself.</summary>
    public sealed record Way(string Name, SignatureFormat Format, Func<CmsSigner, TimeStampSource, Outcome<byte[]>> Sign, params byte[][] Beside)
    {
        public SignedContent[] Contents => [.. Beside.Select(b => SignedContent.Of(new MemoryStream(b), Format == SignatureFormat.Xades ? "letter.txt" : null))];

        public override string ToString() => Name;
    }

    static IEnumerable<Way> Ways =>
    [
        new("CAdES beside the file", SignatureFormat.Cades, (s, _) => CmsSignature.CreateDetached(s, new MemoryStream(Letter), Now), Letter),
        new("CAdES around the file", SignatureFormat.Cades, (s, _) => CmsSignature.CreateAttached(s, Letter, Now)),
        new("XAdES in a document", SignatureFormat.Xades, (s, _) => XadesSignature.CreateEnveloped(s, Document, Now)),
        new("XAdES around the file", SignatureFormat.Xades, (s, _) => XadesSignature.CreateEnveloping(s, Letter, "text/plain", Now)),
        new("XAdES beside the file", SignatureFormat.Xades, (s, _) => XadesSignature.CreateDetached(s, new Dictionary<string, Stream> { ["letter.txt"] = new MemoryStream(Letter) }, Now), Letter),
        new("PAdES", SignatureFormat.Pades, (s, source) => PadesSignature.Create(s, HandmadePdf.File(), new() { Time = Now, TimeStamp = source })),
    ];

    [Test]
    public void A_signature_is_of_just_the_level_that_is_asked_for(
        [ValueSource(nameof(Ways))] Way way,
        [Values("ec-p256", "rsa-2048", "ed25519", "gost2012-256-b", "gost2012-512-a")] string algorithm,
        [Values(SignatureLevel.Timed, SignatureLevel.LongTerm, SignatureLevel.Archived)] SignatureLevel level)
    {
        var signer = Authority.Person(algorithm: algorithm);
        var raised = Raise(way, signer, level, SourceOf(Authority.TimeStamper(algorithm: algorithm))).Expect();

        var verdict = Verify(way, raised, level == SignatureLevel.Timed ? [List] : [], Now.AddHours(1)).Single();
        Assert.That((verdict.Format, verdict.Level, verdict.Indication), Is.EqualTo((way.Format, level, Indication.TotalPassed)), string.Join('\n', verdict.Findings));
        Assert.That(verdict.TimeStamps.Select(t => t.Indication), Is.All.EqualTo(Indication.TotalPassed), string.Join('\n', verdict.TimeStamps.SelectMany(t => t.Findings)));
        Assert.That(verdict.TimeStamps, Has.Count.EqualTo(level == SignatureLevel.Archived ? 2 : 1));
        Assert.That(verdict.Time.Source, Is.EqualTo(JudgementTimeSource.TrustedTimeStamp));
        Assert.That(verdict.Modifications.Select(m => m.Allowed), Is.All.True);
    }

    [Test]
    public void What_an_archive_time_stamp_is_over_cannot_change([ValueSource(nameof(Ways))] Way way)
    {
        var raised = Raise(way, Citizen, SignatureLevel.Archived, SourceOf(Unit)).Expect();
        var list = List.Encoded.Span;
        // The evidence: in XML and in PDF it is under no signature but this.
        var part = way.Format == SignatureFormat.Xades ? Encoding.ASCII.GetBytes(Convert.ToBase64String(list)) : list;
        byte[] changed = [.. raised];
        var at = raised.AsSpan().IndexOf(part[..60]) + 50;
        changed[at] = changed[at] == 'A' ? (byte)'B' : (byte)'A';
        Assert.That(at, Is.GreaterThan(50));

        var stamps = Verify(way, changed, [List], Now).Single().TimeStamps;
        Assert.That(stamps.Select(t => (t.Kind is TimeStampKind.Archive or TimeStampKind.Document, t.Indication == Indication.TotalPassed)), Is.EqualTo(new[] { (false, true), (true, false) }), string.Join('\n', stamps.SelectMany(t => t.Findings)));
    }

    [Test]
    public void A_signature_outlives_certificates_and_evidence([ValueSource(nameof(Ways))] Way way)
    {
        var brief = Authority.Person(change: c => c with { Validity = new(Now.AddDays(-1), Now.AddDays(1)) });
        var raised = Raise(way, brief, SignatureLevel.LongTerm, SourceOf(Unit)).Expect();

        var verdict = Verify(way, raised, [], Now.AddDays(5)).Single();
        Assert.That((verdict.Level, verdict.Indication), Is.EqualTo((SignatureLevel.LongTerm, Indication.TotalPassed)), string.Join('\n', verdict.Findings));
    }

    [Test]
    public void Answers_about_signer_and_time_stamp_authority_are_evidence_as_lists_are([ValueSource(nameof(Ways))] Way way)
    {
        var evidence = new CarriedMaterial([], [], [Authority.Response(Citizen.Certificate, CertificateStatus.Good), Authority.Response(Unit.Certificate, CertificateStatus.Good)]);
        var raised = Raise(way, Citizen, SignatureLevel.Archived, SourceOf(Unit), evidence).Expect();

        var verdict = Verify(way, raised, [], Now.AddHours(1)).Single();
        Assert.That((verdict.Level, verdict.Indication), Is.EqualTo((SignatureLevel.Archived, Indication.TotalPassed)), string.Join('\n', verdict.Findings));
    }

    static IEnumerable<TestCaseData> NotSound()
    {
        yield return Row("over something else", (digest, imprint) => SourceOf(Unit)(digest, new byte[imprint.Length]), "token-over-something-else");
        yield return Row("signed by nobody", (digest, imprint) => Spoil(SourceOf(Unit)(digest, imprint).Expect()), "token-unsound");
        yield return Row("of a certificate that is for something else", new SampleStamper(Citizen).At(Now), "token-unsound");
        yield return Row("none at all", (_, _) => (ReadOnlyMemory<byte>)Letter, "");
        static TestCaseData Row(string what, TimeStampSource source, string key) => new TestCaseData(source, key).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(NotSound))]
    public void A_token_that_is_not_sound_gets_into_no_signature(TimeStampSource source, string key)
    {
        foreach (var way in Ways)
            Assert.That(Raise(way, Citizen, SignatureLevel.Timed, source).Refused(out var why, out _) ? why.Sentence.Key : "made", key.Length > 0 ? Is.EqualTo($"Signatures.{key}") : Is.Not.EqualTo("made"), way.Name);
    }

    static IEnumerable<TestCaseData> NotEnough()
    {
        yield return Row("none", CarriedMaterial.None, "no-evidence");
        yield return Row("a list that has ended", new([], [Authority.List(Now.AddDays(-9), Now.AddDays(-2))], []), "level-not-reached");
        yield return Row("of another authority", new([], [Root("Another").List()], []), "level-not-reached");
        yield return Row("about the signer alone", new([], [], [Authority.Response(Citizen.Certificate, CertificateStatus.Good)]), "level-not-reached");
        yield return Row("that the signer is revoked", new([], [Authority.List(revoked: (Citizen.Certificate, Now.AddDays(-1), RevocationReason.KeyCompromise))], []), "level-not-reached");
        static TestCaseData Row(string what, CarriedMaterial evidence, string key) => new TestCaseData(evidence, key).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(NotEnough))]
    public void Evidence_that_does_not_do_makes_no_level(CarriedMaterial evidence, string key)
    {
        foreach (var way in Ways)
            Assert.That(Raise(way, Citizen, SignatureLevel.LongTerm, SourceOf(Unit), evidence).Refused(out var why, out _) ? why.Sentence.Key : "made", Is.EqualTo($"Signatures.{key}"), way.Name);
    }

    [Test]
    public void Without_what_was_signed_nothing_is_archived()
    {
        foreach (var way in Ways.Where(w => w.Beside.Length > 0))
            Assert.That(
                Augmentation(SignatureLevel.Archived, SourceOf(Unit)).Raise(way.Format, way.Sign(Citizen, SourceOf(Unit)).Expect(), []).Refused(out var why, out _) ? why.Sentence.Key : "made",
                Is.EqualTo("Signatures.no-content-to-stamp"), way.Name);
    }

    [Test]
    public void A_second_signature_is_raised_without_touching_the_first()
    {
        var first = XadesSignature.CreateEnveloped(Citizen, Document, Now).Expect();
        var both = Augmentation(SignatureLevel.Archived, SourceOf(Unit)).Raise(SignatureFormat.Xades, XadesSignature.CreateEnveloped(Authority.Person("Second"), first, Now).Expect(), []).Expect();
        Assert.That(Verify(Ways.ElementAt(2), both, [List], Now).Select(v => (v.Level, v.Intact)), Is.EqualTo(new[] { (SignatureLevel.Basic, false), (SignatureLevel.Archived, true) }),
            "an enveloped signature is over all but itself, and so over whatever comes later");

        var pdf = Raise(Ways.Last(), Citizen, SignatureLevel.Archived, SourceOf(Unit)).Expect();
        var signedAgain = Augmentation(SignatureLevel.Archived, SourceOf(Unit)).Raise(
            SignatureFormat.Pades, PadesSignature.Create(Authority.Person("Second"), pdf, new() { Time = Now, TimeStamp = SourceOf(Unit) }).Expect(), []).Expect();
        Assert.That(Verify(Ways.Last(), signedAgain, [], Now).Select(v => (v.Level, v.Indication)), Is.EqualTo(Enumerable.Repeat((SignatureLevel.Archived, Indication.TotalPassed), 2)));
        var store = PdfSignatures.Read(signedAgain).Expect().SecurityStore!;
        Assert.That((store.Vri.Count, store.RevocationLists.Count), Is.EqualTo((2, 2)));
    }

    [Test]
    public void The_store_of_a_PDF_names_the_signature_by_its_Contents_with_the_zeros()
    {
        var raised = Raise(Ways.Last(), Citizen, SignatureLevel.LongTerm, SourceOf(Unit)).Expect();
        var text = Encoding.Latin1.GetString(raised);
        var start = text.IndexOf("/Contents <3", StringComparison.Ordinal) + "/Contents <".Length;
        var contents = Convert.FromHexString(text[start..text.IndexOf('>', start)]);

        Assert.That(contents[^1], Is.Zero);
        Assert.That(PdfSignatures.Read(raised).Expect().SecurityStore!.Vri, Is.EqualTo(new[] { Convert.ToHexString(System.Security.Cryptography.SHA1.HashData(contents)) }), "ISO 32000-2 §12.8.4.4");
    }

    [Test]
    public void A_PDF_whose_signature_has_no_time_stamp_is_not_called_B_T() => Assert.That(
        Augmentation(SignatureLevel.Timed, SourceOf(Unit)).Raise(SignatureFormat.Pades, PadesSignature.Create(Citizen, HandmadePdf.File(), new() { Time = Now }).Expect(), []).Refused(out var why, out _) ? why.Sentence.ToString() : "",
        Is.EqualTo("The signature should be B-T and is B-B."));

    [Test]
    public void Formats_without_levels_say_so() => Assert.That(
        Augmentation(SignatureLevel.Timed, SourceOf(Unit)).Raise(SignatureFormat.Cms, CmsSignature.CreateAttached(Citizen, Letter, Now, CmsForm.Plain), []).Refused(out var why, out _) ? why.Sentence.Key : "",
        Is.EqualTo("Signatures.no-levels"));

    static TimeStampSource SourceOf(CmsSigner unit) => (digest, imprint) => (ReadOnlyMemory<byte>)TimeStamps(unit).Stamp(digest, imprint, Now).Token;

    static ReadOnlyMemory<byte> Spoil(ReadOnlyMemory<byte> token)
    {
        byte[] spoiled = [.. token.Span];
        spoiled[^1] ^= 1;
        return spoiled;
    }

    static SignatureAugmentation Augmentation(SignatureLevel level, TimeStampSource source, CarriedMaterial? evidence = null) =>
        new() { Level = level, TimeStamps = source, Evidence = evidence ?? new([Authority.Certificate], [List], []), Now = Now };

    static Outcome<byte[]> Raise(Way way, CmsSigner signer, SignatureLevel level, TimeStampSource source, CarriedMaterial? evidence = null) =>
        way.Sign(signer, source).Then(signature => Augmentation(level, source, evidence).Raise(way.Format, signature, way.Contents));

    static IReadOnlyList<SignatureVerdict> Verify(Way way, byte[] signature, IReadOnlyList<RevocationList> lists, DateTimeOffset now) => SignatureVerifier.Verify(
        new SignedFile(signature, way.Contents), new() { Anchors = [TrustAnchor.Of(Authority.Certificate).Expect()], RevocationLists = lists },
        new() { Time = JudgementTime.DayOfChecking(now) }).Expect().Signatures;
}
