using System.Security.Cryptography;
using Ca.Core.Gost;
using Ca.Core.Keys;
using Ca.Tests;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;

namespace Ca.Core.Tests.Gost;

/// <summary>
/// Random keys, hashes and signatures, ours beside BouncyCastle's, in both directions and for every curve. <c>CA_GOST=100000</c> in the
/// environment sets how many in all.
/// </summary>
public class BouncyCastleTests
{
    const int ShortRun = 1_800, SignaturesOfOneKey = 4;

    static IEnumerable<TestCaseData> Sets() =>
        ParameterSet.All.DistinctBy(s => s.Curve).Select(s => new TestCaseData(s.Oid).SetArgDisplayNames(GostPublicKey.KindOf(s).Name));

    static int Count => int.TryParse(Environment.GetEnvironmentVariable("CA_GOST"), out var count) ? count : ShortRun;

    [TestCaseSource(nameof(Sets))]
    public void We_verify_what_BouncyCastle_signs_and_it_what_we_sign(string oid)
    {
        var set = ParameterSet.Of(oid);
        var curve = new BouncyCastleCurve(set.Curve);
        var domain = curve.Domain;
        var (signer, verifier) = (new ECGost3410Signer(), new ECGost3410Signer());
        var random = new SecureRandom();
        var digest = new byte[curve.Octets];
        var count = Count / Sets().Count();
        for (var done = 0; done < count;)
        {
            var d = SignatureKey.Generate(set.Curve);
            var key = SignatureKey.VerificationKey(set, d);
            var number = BouncyCastleCurve.FromLittleEndian(d);
            var point = domain.G.Multiply(number);
            Assert.That(VerificationKey.Read(set, curve.Coordinates(point)).Expect().Encode(), Is.EqualTo(key.Encode()));
            signer.Init(true, new ParametersWithRandom(new ECPrivateKeyParameters(number, domain), random));
            verifier.Init(false, new ECPublicKeyParameters(point, domain));
            for (var i = 0; i < SignaturesOfOneKey && done < count; i++, done++)
            {
                RandomNumberGenerator.Fill(digest);
                var ours = SignatureKey.Sign(set.Curve, d, digest);
                var theirs = signer.GenerateSignature(digest);
                var s = BouncyCastleCurve.FromBigEndian(ours.AsSpan(0, curve.Octets));
                var r = BouncyCastleCurve.FromBigEndian(ours.AsSpan(curve.Octets));
                if (!verifier.VerifySignature(digest, r, s) ||
                    !key.Verifies(digest, [.. curve.BigEndian(theirs[1]), .. curve.BigEndian(theirs[0])]))
                    Assert.Fail($"d = {Convert.ToHexString(d)}, digest = {Convert.ToHexString(digest)}");
                ours[done % ours.Length] ^= (byte)(1 << (done % 8));
                Assert.That(key.Verifies(digest, ours), Is.False);
            }
        }
        TestContext.Progress.WriteLine($"# GOST beside BouncyCastle, {GostPublicKey.KindOf(set).Name}: {count} signatures in both directions");
    }
}
