using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Ca.Core.Gost;
using Ca.Core.Keys;
using Ca.Tests;

namespace Ca.Benchmarks;

/// <summary>
/// Whether the time of a signature tells of its secrets, after Reparaz, Balasch and Verbauwhede, "Dude, is my code constant time?" (2017).
/// </summary>
/// <remarks>
/// Two classes of measurements, one with a fixed secret and one with a random one each time, in random order. Welch's t between their
/// means, over all and over those below several percentiles, since interruptions make a long tail: above 4.5 something is seen, above 10
/// surely. What a run could see at all is told beside: the difference that would have made 4.5. The last row is BouncyCastle's
/// multiplication of the base point, whose time does tell.
/// </remarks>
static class GostTime
{
    const double Suspicious = 4.5;

    static readonly double[] Percentiles = [1, 0.99, 0.95, 0.9, 0.75, 0.5];

    public static void Print(int measurements)
    {
        Console.WriteLine("## Time of GOST signatures, fixed against random secrets\n");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"The greatest |t| over {Percentiles.Length} croppings; above {Suspicious} something is seen. In brackets the least difference that would be.\n"));
        Console.WriteLine("| | measurements | random key | random k | random both, key generation |\n| --- | ---: | ---: | ---: | ---: |");
        foreach (var kind in GostRates.Kinds)
        {
            var curve = ParameterSet.Of(KeyAlgorithm.Parse(kind).Expect().ParameterSet!).Curve;
            var digest = Streebog.Hash(curve.Octets, "message"u8);
            var signature = new byte[2 * curve.Octets];
            // One fixed secret is sparse, so that a step left out for a zero would be seen.
            byte[] key = Sparse(curve), other = SignatureKey.Generate(curve);
            var count = curve.Octets == 32 ? measurements : measurements / 4;
            var byKey = Compare(curve, key, count, d => curve.TrySign(d, digest, other, signature));
            var byNonce = Compare(curve, key, count, k => curve.TrySign(other, digest, k, signature));
            var byProduct = Compare(curve, key, count, d => curve.BasePointTimes(d));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {kind} | {count:N0} | {byKey} | {byNonce} | {byProduct} |"));
        }
        var watched = ParameterSet.Of(KeyAlgorithm.Parse(GostRates.Kinds[0]).Expect().ParameterSet!).Curve;
        var g = new BouncyCastleCurve(watched).Domain.G;
        var seen = Compare(watched, Sparse(watched), measurements / 10, d => g.Multiply(BouncyCastleCurve.FromLittleEndian(d)).Normalize());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| BouncyCastle, {GostRates.Kinds[0]} | {measurements / 10:N0} | – | – | {seen} |"));
    }

    static byte[] Sparse(Curve curve) => [3, .. new byte[curve.Octets - 1]];

    static Difference Compare(Curve curve, byte[] fixedSecret, int count, Action<byte[]> act)
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
        // Where the classes differ much, the fastest measurements can be of one alone.
        var croppings = Percentiles.Select(p => Welch(times, isFixed, sorted[(int)(p * (count - 1))])).Where(c => double.IsFinite(c.T)).ToList();
        return new(croppings.Max(c => Math.Abs(c.T)), croppings.Min(c => c.Visible));
    }

    static Difference Welch(double[] times, bool[] isFixed, double longest)
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
        var error = Math.Sqrt(squares[0] / (count[0] - 1) / count[0] + squares[1] / (count[1] - 1) / count[1]);
        return new((mean[0] - mean[1]) / error, Suspicious * error / mean[1]);
    }

    /// <param name="T">Welch's.</param>
    /// <param name="Visible">The part of the time by which the means have to differ for t to be suspicious.</param>
    readonly record struct Difference(double T, double Visible)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{T:0.00} ({100 * Visible:0.00} %)");
    }
}
