using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Keys;
using Ca.Core.TimeStamping;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.TimeStamping;

public class TimeStampRequestTests
{
    static readonly byte[] Hash = DigestAlgorithm.Sha256.Compute("content"u8);

    public static IEnumerable<DigestAlgorithm> Digests => TimeStampAuthority.Digests;

    [Test]
    public void What_is_written_is_read_again([ValueSource(nameof(Digests))] DigestAlgorithm digest, [Values(null, "1.2.3")] string? policy, [Values(0, 1, 8, 64)] int nonce, [Values] bool certificates)
    {
        var hash = digest.Compute("content"u8);
        var octets = Enumerable.Repeat((byte)0x41, nonce).ToArray();
        var read = TimeStampRequest.Parse(TimeStampRequest.Create(digest, hash, policy, octets, certificates).Encoded).Expect();
        Assert.Multiple(() =>
        {
            Assert.That(read.Digest.Expect(), Is.EqualTo(digest));
            Assert.That(read.Imprint.ToArray(), Is.EqualTo(hash));
            Assert.That(read.Policy, Is.EqualTo(policy));
            Assert.That(read.Nonce?.ToArray(), nonce == 0 ? Is.Null : Is.EqualTo(octets));
            Assert.That(read.CertificatesWanted, Is.EqualTo(certificates));
            Assert.That(read.Extensions, Is.Empty);
        });
    }

    [Test, Repeat(500)]
    public void Our_own_nonce_is_positive_and_of_eight_octets() =>
        Assert.That(TimeStampRequest.Create(DigestAlgorithm.Sha256, Hash).Nonce!.Value.ToArray(), Has.Length.EqualTo(8).And.ItemAt(0).InRange(1, 0x7F));

    [Test]
    public void Bytes_that_are_no_request_are_bad_data() =>
        Assert.That(Rejected([0x30, 0x03, 0x02, 0x01, 0x01]), Is.EqualTo(TimeStampFailure.BadDataFormat));

    [Test]
    public void Something_behind_the_request_is_bad_data() =>
        Assert.That(Rejected([.. Request(), 0]), Is.EqualTo(TimeStampFailure.BadDataFormat));

    [Test]
    public void Something_inside_behind_the_last_field_is_bad_data() =>
        Assert.That(Rejected(Request(more: w => w.WriteNull())), Is.EqualTo(TimeStampFailure.BadDataFormat));

    [Test]
    public void An_oversized_request_is_bad_data() =>
        Assert.That(Rejected(Request(hash: new byte[TimeStampRequest.MaxOctets])), Is.EqualTo(TimeStampFailure.BadDataFormat));

    [Test]
    public void A_nonce_without_end_is_bad_data() =>
        Assert.That(Rejected(Request(more: w => w.WriteInteger([1, .. new byte[TimeStampRequest.MaxNonceOctets]]))), Is.EqualTo(TimeStampFailure.BadDataFormat));

    [TestCase(0)]
    [TestCase(2)]
    [TestCase(-1)]
    public void Another_version_is_a_bad_request(int version) =>
        Assert.That(Rejected(Request(version: version)), Is.EqualTo(TimeStampFailure.BadRequest));

    [TestCase(Oids.Sha1, 20)]
    [TestCase(Oids.Md5, 16)]
    [TestCase("1.2.3", 32)]
    public void A_hash_that_is_broken_or_unknown_is_a_bad_algorithm(string oid, int octets) =>
        Assert.That(Rejected(Request(algorithm: oid, hash: new byte[octets])), Is.EqualTo(TimeStampFailure.BadAlgorithm));

    [Test]
    public void Parameters_beside_the_hash_may_be_NULL_and_nothing_else()
    {
        Assert.That(Rejected(Request(parameters: w => w.WriteNull())), Is.Null);
        Assert.That(Rejected(Request(parameters: w => w.WriteInteger(1))), Is.EqualTo(TimeStampFailure.BadAlgorithm));
    }

    [Test]
    public void A_hash_of_another_length_is_bad_data([ValueSource(nameof(Digests))] DigestAlgorithm digest, [Values(-1, 1)] int more) =>
        Assert.That(Rejected(Request(algorithm: digest.Oid, hash: new byte[digest.Octets + more])), Is.EqualTo(TimeStampFailure.BadDataFormat));

    [TestCase("1.2.3.4", null)]
    [TestCase("1.2.3.5", TimeStampFailure.UnacceptedPolicy)]
    public void Another_policy_than_the_authority_s_is_not_accepted(string policy, TimeStampFailure? failure) =>
        Assert.That(Rejected(Request(more: w => w.WriteObjectIdentifier(policy))), Is.EqualTo(failure));

    [Test]
    public void No_extension_is_accepted_critical_or_not([Values] bool critical) => Assert.That(Rejected(Request(more: w =>
    {
        w.WriteBoolean(true);
        using (w.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        using (w.PushSequence())
        {
            w.WriteObjectIdentifier("1.2.3");
            if (critical)
                w.WriteBoolean(true);
            w.WriteOctetString([5, 0]);
        }
    })), Is.EqualTo(TimeStampFailure.UnacceptedExtension));

    [Test]
    public void An_answer_to_another_request_is_noticed()
    {
        var authority = TimeStamps(Root().TimeStamper());
        var request = TimeStampRequest.Create(DigestAlgorithm.Sha256, Hash, "1.2.3.4", [1, 2, 3], certificatesWanted: true);
        var token = Read(authority.Stamp(request, Now));
        Assert.That(request.Refuses(token), Is.Null);
        Assert.That(Other(DigestAlgorithm.Sha256, DigestAlgorithm.Sha256.Compute("other"u8), "1.2.3.4", [1, 2, 3]), Is.EqualTo("TimeStamping.other-imprint"));
        Assert.That(Other(DigestAlgorithm.Streebog256, Hash, "1.2.3.4", [1, 2, 3]), Is.EqualTo("TimeStamping.other-imprint"));
        Assert.That(Other(DigestAlgorithm.Sha256, Hash, "1.2.3.4", [1, 2, 4]), Is.EqualTo("TimeStamping.other-nonce"));
        Assert.That(Other(DigestAlgorithm.Sha256, Hash, "1.2.3.5", [1, 2, 3]), Is.EqualTo("TimeStamping.other-policy"));
        Assert.That(request.Refuses(Read(authority.Stamp(DigestAlgorithm.Sha256, Hash, Now)))?.Sentence.Key, Is.EqualTo("TimeStamping.other-nonce"));

        string? Other(DigestAlgorithm digest, byte[] hash, string policy, byte[] nonce) =>
            TimeStampRequest.Create(digest, hash, policy, nonce, certificatesWanted: true).Refuses(token)?.Sentence.Key;
    }

    static readonly TimeStampAuthority Authority = TimeStamps(Root().TimeStamper());

    static TimeStampToken Read(IssuedTimeStamp stamp) => TimeStampToken.Parse(stamp.Token).Expect();

    static TimeStampFailure? Rejected(byte[] bytes) => TimeStampRequest.Parse(bytes).Refused(out var why, out var request)
        ? TimeStampRejection.Of(why).Failure
        : Authority.Refuses(request)?.Failure;

    static byte[] Request(int version = 1, string algorithm = Oids.Sha256, byte[]? hash = null, Action<AsnWriter>? parameters = null, Action<AsnWriter>? more = null) => Der.Write(w =>
    {
        using (w.PushSequence())
        {
            w.WriteInteger(version);
            using (w.PushSequence())
            {
                using (w.PushSequence())
                {
                    w.WriteObjectIdentifier(algorithm);
                    parameters?.Invoke(w);
                }
                w.WriteOctetString(hash ?? Hash);
            }
            more?.Invoke(w);
        }
    });
}
