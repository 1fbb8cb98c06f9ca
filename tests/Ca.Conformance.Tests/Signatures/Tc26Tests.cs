using Ca.Core.Certificates;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Tests;

namespace Ca.Conformance.Tests.Signatures;

/// <summary>Signed CMS of TC 26 (Р 1323565.1.025-2019) as gost-engine carries it.</summary>
public class Tc26Tests
{
    [TestCase("signed_a111.pem", "sender512_cert.pem")]
    [TestCase("signed_a121.pem", "sender256_cert.pem")]
    public void The_sample_is_intact_and_its_root_is_no_authority(string sample, string sender)
    {
        var signature = File.ReadAllBytes(Corpora.Require("gost", "tc26_cms", sample));
        var root = Read("root256_cert.pem");
        var time = JudgementTime.DayOfChecking(Read(sender).Validity.NotBefore.AddDays(1));

        var verdict = Verify(signature, root, Read(sender), time);
        Assert.That(verdict.Intact, string.Join('\n', verdict.Findings));
        Assert.That(verdict.Signer, Is.EqualTo(Read(sender)));
        Assert.That(verdict.SubIndication, Is.EqualTo(SubIndication.CertificateChainGeneralFailure), string.Join('\n', verdict.Findings));
        Assert.That(verdict.Findings.Select(f => f.Rule.Id), Does.Contain("not-an-authority"));

        Assert.That(Verify(signature, Read(sender), Read(sender), time).Indication, Is.EqualTo(Indication.TotalPassed), "the sender trusted himself");
    }

    static Certificate Read(string name) => Certificate.ParsePemOrDer(File.ReadAllBytes(Corpora.Require("gost", "tc26_cms", name))).Expect();

    static SignatureVerdict Verify(byte[] signature, Certificate anchor, Certificate untrusted, JudgementTime time) => SignatureVerifier.Verify(
        signature, null, new() { Anchors = [TrustAnchor.Of(anchor).Expect()], Certificates = [untrusted] }, new() { Time = time }).Expect().Signatures.Single();
}
