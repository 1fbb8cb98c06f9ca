using Microsoft.Extensions.Time.Testing;

namespace Ca.Api.Tests.TimeStamping;

/// <summary>A machine whose time of day can be set without its counter noticing, as a real one's can; the platform's fake sets both.</summary>
sealed class TwoClocks(DateTimeOffset start) : FakeTimeProvider(start)
{
    TimeSpan jumped;

    public override long GetTimestamp() => base.GetTimestamp() - jumped.Ticks;

    public void Jump(TimeSpan by)
    {
        jumped += by;
        AdjustTime(GetUtcNow() + by);
    }
}
