using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Ca.Core.Gost;
using Ca.Core.Keys;

namespace Ca.Benchmarks;

/// <summary>
/// Whether the time of a signature tells of its secrets, after Reparaz, Balasch and Verbauwhede, "Dude, is my code constant time?" (2017).
/// </summary>
/// <remarks>
/// Two classes of measurements, one with a fixed secret and one with a random one each time, in random order. Welch's t between their
/// means, over all and over those below several percentiles, since interruptions make a long tail: above 4.5 something is seen,
/// above 10 surely. A last row, of verification, which need not be constant, shows that the test would see it.
/// </remarks>
static class GostTime
{
    const double Suspicious = 4.5;

    static readonly double[] Percentiles = [1, 0.99, 0.95, 0.9, 0.75, 0.5];


    public static void Print(int measurements)
    {
        Console.WriteLine("## Time of GOST signatures, fixed against random secrets\n");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"The greatest |t| over {Percentiles.Length} croppings; above {Suspicious} something is seen.\n"));
        Console.WriteLine("| | measurements | random key | random k | random both, key generation |\n| --- | ---: | ---: | ---: | ---: |");
        foreach (var kind in GostRates.Kinds)
        {
            var curve = ParameterSet.Of(KeyAlgorithm.Parse(kind).Expect().ParameterSet!).Curve;
            var digest = Streebog.Hash(curve.Octets, "message"u8);
            var signature = new byte[2 * curve.Octets];
            // One fixed secret is sparse, so that a step left out for a zero would be seen.
            byte[] key = [3, .. new byte[curve.Octets - 1]], other = SignatureKey.Generate(curve);
            var count = curve.Octets == 32 ? measurements : measurements / 4;
            var byKey = T(curve, key, count, d => curve.TrySign(d, digest, other, signature));
            var byNonce = T(curve, key, count, k => curve.TrySign(other, digest, k, signature));
            var byProduct = T(curve, key, count, d => curve.BasePointTimes(d));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {kind} | {count:N0} | {byKey:0.00} | {byNonce:0.00} | {byProduct:0.00} |"));
        }
        var set = ParameterSet.Of(KeyAlgorithm.Parse(GostRates.Kinds[1]).Expect().ParameterSet!);
        var signer = SignatureKey.Generate(set.Curve);
        var publicKey = SignatureKey.VerificationKey(set, signer);
        byte[] any = [.. Enumerable.Repeat((byte)0x11, 2 * set.Curve.Octets)];
        var seen = T(set.Curve, [1, .. new byte[31]], measurements / 4, hash => publicKey.Verifies(hash, any));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nVerification, of a fixed against random hashes, {measurements / 4:N0} measurements: {seen:0.00}."));
    }

    /// <summary>The greatest t of all croppings.</summary>
    static double T(Curve curve, byte[] fixedSecret, int count, Action<byte[]> act)
    {
        // All secrets beforehand, all in arrays of their own, so that the classes differ in nothing else; and the JIT warmed up.
        var (secrets, isFixed, times) = (new byte[count][], new bool[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            isFixed[i] = RandomNumberGenerator.GetInt32(2) == 0;
            secrets[i] = isFixed[i] ? [.. fixedSecret] : SignatureKey.Generate(curve);
        }
        for (var i = 0; i < 4; i++)
        {
            for (var calls = 0; calls < 40; calls++)
                act(secrets[calls]);
            Thread.Sleep(150);
        }
        for (var i = 0; i < count; i++)
        {
            var began = Stopwatch.GetTimestamp();
            act(secrets[i]);
            times[i] = Stopwatch.GetTimestamp() - began;
        }
        var sorted = times.Order().ToArray();
        return Percentiles.Max(p => Math.Abs(Welch(times, isFixed, sorted[(int)(p * (count - 1))])));
    }

    static double Welch(double[] times, bool[] isFixed, double longest)
    {
        Span<double> count = stackalloc double[2], mean = stackalloc double[2], squares = stackalloc double[2];
        count.Clear();
        mean.Clear();
        squares.Clear();
        for (var i = 0; i < times.Length; i++)
        {
            if (times[i] > longest)
                continue;
            var c = isFixed[i] ? 0 : 1;
            count[c]++;
            var from = times[i] - mean[c];
            mean[c] += from / count[c];
            squares[c] += from * (times[i] - mean[c]);
        }
        return (mean[0] - mean[1]) / Math.Sqrt(squares[0] / (count[0] - 1) / count[0] + squares[1] / (count[1] - 1) / count[1]);
    }
}
