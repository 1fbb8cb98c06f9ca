using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Revocation;
using Ca.Core.Signatures;
using Ca.Core.TimeStamping;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.Signatures;

/// <summary>Signatures of a month ago, each with a time-stamp of a minute later, judged now.</summary>
public class TimeStampJudgementTests
{
    static readonly byte[] Content = "Прошу выдать"u8.ToArray();
    static readonly DateTimeOffset Signed = Now.AddMonths(-1);
    static readonly DateTimeOffset Stamped = Signed.AddMinutes(1);

    static readonly SampleAuthority Authority = Root();
    static readonly CmsSigner Time = Authority.TimeStamper();

    static IEnumerable<string> Algorithms => KeyAlgorithm.All.Select(a => a.Name);

    static IEnumerable<DigestAlgorithm> Digests => TimeStampAuthority.Digests;

    [Test]
    public void A_signer_that_has_expired_meanwhile_passes_at_the_time_proved()
    {
        var signer = Expired();
        var stamped = Verify(WithTimeStamp(signer, Stamp(Time, Stamped)));
        Assert.That(stamped.Indication, Is.EqualTo(Indication.TotalPassed), string.Join('\n', stamped.Findings));
        Assert.That((stamped.Time.At, stamped.Time.Source), Is.EqualTo((Stamped, JudgementTimeSource.TrustedTimeStamp)));
        Assert.That(stamped.Level, Is.EqualTo(SignatureLevel.Timed));

        var unstamped = Verify(CmsSignature.CreateAttached(signer, Content, Signed));
        Assert.That(unstamped.Indication, Is.Not.EqualTo(Indication.TotalPassed));
    }

    [Test]
    public void A_signer_revoked_after_the_time_proved_passes_and_one_revoked_before_fails()
    {
        var signer = Authority.Person();
        var signature = WithTimeStamp(signer, Stamp(Time, Stamped));
        Assert.That(Verify(signature, (signer.Certificate, Stamped.AddHours(1), RevocationReason.CessationOfOperation)).Indication, Is.EqualTo(Indication.TotalPassed));
        Assert.That(Verify(signature, (signer.Certificate, Stamped.AddHours(-1), RevocationReason.CessationOfOperation)).Indication, Is.Not.EqualTo(Indication.TotalPassed));
        Assert.That(Verify(signature, (signer.Certificate, Stamped.AddHours(-1), RevocationReason.KeyCompromise)).Indication, Is.Not.EqualTo(Indication.TotalPassed));

        var unstamped = Verify(CmsSignature.CreateAttached(signer, Content, Signed), (signer.Certificate, Stamped.AddHours(1), RevocationReason.CessationOfOperation));
        Assert.That(unstamped.Indication, Is.Not.EqualTo(Indication.TotalPassed));
    }

    [Test]
    public void A_time_stamp_by_every_algorithm_proves_its_time([ValueSource(nameof(Algorithms))] string algorithm)
    {
        var root = Root(algorithm: algorithm);
        var signer = Authority.Person();
        var verdict = Verify(WithTimeStamp(signer, Stamp(root.TimeStamper(algorithm: algorithm), Stamped)), root);
        Assert.That(verdict.Time.Source, Is.EqualTo(JudgementTimeSource.TrustedTimeStamp), string.Join('\n', verdict.TimeStamps[0].Findings));
    }

    [Test]
    public void A_time_stamp_over_every_hash_proves_its_time([ValueSource(nameof(Digests))] DigestAlgorithm digest) =>
        Assert.That(Verify(WithTimeStamp(Authority.Person(), Stamp(Time, Stamped, digest))).Time.At, Is.EqualTo(Stamped));

    [Test]
    public void A_time_stamp_without_certificates_proves_its_time_where_they_are_at_hand()
    {
        var stamp = (byte[] value) => TimeStamps(Time).Stamp(TimeStampRequest.Create(DigestAlgorithm.Sha256, DigestAlgorithm.Sha256.Compute(value), null, [], certificatesWanted: false), Stamped).Token;
        var signature = WithTimeStamp(Authority.Person(), stamp);
        ProvesNothing(Verify(signature));
        var material = Material(Authority) with { Certificates = [Time.Certificate] };
        Assert.That(Verify(signature, material).Time.At, Is.EqualTo(Stamped));
    }

    [Test]
    public void A_forged_one_proves_nothing([Values] bool inSignature) => ProvesNothing(Verify(WithTimeStamp(Expired(), value =>
    {
        var token = Stamp(Time, Stamped)(value);
        // Either the last octet of the signature, or the genTime that it is over.
        var at = inSignature ? token.Length - 1 : token.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes($"{Stamped.UtcDateTime:yyyyMMddHHmmss}Z")) + 7;
        token[at] ^= 1;
        return token;
    })));

    /// <summary>Ours are not made over it; others were. SHA-224 is strong enough.</summary>
    [Test]
    public void One_over_a_hash_by_SHA_1_proves_nothing()
    {
        var weak = Verify(WithTimeStamp(Expired(), Over(DigestAlgorithm.Sha1)));

        ProvesNothing(weak, "time-stamp-outdated-imprint");
        Assert.That(weak.TimeStamps[0].Findings, Has.Count.EqualTo(1));
        Assert.That(Verify(WithTimeStamp(Expired(), Over(DigestAlgorithm.Sha224))).Time.At, Is.EqualTo(Stamped));
    }

    /// <summary>A token as others make it: over a hash that our authority does not take.</summary>
    static Func<byte[], byte[]> Over(DigestAlgorithm digest) => value => new HandmadeCms(Time)
    {
        ContentType = Oids.TimeStampTokenContent,
        Content = Der.Write(w =>
        {
            using (w.PushSequence())
            {
                w.WriteInteger(1);
                w.WriteObjectIdentifier("1.2.3.4");
                MessageImprint.Write(w, MessageImprint.Identifier(digest), digest.Compute(value));
                w.WriteInteger(1);
                w.WriteGeneralizedTime(Stamped, omitFractionalSeconds: true);
            }
        }),
    }.Encode();

    [Test]
    public void A_foreign_one_proves_nothing() => ProvesNothing(Verify(WithTimeStamp(Expired(), Stamp(Root("Foreign").TimeStamper(), Stamped))));

    [Test]
    public void One_of_the_future_proves_nothing() => ProvesNothing(Verify(WithTimeStamp(Expired(), Stamp(Time, Now.AddSeconds(1)))));

    [Test]
    public void One_over_something_else_proves_nothing() =>
        ProvesNothing(Verify(WithTimeStamp(Expired(), value => Stamp(Time, Stamped)([.. value, 0]))));

    [Test]
    public void One_over_the_content_and_not_the_signature_proves_nothing() =>
        ProvesNothing(Verify(WithTimeStamp(Expired(), _ => Stamp(Time, Stamped)(Content))));

    [Test]
    public void One_by_whoever_is_not_certified_for_it_alone_and_critically_proves_nothing()
    {
        var all = ExtensionWriter.ExtendedKeyUsage([Oids.TimeStamping]);
        ProvesNothing(By(Authority.Person("Another")), "time-stamp-purpose");
        ProvesNothing(By(Authority.TimeStamper(change: Change(all))), "time-stamp-purpose");
        ProvesNothing(By(Authority.TimeStamper(change: Change(ExtensionWriter.ExtendedKeyUsage([Oids.TimeStamping, Oids.EmailProtection]) with { Critical = true }))), "time-stamp-purpose");
        ProvesNothing(By(Authority.TimeStamper(change: Change(ExtensionWriter.ExtendedKeyUsage([Oids.EmailProtection]) with { Critical = true }))), "time-stamp-purpose");
        Assert.That(By(Authority.TimeStamper(change: Change(all with { Critical = true }))).Time.At, Is.EqualTo(Stamped), "or the rest shows nothing");

        static SignatureVerdict By(CmsSigner signer) => Verify(WithTimeStamp(Expired(), value => SignedBy(signer, Stamp(Time, Stamped)(value))));
        static Func<TbsCertificate, TbsCertificate> Change(Extension purpose) => c => c with { Extensions = Replace(c.Extensions, purpose) };
    }

    [Test]
    public void One_by_an_authority_whose_key_was_stolen_before_proves_nothing() => ProvesNothing(Verify(
        WithTimeStamp(Expired(), Stamp(Time, Stamped)), (Time.Certificate, Stamped.AddDays(-1), RevocationReason.KeyCompromise)));

    [Test]
    public void One_by_an_authority_that_has_expired_proves_nothing_by_itself()
    {
        var ended = Authority.TimeStamper("Ended", change: c => c with { Validity = new(Signed.AddYears(-1), Now.AddDays(-1)) });
        ProvesNothing(Verify(WithTimeStamp(Expired(), Stamp(ended, Stamped))));
    }

    [Test]
    public void Garbage_in_its_place_proves_nothing() => ProvesNothing(Verify(WithTimeStamp(Expired(), _ => [0x30, 0x00])));

    [Test]
    public void Among_several_the_earliest_good_one_counts()
    {
        var verdict = Verify(WithTimeStamp(Expired(), Stamp(Time, Stamped.AddDays(1)), Stamp(Root("Foreign").TimeStamper(), Signed), Stamp(Time, Stamped)));
        Assert.That(verdict.Time.At, Is.EqualTo(Stamped));
        Assert.That(verdict.TimeStamps.Select(t => t.Indication == Indication.TotalPassed), Is.EqualTo(new[] { true, false, true }));
    }

    [Test]
    public void A_time_stamp_by_itself_is_judged_alike()
    {
        var token = TimeStampToken.Parse(Stamp(Time, Stamped)(Content)).Expect();
        var inputs = new PathInputs { Time = JudgementTime.DayOfChecking(Now) };
        var good = TimeStampVerifier.Verify(token, d => d.Compute(Content), Material(Authority), inputs);
        Assert.That(good.Indication, Is.EqualTo(Indication.TotalPassed), string.Join('\n', good.Findings));
        Assert.That(TimeStampVerifier.Verify(token, d => d.Compute([.. Content, 0]), Material(Authority), inputs).Indication, Is.EqualTo(Indication.TotalFailed));
        Assert.That(TimeStampVerifier.Verify(token, d => d.Compute(Content), Material(Root("Foreign")), inputs).Indication, Is.EqualTo(Indication.Indeterminate));
    }

    /// <summary>The signer's certificate has expired, so that anything proved would show; and the report says what was not counted.</summary>
    static void ProvesNothing(SignatureVerdict verdict, string? rule = null)
    {
        if (rule is not null)
            Assert.That(verdict.TimeStamps[0].Findings.Select(f => f.Rule.Id), Does.Contain(rule));
        Assert.That(verdict.TimeStamps[0].Indication, Is.Not.EqualTo(Indication.TotalPassed));
        Assert.That(verdict.Time.Source, Is.EqualTo(JudgementTimeSource.DayOfChecking));
        Assert.That(verdict.Findings.Select(f => f.Rule.Id), Does.Contain("time-stamp-not-counted"));
        Assert.That(verdict.Intact, "it does the signature no harm");
    }

    static CmsSigner Expired() => Authority.Person(change: c => c with { Validity = new(Signed.AddYears(-1), Signed.AddDays(1)) });

    static Func<byte[], byte[]> Stamp(CmsSigner unit, DateTimeOffset at, DigestAlgorithm? digest = null) => value =>
        TimeStamps(unit).Stamp(digest ?? DigestAlgorithm.Sha256, (digest ?? DigestAlgorithm.Sha256).Compute(value), at).Token;

    /// <summary>The TSTInfo of a token under the signature of somebody whom no authority would let sign one.</summary>
    static byte[] SignedBy(CmsSigner signer, byte[] token) => new HandmadeCms(signer)
    {
        ContentType = Oids.TimeStampTokenContent,
        Content = TimeStampToken.Parse(token).Expect().SignedData.Content!.Value.ToArray(),
    }.Encode();

    /// <summary>A signature with signature-time-stamps, made over its value.</summary>
    static byte[] WithTimeStamp(CmsSigner signer, params Func<byte[], byte[]>[] stamps)
    {
        var info = new AsnReader(CmsSignature.CreateAttached(signer, Content, Signed), AsnEncodingRules.DER).ReadSequence();
        info.ReadObjectIdentifier();
        var signed = Values(info.ReadSequence(Context(0)).ReadSequence());
        var entry = Values(new AsnReader(signed[^1], AsnEncodingRules.DER).ReadSetOf().ReadSequence());
        var value = new AsnReader(entry[^1], AsnEncodingRules.DER).ReadOctetString();
        return Der.Write(w =>
        {
            using (w.PushSequence())
            {
                w.WriteObjectIdentifier(Oids.CmsSignedData);
                using (w.PushSequence(Context(0)))
                using (w.PushSequence())
                {
                    signed[..^1].ForEach(v => w.WriteEncodedValue(v.Span));
                    using (w.PushSetOf())
                    using (w.PushSequence())
                    {
                        entry.ForEach(v => w.WriteEncodedValue(v.Span));
                        using (w.PushSequence(Context(1)))
                            foreach (var stamp in stamps)
                                using (w.PushSequence())
                                {
                                    w.WriteObjectIdentifier(Oids.SignatureTimeStamp);
                                    using (w.PushSetOf())
                                        w.WriteEncodedValue(stamp(value));
                                }
                    }
                }
            }
        });
    }

    static List<ReadOnlyMemory<byte>> Values(AsnReader reader)
    {
        var values = new List<ReadOnlyMemory<byte>>();
        while (reader.HasData)
            values.Add(reader.ReadEncodedValue());
        return values;
    }

    static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);

    static PathMaterial Material(SampleAuthority authority, params (Certificate, DateTimeOffset, RevocationReason)[] revoked) =>
        new()
        {
            Anchors = [TrustAnchor.Of(authority.Certificate).Expect()],
            // A list may leave out what has expired, so that one from before tells of the expired signer.
            RevocationLists = [authority.List(Stamped.AddHours(2), Stamped.AddDays(9), revoked), authority.List(revoked: revoked)],
        };

    static SignatureVerdict Verify(byte[] signature, params (Certificate, DateTimeOffset, RevocationReason)[] revoked) => Verify(signature, Material(Authority, revoked));

    static SignatureVerdict Verify(byte[] signature, SampleAuthority another)
    {
        var (own, other) = (Material(Authority), Material(another));
        return Verify(signature, new PathMaterial { Anchors = [.. own.Anchors, .. other.Anchors], RevocationLists = [.. own.RevocationLists, .. other.RevocationLists] });
    }

    static SignatureVerdict Verify(byte[] signature, PathMaterial material) =>
        SignatureVerifier.Verify(signature, null, material, new() { Time = JudgementTime.DayOfChecking(Now) }).Expect().Signatures.Single();
}
