using Ca.Core.Profiles;

namespace Ca.Core.Tests.Profiles;

public class LifetimeTests
{
    [TestCase("P15M", "2026-01-31T10:00:00Z", "2027-04-30T09:59:59Z")]
    [TestCase("P1Y", "2028-02-29T00:00:00Z", "2029-02-27T23:59:59Z")]
    [TestCase("P1Y3M", "2026-11-23T12:00:00Z", "2028-02-23T11:59:59Z")]
    [TestCase("P90D", "2026-11-23T12:00:00Z", "2027-02-21T11:59:59Z")]
    [TestCase("P2W", "2026-11-23T12:00:00Z", "2026-12-07T11:59:59Z")]
    [TestCase("PT12H", "2026-11-23T12:00:00Z", "2026-11-23T23:59:59Z")]
    [TestCase("P1DT1S", "2026-11-23T12:00:00Z", "2026-11-24T12:00:00Z")]
    [TestCase("P50Y", "2026-11-23T12:00:00Z", "2076-11-23T11:59:59Z")]
    public void A_lifetime_is_counted_by_the_calendar_and_includes_its_last_second(string text, string start, string end)
    {
        var lifetime = Lifetime.Parse(text).Expect();

        Assert.That(lifetime.From(DateTimeOffset.Parse(start, null).AddMilliseconds(999)).NotAfter, Is.EqualTo(DateTimeOffset.Parse(end, null)));
        Assert.That(Lifetime.Parse(lifetime.ToString()).Expect(), Is.EqualTo(lifetime));
    }

    [TestCase("")]
    [TestCase("P")]
    [TestCase("PT")]
    [TestCase("P1YT")]
    [TestCase("P0D")]
    [TestCase("P-1D")]
    [TestCase("P1.5Y")]
    [TestCase("1Y")]
    [TestCase("P1Y ")]
    [TestCase("P1Y\n")]
    [TestCase("P51Y")]
    [TestCase("P50Y1D")]
    [TestCase("P99999D")]
    [TestCase("P1M1Y")]
    [TestCase("P999999999999999999999D")]
    [TestCase("PPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPPP")]
    public void What_is_no_duration_is_refused(string text) =>
        Assert.That(Lifetime.Parse(text).Refused(out var why, out _) ? why.Sentence.Key : null, Is.EqualTo("Profiles.lifetime-form"));
}
