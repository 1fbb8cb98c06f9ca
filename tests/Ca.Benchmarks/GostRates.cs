using System.Globalization;
using Ca.Core.Gost;
using Ca.Core.Keys;
using Ca.Tests;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;

namespace Ca.Benchmarks;

/// <summary>GOST on one core: ours, the OpenSSL engine through libcrypto in this process, and BouncyCastle.</summary>
/// <remarks>The three are measured by turns, five times for a short while, and the median is told, so that a machine that others use too is fair.</remarks>
static class GostRates
{
    const int Rounds = 5;

    static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);

    /// <summary>Those whose curves differ.</summary>
    public static readonly string[] Kinds =
        ["gost2012-256-a", "gost2012-256-b", "gost2012-256-c", "gost2012-256-d", "gost2012-512-a", "gost2012-512-b", "gost2012-512-c"];

    public static void Print()
    {
        if (!Libcrypto.HasGost)
            throw new InvalidOperationException("OpenSSL has no GOST engine here: apt-get install libengine-gost-openssl.");
        Console.WriteLine("## GOST, a second on one core\n\n| | ours | engine | ratio | BouncyCastle | ratio |\n| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var kind in Kinds)
            PrintSignatures(kind);
        foreach (var octets in new[] { 32, 64 })
            foreach (var kib in new[] { 16, 1024 })
                PrintHash(octets, kib);
        Console.WriteLine();
    }

    static void PrintSignatures(string kind)
    {
        var set = ParameterSet.Of(KeyAlgorithm.Parse(kind).Expect().ParameterSet!);
        var d = SignatureKey.Generate(set.Curve);
        var ours = SignatureKey.VerificationKey(set, d);
        var privateKeyInfo = PrivateKeyInfo.Encode(writer => KeyParameters.Write(writer, set), d);
        var publicKeyInfo = ours.Encode();
        var digest = Streebog.Hash(set.Curve.Octets, "message"u8);
        var signature = SignatureKey.Sign(set.Curve, d, digest);
        var theirs = new byte[signature.Length];

        var curve = new BouncyCastleCurve(set.Curve);
        var domain = curve.Domain;
        var random = new SecureRandom();
        var signer = new ECGost3410Signer();
        signer.Init(true, new ParametersWithRandom(new ECPrivateKeyParameters(BouncyCastleCurve.FromLittleEndian(d), domain), random));
        var verifier = new ECGost3410Signer();
        verifier.Init(false, new ECPublicKeyParameters(domain.G.Multiply(BouncyCastleCurve.FromLittleEndian(d)), domain));
        var generator = new ECKeyPairGenerator();
        generator.Init(new ECKeyGenerationParameters(domain, random));
        var (s, r) = (BouncyCastleCurve.FromBigEndian(signature.AsSpan(0, curve.Octets)), BouncyCastleCurve.FromBigEndian(signature.AsSpan(curve.Octets)));

        using var engineSigner = Libcrypto.Key.ToSign(privateKeyInfo);
        using var engineVerifier = Libcrypto.Key.ToVerify(publicKeyInfo);
        using var engineGenerator = Libcrypto.Key.ToGenerate(privateKeyInfo);

        PrintRow($"{kind}: sign",
            () => SignatureKey.Sign(set.Curve, d, digest), () => engineSigner.Sign(digest, theirs), () => signer.GenerateSignature(digest));
        PrintRow($"{kind}: verify",
            () => Require(ours.Verifies(digest, signature)), () => Require(engineVerifier.Verifies(digest, signature)),
            () => Require(verifier.VerifySignature(digest, r, s)));
        PrintRow($"{kind}: read a key and verify once",
            () => Require(PublicKey.Parse(publicKeyInfo).Expect().Verify(SignatureAlgorithm.Parse(kind[..12]).Expect(), "message"u8, signature)),
            () =>
            {
                using var key = Libcrypto.Key.ToVerify(publicKeyInfo);
                Require(key.Verifies(Libcrypto.Hash($"md_gost12_{8 * curve.Octets}", "message"u8), signature));
            });
        PrintRow($"{kind}: generate a key",
            () => SignatureKey.VerificationKey(set, SignatureKey.Generate(set.Curve)), engineGenerator.Generate, () => generator.GenerateKeyPair());
    }

    static void PrintHash(int octets, int kib)
    {
        var data = new byte[1024 * kib];
        var name = $"md_gost12_{8 * octets}";
        PrintRow($"Streebog-{8 * octets}, {kib} KiB, in MB",
            () => Streebog.Hash(octets, data),
            () => Libcrypto.Hash(name, data),
            () =>
            {
                IDigest digest = octets == 32 ? new Gost3411_2012_256Digest() : new Gost3411_2012_512Digest();
                digest.BlockUpdate(data, 0, data.Length);
                digest.DoFinal(new byte[octets], 0);
            },
            data.Length / 1e6);
    }

    /// <param name="what">What is done.</param>
    /// <param name="ours">By us.</param>
    /// <param name="engine">By the engine.</param>
    /// <param name="bouncyCastle">By BouncyCastle, if it can.</param>
    /// <param name="unit">How much is done each time.</param>
    static void PrintRow(string what, Action ours, Action engine, Action? bouncyCastle = null, double unit = 1)
    {
        Action[] all = bouncyCastle is null ? [ours, engine] : [ours, engine, bouncyCastle];
        var rates = all.Select(_ => new List<double>()).ToArray();
        WarmUp(ours);
        for (var round = 0; round < Rounds; round++)
            for (var i = 0; i < all.Length; i++)
                rates[i].Add(unit * Rate(all[i]));
        var medians = rates.Select(r => r.Order().ElementAt(Rounds / 2)).ToArray();
        Console.WriteLine($"| {what} | {Figure(medians[0])} | {Figure(medians[1])} | {Figure(medians[0] / medians[1])} | " +
            (medians is [var first, _, var third] ? $"{Figure(third)} | {Figure(first / third)} |" : "– | – |"));
    }

    /// <summary>The JIT compiles for speed after some tens of calls and a tenth of a second, in the background, and more than once.</summary>
    static void WarmUp(Action act)
    {
        for (var i = 0; i < 4; i++)
        {
            for (var calls = 0; calls < 40; calls++)
                act();
            Thread.Sleep(150);
        }
    }

    static double Rate(Action act)
    {
        var began = ProcessorTime.OfThread();
        TimeSpan spent;
        var count = 0;
        for (; (spent = ProcessorTime.OfThread() - began) < Slice; count++)
            act();
        return count / spent.TotalSeconds;
    }

    static void Require(bool verified)
    {
        if (!verified)
            throw new InvalidOperationException("A signature does not verify.");
    }

    static string Figure(double value) => value.ToString(value >= 100 ? "N0" : "0.00", CultureInfo.InvariantCulture);
}
