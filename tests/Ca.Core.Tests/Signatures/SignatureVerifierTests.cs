using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.Signatures;

public class SignatureVerifierTests
{
    static readonly byte[] Content = "Прошу выдать"u8.ToArray();
    static readonly SampleAuthority Authority = Root();

    static IEnumerable<string> Algorithms => KeyAlgorithm.All.Select(a => a.Name);

    [Test]
    public void A_signature_of_every_algorithm_passes_attached_and_detached([ValueSource(nameof(Algorithms))] string algorithm)
    {
        var root = Root(algorithm: algorithm);
        var signer = root.Person(algorithm: algorithm);

        var attached = Verify(CmsSignature.CreateAttached(signer, Content, Now), null, root);
        var detached = Verify(CmsSignature.CreateDetached(signer, new MemoryStream(Content), Now), Content, root);

        foreach (var verdict in new[] { attached, detached })
        {
            Assert.That(verdict.Indication, Is.EqualTo(Indication.TotalPassed), string.Join('\n', verdict.Findings));
            Assert.That(verdict.Intact);
            Assert.That(verdict.Signer, Is.EqualTo(signer.Certificate));
            Assert.That(verdict.Path, Is.EqualTo(new[] { signer.Certificate, root.Certificate }));
            Assert.That(verdict.ClaimedSigningTime, Is.EqualTo(Now));
        }
    }

    static SignatureVerdict Verify(byte[] signature, byte[]? content, SampleAuthority root) => SignatureVerifier.Verify(
        signature,
        content is null ? null : new MemoryStream(content),
        new() { Anchors = [TrustAnchor.Of(root.Certificate).Expect()], RevocationLists = [root.List()] },
        new() { Time = JudgementTime.DayOfChecking(Now) }).Expect().Signatures.Single();
}
