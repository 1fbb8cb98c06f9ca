using System.Security.Cryptography;
using Ca.Core.Gost;
using Ca.Core.Keys;
using Ca.Tests;

namespace Ca.Conformance.Tests.Keys;

/// <summary>
/// Random keys, hashes and signatures, ours beside the OpenSSL engine's through libcrypto, in both directions and for every curve.
/// <c>CA_GOST=100000</c> in the environment sets how many in all.
/// </summary>
public class GostEngineTests
{
    const int ShortRun = 18_000, SignaturesOfOneKey = 10;

    static IEnumerable<TestCaseData> Sets() =>
        ParameterSet.All.DistinctBy(s => s.Curve).Select(s => new TestCaseData(s.Oid).SetArgDisplayNames(GostPublicKey.KindOf(s).Name));

    static int Count => int.TryParse(Environment.GetEnvironmentVariable("CA_GOST"), out var count) ? count : ShortRun;

    [TestCaseSource(nameof(Sets))]
    public void We_verify_what_the_engine_signs_and_it_what_we_sign(string oid)
    {
        if (!Libcrypto.HasGost)
            Assert.Ignore("OpenSSL has no GOST engine here: apt-get install libengine-gost-openssl.");
        var set = ParameterSet.Of(oid);
        var digest = new byte[set.Curve.Octets];
        var theirs = new byte[2 * digest.Length];
        var count = Count / Sets().Count();
        for (var done = 0; done < count;)
        {
            var d = SignatureKey.Generate(set.Curve);
            var key = SignatureKey.VerificationKey(set, d);
            using var signer = Libcrypto.Key.ToSign(PrivateKeyInfo.Encode(writer => KeyParameters.Write(writer, set), d));
            using var verifier = Libcrypto.Key.ToVerify(key.Encode());
            for (var i = 0; i < SignaturesOfOneKey && done < count; i++, done++)
            {
                RandomNumberGenerator.Fill(digest);
                var ours = SignatureKey.Sign(set.Curve, d, digest);
                signer.Sign(digest, theirs);

                // The engine's public key is its own product of the private one: what it signs verifies by ours only if both are equal.
                if (!key.Verifies(digest, theirs) || !verifier.Verifies(digest, ours))
                    Assert.Fail($"d = {Convert.ToHexString(d)}, digest = {Convert.ToHexString(digest)}");

                // A signature with one bit changed, or over another digest, is refused by both.
                ours[done % ours.Length] ^= (byte)(1 << (done % 8));
                if (key.Verifies(digest, ours) || verifier.Verifies(digest, ours))
                    Assert.Fail($"verifies: {Convert.ToHexString(ours)}, d = {Convert.ToHexString(d)}, digest = {Convert.ToHexString(digest)}");
            }
        }
        TestContext.Progress.WriteLine($"# GOST beside the OpenSSL engine, {GostPublicKey.KindOf(set).Name}: {count} signatures in both directions");
    }

    /// <summary>Hashes that are zero or a multiple of q, which count as one, and the largest.</summary>
    [TestCaseSource(nameof(Sets))]
    public void Hashes_at_the_edge_count_alike(string oid)
    {
        if (!Libcrypto.HasGost)
            Assert.Ignore("OpenSSL has no GOST engine here: apt-get install libengine-gost-openssl.");
        var set = ParameterSet.Of(oid);
        var d = SignatureKey.Generate(set.Curve);
        var key = SignatureKey.VerificationKey(set, d);
        using var signer = Libcrypto.Key.ToSign(PrivateKeyInfo.Encode(writer => KeyParameters.Write(writer, set), d));
        using var verifier = Libcrypto.Key.ToVerify(key.Encode());
        var octets = set.Curve.Octets;
        var q = Convert.FromHexString(set.Curve.Numbers.Q);
        Array.Reverse(q);
        byte[] one = [1, .. new byte[octets - 1]];
        foreach (var digest in new[] { new byte[octets], q, one, [.. Enumerable.Repeat((byte)0xff, octets)] })
        {
            var theirs = new byte[2 * octets];
            signer.Sign(digest, theirs);
            Assert.That(key.Verifies(digest, theirs), Convert.ToHexString(digest));
            Assert.That(verifier.Verifies(digest, SignatureKey.Sign(set.Curve, d, digest)), Convert.ToHexString(digest));
        }
    }
}
