using Ca.Core.Asn1;

namespace Ca.Core.Tests.Asn1;

public class BerTests
{
    [TestCase("3003020105", "3003020105", Description = "DER stays as it is")]
    [TestCase("30800201050000", "3003020105", Description = "an indefinite length")]
    [TestCase("308024800402616204016300000000", "30050403616263", Description = "a string in pieces")]
    [TestCase("2407040161240204008000", null, Description = "a piece with trash behind it")]
    [TestCase("240A0401612480040162" + "0000", "0402" + "6162", Description = "pieces of pieces")]
    [TestCase("A0800500A18005000000" + "0000", "A006" + "0500A1020500", Description = "other tags keep theirs")]
    [TestCase("30810302" + "0105", "3003020105", Description = "a length that is not minimal")]
    [TestCase("3080020105", null, Description = "no end")]
    [TestCase("3080020105" + "0001", null, Description = "an end that is none")]
    [TestCase("0280" + "050000", null, Description = "a primitive of indefinite length")]
    [TestCase("3003020105" + "0000", "3003020105", Description = "padding")]
    [TestCase("3080020105" + "0000" + "00", "3003020105", Description = "padding behind an end")]
    [TestCase("3003020105" + "0001", null, Description = "trailing octets")]
    [TestCase("24030C0161", null, Description = "another type among the pieces")]
    [TestCase("30060204010203", null, Description = "longer than its place")]
    [TestCase("3084FFFFFFFF", null)]
    [TestCase("30", null)]
    [TestCase("", null)]
    public void BER_becomes_definite(string ber, string? definite) =>
        Assert.That(
            Ber.ToDefinite(Convert.FromHexString(ber), 1000).Refused(out _, out var bytes) ? null : Convert.ToHexString(bytes.Span),
            Is.EqualTo(definite));

    [Test]
    public void Nesting_is_bounded()
    {
        var deep = Enumerable.Repeat<byte[]>([0x30, 0x80], 100_000).SelectMany(b => b).ToArray();
        Assert.That(Ber.ToDefinite(deep, deep.Length).Refused(out _, out _));
    }

    [Test]
    public void Size_is_bounded() =>
        Assert.That(Ber.ToDefinite(new byte[5], 4).Refused(out var why, out _) ? why.Code : default, Is.EqualTo(RefusalCode.TooLarge));
}
