using Ca.Api.TimeStamping;

namespace Ca.Api.Tests.TimeStamping;

public class WatchedClockTests
{
    static readonly DateTimeOffset Start = AuthorityFiles.Start;
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    TwoClocks machine = null!;
    WatchedClock clock = null!;

    [SetUp]
    public void Wind()
    {
        machine = new TwoClocks(Start);
        clock = new WatchedClock(machine);
        clock.Learn(Start.AddDays(-1));
    }

    [Test]
    public void Clocks_that_go_alike_are_believed()
    {
        for (var i = 0; i < 100; i++)
        {
            machine.Advance(TimeSpan.FromSeconds(i * 37));
            Assert.That(clock.Read(), Is.EqualTo(machine.GetUtcNow()));
        }
        Assert.That(clock.Complaint, Is.Null);
    }

    [Test]
    public void Nothing_is_believed_before_the_log_is_known()
    {
        var unlearned = new WatchedClock(machine);
        Assert.That(unlearned.Read(), Is.Null);
        Assert.That(unlearned.Complaint!.Key, Is.EqualTo("TimeStamping.log-unread"));
        unlearned.Learn(DateTimeOffset.MinValue);
        Assert.That(unlearned.Read(), Is.EqualTo(Start));
    }

    [TestCase(0.6)]
    [TestCase(-0.6)]
    [TestCase(3600)]
    [TestCase(-3600)]
    public void A_jump_stops_it(double seconds)
    {
        Assert.That(clock.Read(), Is.Not.Null);
        machine.Jump(TimeSpan.FromSeconds(seconds));
        Assert.That(clock.Read(), Is.Null);
        Assert.That(clock.Complaint!.Key, Is.EqualTo(seconds < -1 ? "TimeStamping.clock-behind" : "TimeStamping.clock-jumped").Or.EqualTo("TimeStamping.clock-behind"));
    }

    [Test]
    public void After_a_jump_forward_it_is_believed_again_when_the_clocks_have_agreed_for_five_minutes()
    {
        machine.Jump(TimeSpan.FromHours(1));
        Assert.That(clock.Read(), Is.Null);
        GoEvenly(WatchedClock.Quiet - Second);
        Assert.That(clock.Read(), Is.Null);
        machine.Advance(Second);
        Assert.That(clock.TakeResumption(), Is.Null);
        Assert.That(clock.Read(), Is.EqualTo(machine.GetUtcNow()));
        Assert.That(clock.TakeResumption(), Is.EqualTo((WatchedClock.Quiet, Jumped("3600.0", Start.AddHours(1)))));
        Assert.That(clock.TakeResumption(), Is.Null, "told once");
        Assert.That(clock.Complaint, Is.Null);
    }

    [Test]
    public void A_second_jump_begins_the_five_minutes_anew()
    {
        machine.Jump(Second);
        _ = clock.Read();
        GoEvenly(WatchedClock.Quiet - Second);
        machine.Jump(Second);
        _ = clock.Read();
        GoEvenly(WatchedClock.Quiet - Second);
        Assert.That(clock.Read(), Is.Null);
        machine.Advance(Second);
        Assert.That(clock.Read(), Is.Not.Null);
    }

    [Test]
    public void A_jump_that_nobody_looked_at_is_seen_later()
    {
        machine.Advance(TimeSpan.FromHours(5));
        machine.Jump(Second);
        machine.Advance(TimeSpan.FromHours(5));
        Assert.That(clock.Read(), Is.Null);
    }

    [Test]
    public void Behind_what_was_given_it_is_not_believed_however_evenly_it_goes()
    {
        Assert.That(clock.Read(), Is.EqualTo(Start));
        machine.Jump(TimeSpan.FromHours(-1));
        GoEvenly(TimeSpan.FromMinutes(59));
        Assert.That(clock.Read(), Is.Null);
        Assert.That(clock.Complaint!.Key, Is.EqualTo("TimeStamping.clock-behind"));
        GoEvenly(TimeSpan.FromMinutes(1) + WatchedClock.Quiet);
        Assert.That(clock.Read(), Is.EqualTo(machine.GetUtcNow()));
    }

    [Test]
    public void Behind_the_log_it_is_not_believed()
    {
        clock.Learn(Start.AddMinutes(10));
        clock.Learn(Start.AddMinutes(-10));
        Assert.That(clock.Read(), Is.Null);
        GoEvenly(TimeSpan.FromMinutes(10) + WatchedClock.Quiet);
        Assert.That(clock.Read(), Is.EqualTo(machine.GetUtcNow()));
    }

    [Test]
    public void Slewing_as_NTP_does_it_is_no_jump_and_no_time_is_before_another([Values(-1, 1)] int direction)
    {
        var before = clock.Read();
        for (var i = 0; i < 1000; i++)
        {
            machine.Advance(TimeSpan.FromSeconds(10));
            machine.Jump(TimeSpan.FromMilliseconds(5 * direction));
            var read = clock.Read();
            Assert.That(read, Is.GreaterThan(before!.Value));
            before = read;
        }
        machine.Jump(TimeSpan.FromMilliseconds(-400));
        Assert.That(clock.Read(), Is.EqualTo(before), "within the tolerance, and not behind");
    }

    void GoEvenly(TimeSpan time)
    {
        _ = clock.Read();
        for (var end = machine.GetUtcNow() + time; machine.GetUtcNow() < end;)
        {
            machine.Advance(end - machine.GetUtcNow() < TimeStampUnits.Watch ? end - machine.GetUtcNow() : TimeStampUnits.Watch);
            if (machine.GetUtcNow() < end)
                _ = clock.Read();
        }
    }

    static Ca.Core.Sentence Jumped(string by, DateTimeOffset to) => new(typeof(WatchedClock).Assembly, "TimeStamping.clock-jumped", by, $"{to:u}");
}
