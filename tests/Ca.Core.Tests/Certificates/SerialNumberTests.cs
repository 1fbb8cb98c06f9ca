using Ca.Core.Certificates;

namespace Ca.Core.Tests.Certificates;

public class SerialNumberTests
{
    // X.690 §8.3.2, and RFC 5280 §4.1.2.2: relying parties read what issuers must not write.
    [TestCase("01", null)]
    [TestCase("7f", null)]
    [TestCase("0080", null)]
    [TestCase("ff", null)]
    [TestCase("ff7f", null)]
    [TestCase("00", null)]
    [TestCase("0001", "Certificates.serial-not-minimal")]
    [TestCase("ff80", "Certificates.serial-not-minimal")]
    [TestCase("", "Certificates.serial-length")]
    public void Contents_of_an_INTEGER_are_minimal(string hex, string? complaint) =>
        Assert.That(SerialNumber.Parse(Convert.FromHexString(hex)).Refused(out var why, out _) ? why.Sentence.Key : null, Is.EqualTo(complaint));

    [Test]
    public void Length_is_bounded()
    {
        byte[] Of(int length) => [0x40, .. new byte[length - 1]];
        Assert.That(SerialNumber.Parse(Of(SerialNumber.MaxOctets)).Expect().Length, Is.EqualTo(SerialNumber.MaxOctets));
        Assert.That(SerialNumber.Parse(Of(SerialNumber.MaxOctets + 1)).Refused(out _, out _));
    }

    [TestCase("4B00", "4b00")]
    [TestCase("4b00", "4b00")]
    [TestCase("4b0", null)]
    [TestCase("4x", null)]
    [TestCase("", null)]
    [TestCase(" 4b", null)]
    public void Hex_is_read_in_either_case(string hex, string? read) =>
        Assert.That(SerialNumber.Parse(hex).Refused(out _, out var serial) ? null : serial.Hex, Is.EqualTo(read));

    [TestCase("01", true)]
    [TestCase("0080", true)]
    [TestCase("00", false)]
    [TestCase("80", false)]
    public void Positive_is_above_zero(string hex, bool positive) => Assert.That(SerialNumber.Parse(hex).Expect().IsPositive, Is.EqualTo(positive));

    [Test, Repeat(1000)]
    public void A_generated_serial_is_one_that_Parse_accepts()
    {
        var serial = SerialNumber.Generate();
        Assert.That(SerialNumber.Parse(serial.Octets).Expect(), Is.EqualTo(serial));
        Assert.That(serial is { IsPositive: true, Length: 16 });
    }

    // The 63-bit serials of 2019: every bit but the two that keep the form takes both values.
    [Test]
    public void A_generated_serial_has_126_random_bits()
    {
        var (ones, zeros) = (new byte[16], new byte[16]);
        for (var i = 0; i < 200; i++)
            foreach (var (at, octet) in SerialNumber.Generate().Octets.Index())
                (ones[at], zeros[at]) = ((byte)(ones[at] | octet), (byte)(zeros[at] | ~octet & 0xFF));
        Assert.That(ones, Is.EqualTo((byte[])[0x7F, .. Enumerable.Repeat((byte)0xFF, 15)]));
        Assert.That(zeros, Is.EqualTo((byte[])[0xBF, .. Enumerable.Repeat((byte)0xFF, 15)]));
    }
}
