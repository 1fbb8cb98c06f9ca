using System.Globalization;
using Ca.Core.Certificates;

namespace Ca.Core.Tests.Certificates;

/// <summary>RFC 5280 §4.1.2.5: both ends belong to it.</summary>
public class ValidityTests
{
    static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    [TestCase("2012-01-01T00:00:00Z", true)]
    [TestCase("2012-12-31T23:59:59Z", true)]
    [TestCase("2012-12-31T23:59:59.999Z", true)]
    [TestCase("2012-01-01T03:00:00+03:00", true)]
    [TestCase("2011-12-31T23:59:59.999Z", false)]
    [TestCase("2013-01-01T00:00:00Z", false)]
    public void The_last_second_is_included(string moment, bool included) =>
        Assert.That(SampleCertificates.TwoThousandTwelve.Includes(At(moment)), Is.EqualTo(included));

    [Test]
    public void A_day_has_a_day()
    {
        // The certificates of 2020 that were a second longer than 398 days came from adding the length to notBefore.
        var day = Validity.From(At("2012-02-29T10:20:30.4Z"), TimeSpan.FromDays(1));
        Assert.That(day, Is.EqualTo(new Validity(At("2012-02-29T10:20:30Z"), At("2012-03-01T10:20:29Z"))));
        Assert.That(day.Length, Is.EqualTo(TimeSpan.FromDays(1)));
    }

    [Test]
    public void What_never_expires_has_its_last_second_too()
    {
        var forever = new Validity(DateTimeOffset.MinValue, At("9999-12-31T23:59:59Z"));
        Assert.That(forever.Includes(DateTimeOffset.MaxValue));
        Assert.That(forever.Includes(DateTimeOffset.MinValue));
    }
}
