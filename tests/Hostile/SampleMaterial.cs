using Ca.Core.Paths;
using Ca.Core.Tests.Signatures;

namespace Ca.Tests.Hostile;

/// <summary>What the signatures of <see cref="SampleKeys"/> are judged by, and who stamps them.</summary>
static class SampleMaterial
{
    public static readonly SampleStamper Stamper = SampleStamper.Of(SampleKeys.Authority, key: SampleKeys.Key("stamper"));

    public static readonly PathMaterial Material = new()
    {
        Anchors = [TrustAnchor.Of(SampleKeys.Authority.Certificate).Expect()],
        RevocationLists = [SampleKeys.Authority.List()],
    };

    public static readonly PathInputs Inputs = new() { Time = JudgementTime.DayOfChecking(SampleAuthority.Now) };
}
