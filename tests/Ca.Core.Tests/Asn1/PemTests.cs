using System.Diagnostics;
using System.Text;
using Ca.Core.Asn1;

namespace Ca.Core.Tests.Asn1;

public class PemTests
{
    const string Block = "-----BEGIN A-----\nMAA=\n-----END A-----\n";

    static string? Complaint(byte[] bytes) => Pem.UnwrapOnly(bytes, 1 << 24, "A", "B").Refused(out var why, out _) ? why.Sentence.Key : null;

    // RFC 7468 §2 and §3.
    [TestCase(Block, null)]
    [TestCase("Subject: CN=Иванов\n" + Block + "thanks", null)]
    [TestCase("\uFEFF" + Block, null)]
    [TestCase("-----BEGIN B-----\r\n  M\tA\r\nA=\r\n-----END B-----", null)]
    [TestCase("-----BEGIN A-----MAA=-----END A-----", null)]
    [TestCase("-----BEGIN C-----\nMAA=\n-----END C-----\n" + Block, null)]
    [TestCase("-----BEGIN A-----\n" + Block, null, Description = "the first begins and never ends")]
    [TestCase("hello", "Asn1.no-pem")]
    [TestCase("-----BEGIN C-----\nMAA=\n-----END C-----\n", "Asn1.no-pem")]
    [TestCase("-----BEGIN A-----\nMAA=\n-----END B-----\n", "Asn1.no-pem")]
    [TestCase("-----BEGIN A-----\nMAA=\n", "Asn1.no-pem")]
    [TestCase("-----BEGIN A-----\nMAA=\n-----END A----", "Asn1.no-pem")]
    [TestCase("-----BEGIN A", "Asn1.no-pem")]
    [TestCase("-----BEGIN a-----\nMAA=\n-----END a-----\n", "Asn1.no-pem")]
    [TestCase("-----BEGIN A-----\nMA*=\n-----END A-----\n", "Asn1.damaged-pem")]
    [TestCase("-----BEGIN A-----\nMAA\n-----END A-----\n", "Asn1.damaged-pem")]
    [TestCase("-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\n\nMAA=\n-----END A-----\n", "Asn1.damaged-pem")]
    [TestCase(Block + Block, "Asn1.several-pem")]
    [TestCase(Block + "-----BEGIN B-----\nMAA=\n-----END B-----\n", "Asn1.several-pem")]
    public void A_block_is_found_in_what_people_send(string text, string? complaint) =>
        Assert.That(Complaint(Encoding.UTF8.GetBytes(text)), Is.EqualTo(complaint));

    [Test]
    public void DER_is_taken_as_it_is() => Assert.That(Pem.Unwrap(new byte[] { 0x30, 0 }, 2, "A").Expect().ToArray(), Is.EqualTo(new byte[] { 0x30, 0 }));

    [Test]
    public void What_is_written_is_read_again()
    {
        for (var length = 0; length < 200; length++)
        {
            byte[] der = [0x30, .. Enumerable.Repeat((byte)length, length)];
            Assert.That(Pem.Unwrap(Encoding.ASCII.GetBytes(Pem.Write("A", der)), 1000, "A").Expect().ToArray(), Is.EqualTo(der));
        }
    }

    [Test]
    public void Text_in_UTF_16_is_told_apart()
    {
        byte[] littleEndian = Encoding.Unicode.GetBytes(Block);
        byte[] bigEndian = Encoding.BigEndianUnicode.GetBytes(Block);
        foreach (var bytes in (byte[][])[[0xFF, 0xFE, .. littleEndian], [0xFE, 0xFF, .. bigEndian], littleEndian, bigEndian])
            Assert.That(Complaint(bytes), Is.EqualTo("Asn1.utf-16"));
    }

    [Test]
    public void Input_is_bounded()
    {
        Assert.That(Complaint([]), Is.EqualTo("Asn1.empty"));
        Assert.That(Pem.Unwrap(new byte[11], 10, "A").Refused(out var why, out _));
        Assert.That(why!.Code, Is.EqualTo(RefusalCode.TooLarge));
    }

    // The platform's own search takes the square of the input for the first of these: seconds for a megabyte.
    [TestCase("-----BEGIN A-----\n")]
    [TestCase("-----BEGIN ")]
    [TestCase("-----BEGIN A-----\nMAA=\n-----END B-----\n")]
    [TestCase("-----")]
    [TestCase("-")]
    [TestCase("-----BEGIN A-----\nMAA=\n-----END ")]
    public void Hostile_text_takes_linear_time(string repeated)
    {
        var text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(repeated, (1 << 22) / repeated.Length)));
        var started = Stopwatch.GetTimestamp();
        Assert.That(Complaint(text), Is.EqualTo("Asn1.no-pem"));
        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(10)), "4 MiB, on a loaded machine");
    }

    [Test]
    public void All_blocks_of_a_kind_are_found_in_order()
    {
        var text = "x\n" + Pem.Write("A", [0x30, 1, 1]) + Pem.Write("B", [0x30, 0]) + Pem.Write("A", [0x30, 1, 2]);
        IEnumerable<string> All(string pem, string label) => Pem.All(Encoding.ASCII.GetBytes(pem), label).Expect().Select(d => Convert.ToHexString(d.Span));
        Assert.Multiple(() =>
        {
            Assert.That(All(text, "A"), Is.EqualTo(new[] { "300101", "300102" }));
            Assert.That(All(text, "C"), Is.Empty);
            Assert.That(All("", "A"), Is.Empty);
            Assert.That(All("0", "A"), Is.EqualTo(new[] { "30" }), "what begins as a SEQUENCE is DER");
            Assert.That(Pem.All(Encoding.ASCII.GetBytes(text.Replace("MAEB", "M*EB", StringComparison.Ordinal)), "A").Refused(out var why, out _) ? why.Sentence.Key : null, Is.EqualTo("Asn1.damaged-pem"));
        });
    }
}
