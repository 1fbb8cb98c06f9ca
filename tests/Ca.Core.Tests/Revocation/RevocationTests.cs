using Ca.Core.Certificates;
using Ca.Core.Revocation;
using R = Ca.Core.Revocation.Revocation;

namespace Ca.Core.Tests.Revocation;

public class RevocationTests
{
    static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, 500, TimeSpan.Zero);
    static readonly SerialNumber Serial = SerialNumber.Generate();

    static R Of(RevocationReason reason) => R.Of("ec", Serial, reason, Now).Expect();

    [Test]
    public void Times_are_whole_seconds()
    {
        var revocation = R.Of("ec", Serial, RevocationReason.KeyCompromise, Now, Now.AddDays(-1)).Expect();
        Assert.That(revocation.RevokedAt, Is.EqualTo(Now.AddMilliseconds(-500)));
        Assert.That(revocation.InvalidityDate, Is.EqualTo(Now.AddDays(-1).AddMilliseconds(-500)));
    }

    [Test]
    public void An_invalidity_date_in_the_future_is_refused()
    {
        Assert.That(R.Of("ec", Serial, RevocationReason.KeyCompromise, Now, Now.AddSeconds(1)).Refused(out var why, out _));
        Assert.That(why!.Sentence.Key, Is.EqualTo("Revocation.invalidity-in-future"));
    }

    [Test]
    public void To_revoke_again_for_the_same_reason_changes_nothing([Values] RevocationReason reason)
    {
        var revocation = Of(reason);
        Assert.That(revocation.Revoke(reason, Now.AddDays(1)).Expect(), Is.EqualTo(RevocationEffect.None));
        Assert.That(revocation.RevokedAt, Is.EqualTo(Of(reason).RevokedAt));
    }

    [Test]
    public void Only_a_hold_is_released_and_nothing_but_a_compromise_changes_what_is_final([Values] RevocationReason before, [Values] RevocationReason after)
    {
        var revocation = Of(before);
        var refused = revocation.Revoke(after, Now.AddDays(1)).Refused(out _, out var effect);
        var held = before == RevocationReason.CertificateHold;
        var open = held || after == RevocationReason.KeyCompromise;
        Assert.Multiple(() =>
        {
            Assert.That(refused, Is.EqualTo(!open && before != after));
            Assert.That(revocation.Reason, Is.EqualTo(open ? after : before));
            Assert.That(revocation.RevokedAt, Is.EqualTo(Of(before).RevokedAt), "the moment never moves");
            Assert.That(Of(before).Release()?.Code, Is.EqualTo(held ? null : RefusalCode.WrongState));
            if (!refused)
                Assert.That(effect, Is.EqualTo(open && before != after ? RevocationEffect.Changed : RevocationEffect.None));
        });
    }

    [Test]
    public void An_invalidity_date_is_never_rewritten()
    {
        var revocation = R.Of("ec", Serial, RevocationReason.KeyCompromise, Now, Now.AddDays(-1)).Expect();
        Assert.That(revocation.Revoke(RevocationReason.KeyCompromise, Now, Now.AddDays(-2)).Refused(out var why, out _));
        Assert.That(why!.Code, Is.EqualTo(RefusalCode.WrongState));
    }

    [TestCase("keyCompromise", RevocationReason.KeyCompromise)]
    [TestCase("cACompromise", RevocationReason.CaCompromise)]
    [TestCase("caCompromise", RevocationReason.CaCompromise)]
    [TestCase("certificateHold", RevocationReason.CertificateHold)]
    public void A_reason_is_named_as_RFC_5280_spells_it(string name, RevocationReason reason) =>
        Assert.That(RevocationReasons.Parse(name).Expect(), Is.EqualTo(reason));

    [TestCase("removeFromCRL", TestName = "removeFromCRL is no reason that anybody gives")]
    [TestCase("8")]
    [TestCase("")]
    public void Another_name_is_refused(string name) => Assert.That(RevocationReasons.Parse(name).Refused(out _, out _));

    [Test]
    public void Every_reason_has_its_name([Values] RevocationReason reason) =>
        Assert.That(RevocationReasons.Parse(reason.Name()).Expect(), Is.EqualTo(reason));
}
