namespace Ca.Core.Tests;

public class OutcomeTests
{
    static readonly Refusal No = new(RefusalCode.NotFound, "Asn1.empty");

    [Test]
    public void A_value_is_not_refused()
    {
        Outcome<string> outcome = "yes";

        Assert.That(outcome.Refused(out var why, out var value), Is.False);
        Assert.That((why, value), Is.EqualTo(((Refusal?)null, "yes")));
    }

    [Test]
    public void A_refusal_has_no_value()
    {
        Outcome<int> outcome = No;

        Assert.That(outcome.Refused(out var why, out _));
        Assert.That(why, Is.EqualTo(No));
    }

    [Test]
    public void The_next_step_is_taken_only_with_a_value()
    {
        Outcome<int> two = 2;
        Outcome<int> none = No;

        Assert.That(two.Then<int>(n => n + 1).Expect(), Is.EqualTo(3));
        Assert.That(none.Then<int>(_ => throw new InvalidOperationException()).Refused(out var why, out _) ? why : null, Is.EqualTo(No));
    }

    [Test]
    public void A_refusal_that_nobody_expected_is_a_bug()
    {
        Outcome<int> outcome = No;

        Assert.That(outcome.Expect, Throws.InvalidOperationException.With.Message.Contains("NotFound: There are no bytes."));
    }

    [Test]
    public void An_outcome_that_was_never_made_is_a_bug()
    {
        Assert.That(() => default(Outcome<string>).Refused(out _, out _), Throws.InvalidOperationException);
        Assert.That(() => default(Outcome<string>).Expect(), Throws.InvalidOperationException);
    }
}
