using System.Globalization;

namespace Ca.Core.Tests;

public class Rfc3339Tests
{
    // The first five are the examples of §5.8; those with a leap second, which no clock of the platform shows, are among the refused.
    [TestCase("1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.5200000")]
    [TestCase("1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57.0000000")]
    [TestCase("1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27.8700000")]
    [TestCase("2026-05-31T15:00:00+03:00", "2026-05-31T12:00:00.0000000")]
    [TestCase("2026-05-31t12:00:00z", "2026-05-31T12:00:00.0000000", Description = "§5.6: T and Z may be lower case")]
    [TestCase("2026-05-31 12:00:00Z", "2026-05-31T12:00:00.0000000", Description = "§5.6: a space for readability; our own reports print it")]
    [TestCase("2024-02-29T12:00:00-00:00", "2024-02-29T12:00:00.0000000", Description = "§4.3: UTC is known, the local offset is not")]
    [TestCase("2026-05-31T12:00:00.123456789Z", "2026-05-31T12:00:00.1234567")]
    [TestCase("2026-05-31T12:00:00+23:59", "2026-05-30T12:01:00.0000000")]
    [TestCase("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000")]
    [TestCase("9999-12-31T23:59:59Z", "9999-12-31T23:59:59.0000000")]
    public void A_time_with_its_offset_is_read(string text, string utc)
    {
        var time = Rfc3339.Parse(text).Expect();

        Assert.That(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture), Is.EqualTo(utc));
        Assert.That(time.Offset, Is.EqualTo(TimeSpan.Zero));
    }

    [TestCase("")]
    [TestCase("10/11")]
    [TestCase("12:00")]
    [TestCase("yesterday")]
    [TestCase("2026-05-31")]
    [TestCase("2026-05-31T12:00Z")]
    [TestCase("2026-05-31T12:00:00", Description = "of which place?")]
    [TestCase("2026-05-31T12:00:00+3")]
    [TestCase("2026-05-31T12:00:00+0300")]
    [TestCase("2026-05-31T12:00:00+03:00Z")]
    [TestCase("2026-05-31T12:00:00 +03:00")]
    [TestCase("2026-05-31T12:00:00\u221203:00", Description = "a typographic minus")]
    [TestCase("2026-5-31T12:00:00Z")]
    [TestCase("26-05-31T12:00:00Z")]
    [TestCase("2026-02-29T12:00:00Z")]
    [TestCase("2026-13-01T12:00:00Z")]
    [TestCase("2026-00-01T12:00:00Z")]
    [TestCase("2026-05-00T12:00:00Z")]
    [TestCase("2026-05-31T24:00:00Z")]
    [TestCase("2026-05-31T12:60:00Z")]
    [TestCase("2026-05-31T12:00:61Z")]
    [TestCase("1990-12-31T23:59:60Z")]
    [TestCase("2026-05-31T12:00:00+24:00")]
    [TestCase("2026-05-31T12:00:00+03:60")]
    [TestCase("2026-05-31T12:00:00.Z")]
    [TestCase("2026-05-31T12:00:00,5Z")]
    [TestCase("2026-05-31T12:00:00.1234567890Z", Description = "more than nine digits")]
    [TestCase(" 2026-05-31T12:00:00Z")]
    [TestCase("2026-05-31T12:00:00Z\n")]
    [TestCase("2026-05-31_12:00:00Z")]
    [TestCase("٢٠٢٦-05-31T12:00:00Z", Description = "digits, but not ASCII")]
    [TestCase("0000-01-01T00:00:00Z")]
    [TestCase("0001-01-01T00:00:00+00:01")]
    [TestCase("9999-12-31T23:59:59-00:01")]
    public void Anything_else_is_refused_and_not_guessed_at(string text) =>
        Assert.That(Rfc3339.Parse(text).Refused(out var why, out _) ? why.Sentence.Key : null, Is.EqualTo("Asn1.not-rfc3339"));
}
