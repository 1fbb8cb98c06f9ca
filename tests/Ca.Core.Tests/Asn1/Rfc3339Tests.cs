using Ca.Core.Asn1;

namespace Ca.Core.Tests.Asn1;

public class Rfc3339Tests
{
    [TestCase("2026-05-31T12:00:00Z", "2026-05-31T12:00:00.0000000+00:00")]
    [TestCase("2026-05-31t12:00:00z", "2026-05-31T12:00:00.0000000+00:00")]
    [TestCase("2026-05-31T12:00:00.25+03:00", "2026-05-31T12:00:00.2500000+03:00")]
    [TestCase("1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.5200000+00:00", TestName = "RFC 3339 §5.8, first example")]
    [TestCase("1996-12-19T16:39:57-08:00", "1996-12-19T16:39:57.0000000-08:00", TestName = "RFC 3339 §5.8, second example")]
    public void A_whole_time_is_read(string text, string time)
    {
        Assert.That(Rfc3339.TryParse(text, out var read), Is.True);
        Assert.That(read.ToString("O"), Is.EqualTo(time));
    }

    [TestCase("10/11")]
    [TestCase("12:00")]
    [TestCase("2026-05-31")]
    [TestCase("2026-05-31T12:00:00")]
    [TestCase("2026-05-31T12:00Z")]
    [TestCase("2026-05-31 12:00:00Z")]
    [TestCase("2026-02-30T12:00:00Z")]
    [TestCase("2026-05-31T24:00:00Z")]
    [TestCase("2026-05-31T12:00:00+25:00")]
    [TestCase("0000-05-31T12:00:00Z")]
    [TestCase(" 2026-05-31T12:00:00Z")]
    [TestCase("2026-05-31T12:00:00Z\n")]
    [TestCase("２０２６-05-31T12:00:00Z")]
    [TestCase("Sun, 31 May 2026 12:00:00 GMT")]
    [TestCase("")]
    public void Nothing_is_guessed(string text) => Assert.That(Rfc3339.TryParse(text, out _), Is.False);
}
