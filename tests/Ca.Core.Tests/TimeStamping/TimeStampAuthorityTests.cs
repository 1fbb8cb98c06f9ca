using System.Globalization;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.TimeStamping;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.TimeStamping;

public class TimeStampAuthorityTests
{
    static readonly byte[] Hash = DigestAlgorithm.Sha256.Compute("content"u8);
    static readonly SampleAuthority Authority = Root().Authority("Issuing");

    [Test]
    public void A_token_says_what_the_policy_and_the_request_say([Values("1.2", "2.5.29.32", "2.25.329800735698586629295641978511506172918")] string policy, [Values(1000, 2000, 1500, 60_000)] int accuracy, [Values] bool ordering)
    {
        var stamps = TimeStampAuthority.Create(Authority.TimeStamper(), new(policy, TimeSpan.FromMilliseconds(accuracy), ordering)).Expect();
        var request = TimeStampRequest.Create(DigestAlgorithm.Sha256, Hash, policy, [0x7F, 1], certificatesWanted: true);
        var made = stamps.Stamp(request, Now.AddMilliseconds(999));
        var token = TimeStampToken.Parse(made.Token).Expect();
        Assert.Multiple(() =>
        {
            Assert.That((token.Policy, token.Accuracy, token.Ordering), Is.EqualTo((policy, (TimeSpan?)TimeSpan.FromMilliseconds(accuracy), ordering)));
            Assert.That(token.Imprint.ToArray(), Is.EqualTo(Hash));
            Assert.That(token.Nonce!.Value.ToArray(), Is.EqualTo(new byte[] { 0x7F, 1 }));
            Assert.That(token.SerialNumber.ToArray(), Is.EqualTo(made.SerialNumber.Octets));
            Assert.That((token.Time, made.Time), Is.EqualTo((Now, Now)), "whole seconds, none of them ahead");
        });
    }

    [Test]
    public void Certificates_are_in_a_token_exactly_when_asked_for_and_the_anchor_never()
    {
        var unit = Authority.TimeStamper();
        unit = unit with { Chain = [Authority.Certificate, Root().Certificate] };
        var stamps = TimeStamps(unit);
        Assert.That(Certificates(true), Is.EquivalentTo(new[] { unit.Certificate, Authority.Certificate }));
        Assert.That(Certificates(false), Is.Empty);

        IReadOnlyList<Certificate> Certificates(bool wanted) => TimeStampToken.Parse(
            stamps.Stamp(TimeStampRequest.Create(DigestAlgorithm.Sha256, Hash, null, [], wanted), Now).Token).Expect().SignedData.Certificates;
    }

    [Test]
    public void Serial_numbers_do_not_come_again()
    {
        var stamps = TimeStamps(Authority.TimeStamper());
        var serials = Enumerable.Range(0, 500).Select(_ => stamps.Stamp(DigestAlgorithm.Sha256, Hash, Now).SerialNumber).ToList();
        Assert.That(serials, Is.Unique);
        Assert.That(serials.Select(s => s.Length), Is.All.LessThanOrEqualTo(20), "160 bits (RFC 3161 §2.4.2)");
    }

    [Test]
    public void Only_a_certificate_for_time_stamping_alone_that_says_so_critically_will_do()
    {
        Assert.That(Why(Authority.TimeStamper()), Is.Null);
        Assert.That(Why(Authority.Person()), Is.EqualTo("TimeStamping.other-purpose"));
        Assert.That(Why(With(ExtensionWriter.ExtendedKeyUsage([Oids.TimeStamping]))), Is.EqualTo("TimeStamping.other-purpose"), "not critical");
        Assert.That(Why(With(ExtensionWriter.ExtendedKeyUsage([Oids.TimeStamping, Oids.EmailProtection]) with { Critical = true })), Is.EqualTo("TimeStamping.other-purpose"));
        Assert.That(Why(With(ExtensionWriter.KeyUsage(KeyUsages.DigitalSignature | KeyUsages.KeyEncipherment))), Is.EqualTo("TimeStamping.other-purpose"));
        Assert.That(Why(Authority.TimeStamper() with { Certificate = Authority.TimeStamper("Other").Certificate }), Is.EqualTo("TimeStamping.other-key"));
    }

    [Test]
    public void No_promise_is_made_that_whole_seconds_cannot_keep()
    {
        Assert.That(Why(Authority.TimeStamper(), "1.2.3", 999), Is.EqualTo("TimeStamping.too-accurate"));
        Assert.That(Why(Authority.TimeStamper(), "policy", 1000), Is.EqualTo("TimeStamping.no-policy"));
    }

    [Test]
    public void A_key_is_used_within_its_period_and_its_certificate_alone()
    {
        var stamps = TimeStamps(Authority.TimeStamper(change: c => c with
        {
            Extensions = CertificateExtensions.Of([.. c.Extensions, ExtensionWriter.PrivateKeyUsagePeriod(new(Now, Now.AddYears(1)))]).Expect(),
        }));
        Assert.That(new[] { Now.AddSeconds(-1), Now, Now.AddYears(1), Now.AddYears(1).AddSeconds(1) }.Select(stamps.Certificate.MaySignAt), Is.EqualTo(new[] { false, true, true, false }));
        Assert.That(() => stamps.Stamp(DigestAlgorithm.Sha256, Hash, Now.AddSeconds(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(TimeStamps(Authority.TimeStamper()).Certificate.MaySignAt(Now.AddYears(3)), Is.False);
    }

    [Test]
    public void A_response_is_read_again_with_its_failure([Values] TimeStampFailure failure, [Values("en", "ru")] string language)
    {
        var why = new Sentence("TimeStamping.bad-hash", "sha256");
        var response = TimeStampResponse.Parse(TimeStampResponse.Reject(new(failure, why), CultureInfo.GetCultureInfo(language))).Expect();
        Assert.That((response.Status, response.Failure, response.Token), Is.EqualTo((TimeStampStatus.Rejection, (TimeStampFailure?)failure, (TimeStampToken?)null)));
        Assert.That(response.Text, Is.EqualTo(new[] { why.In(CultureInfo.GetCultureInfo(language)) }));
    }

    [Test]
    public void A_granted_response_has_a_token_and_a_rejection_none()
    {
        var token = TimeStamps(Authority.TimeStamper()).Stamp(DigestAlgorithm.Sha256, Hash, Now).Token;
        Assert.That(TimeStampResponse.Parse(TimeStampResponse.Grant(token)).Expect().Token!.Time, Is.EqualTo(Now));
        Assert.That(Why(0, null), Is.EqualTo("TimeStamping.status-and-token"));
        Assert.That(Why(2, token), Is.EqualTo("TimeStamping.status-and-token"));
        Assert.That(Why(6, null), Is.EqualTo("TimeStamping.unknown-status"));

        static string? Why(int status, byte[]? token) => TimeStampResponse.Parse(Der.Write(w =>
        {
            using (w.PushSequence())
            {
                using (w.PushSequence())
                    w.WriteInteger(status);
                if (token is not null)
                    w.WriteEncodedValue(token);
            }
        })).Refused(out var why, out _) ? why.Sentence.Key : null;
    }

    static CmsSigner With(Extension extension) => Authority.TimeStamper(change: c => c with { Extensions = Replace(c.Extensions, extension) });

    static string? Why(CmsSigner signer, string policy = "1.2.3", int accuracy = 1000) =>
        TimeStampAuthority.Create(signer, new(policy, TimeSpan.FromMilliseconds(accuracy), false)).Refused(out var why, out _) ? why.Sentence.Key : null;
}
