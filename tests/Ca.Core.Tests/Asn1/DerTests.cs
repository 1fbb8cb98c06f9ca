using System.Formats.Asn1;
using System.Security.Cryptography;
using Ca.Core.Asn1;

namespace Ca.Core.Tests.Asn1;

public class DerTests
{
    static string? Complaint(byte[] bytes, int maxOctets = 100_000) =>
        Der.Read<byte[]>(bytes, maxOctets, reader => reader.ReadEncodedValue().ToArray()).Refused(out var why, out _) ? why.Sentence.Key : null;

    // X.690 §10.1: definite, shortest lengths.
    [TestCase("0500", null)]
    [TestCase("040141", null)]
    [TestCase("", "Asn1.empty")]
    [TestCase("05", "Asn1.not-der")]
    [TestCase("0402 41", "Asn1.not-der", Description = "cut off")]
    [TestCase("04810141", "Asn1.not-der", Description = "a longer length than needed")]
    [TestCase("30800000", "Asn1.not-der", Description = "indefinite")]
    [TestCase("0484FFFFFFFF", "Asn1.not-der")]
    [TestCase("0485010000000041", "Asn1.not-der")]
    [TestCase("04FF", "Asn1.not-der")]
    [TestCase("05000500", "Asn1.trailing-bytes")]
    [TestCase("05000A", "Asn1.trailing-bytes", Description = "a line feed")]
    [TestCase("300405000500", null)]
    [TestCase("3003050005", "Asn1.not-der", Description = "a value cut off inside another")]
    public void Only_one_definite_value_is_read(string hex, string? complaint) =>
        Assert.That(Complaint(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))), Is.EqualTo(complaint));

    [TestCase(Der.MaxDepth, null)]
    [TestCase(Der.MaxDepth + 1, "Asn1.not-der")]
    [TestCase(10_000, "Asn1.not-der")]
    public void Depth_is_bounded(int depth, string? complaint)
    {
        byte[] nested = [0x05, 0x00];
        for (var level = 0; level < depth; level++)
            nested = nested.Length switch
            {
                < 0x80 => [0x30, (byte)nested.Length, .. nested],
                < 0x100 => [0x30, 0x81, (byte)nested.Length, .. nested],
                _ => [0x30, 0x82, (byte)(nested.Length >> 8), (byte)(nested.Length & 0xFF), .. nested],
            };
        Assert.That(Complaint(nested), Is.EqualTo(complaint));
    }

    [Test]
    public void Size_is_bounded()
    {
        Assert.That(Complaint([0x04, 0x01, 0x41], maxOctets: 3), Is.Null);
        Assert.That(Complaint([0x04, 0x01, 0x41], maxOctets: 2), Is.EqualTo("Asn1.too-large"));
    }

    [Test]
    public void What_a_reader_throws_for_bad_content_is_a_refusal_and_a_bug_is_not()
    {
        Outcome<string> Read(Exception e) => Der.Read<string>(new byte[] { 5, 0 }, 2, _ => throw e);
        Assert.Multiple(() =>
        {
            Assert.That(Read(new AsnContentException()).Refused(out _, out _));
            Assert.That(Read(new CryptographicException()).Refused(out _, out _));
            Assert.That(Read(new OverflowException()).Refused(out _, out _));
            Assert.That(() => Read(new InvalidOperationException()), Throws.InvalidOperationException);
        });
    }

    [Test]
    public void What_is_left_unread_is_refused() =>
        Assert.That(Der.Read<string>(new byte[] { 5, 0 }, 2, _ => "nothing read").Refused(out _, out _));

    [TestCase("1.2.3", true)]
    [TestCase("2.999.1", true)]
    [TestCase("2.25.329800735698586629295641978511506172918", true, Description = "a UUID (X.667)")]
    [TestCase("0.39", true)]
    [TestCase("1", false)]
    [TestCase("1.40", false)]
    [TestCase("3.1", false)]
    [TestCase("1.2.", false)]
    [TestCase("1.02", false)]
    [TestCase("1.-2", false)]
    [TestCase("1.2.a", false)]
    [TestCase("1.2.٣", false, Description = "a digit, but not of ASCII")]
    [TestCase("", false)]
    public void An_OID_is_numbers_and_dots(string text, bool dotted) => Assert.That(Oids.IsDotted(text), Is.EqualTo(dotted));
}
