using System.Globalization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Ca.Core.Keys;

namespace Ca.Benchmarks;

/// <summary>Sign and verify, for every kind of key, beside <c>openssl speed</c> where that knows it.</summary>
public class Arithmetic
{
    static readonly byte[] Data = new byte[700];

    SoftwareKey key = null!;
    byte[] signature = [];

    /// <summary>A short job in this process: dozens of cases, minutes in all.</summary>
    public static IConfig Quick { get; } = ManualConfig.CreateEmpty()
        .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(NullLogger.Instance)
        .WithOptions(ConfigOptions.DisableOptimizationsValidator);

    [ParamsSource(nameof(Names))]
    public string Algorithm { get; set; } = "";

    public static IEnumerable<string> Names => KeyAlgorithm.All.Select(a => a.Name);

    [GlobalSetup]
    public void Prepare()
    {
        key = SoftwareKey.Generate(KeyAlgorithm.Parse(Algorithm).Expect());
        signature = key.Sign(Data);
    }

    [Benchmark]
    public byte[] Sign() => key.Sign(Data);

    [Benchmark]
    public bool Verify() => key.PublicKey.Verify(key.Algorithm, Data, signature);

    internal static IEnumerable<Row> Measure()
    {
        var peer = OpenSslSpeed();
        foreach (var (what, algorithm, rate) in Rates<Arithmetic>(nameof(Algorithm)))
            yield return peer.TryGetValue((what, algorithm), out var theirs)
                ? new($"{what} {algorithm}", rate, theirs, "`openssl speed`")
                : new($"{what} {algorithm}", rate);
    }

    /// <summary>The medians of a class of benchmarks, a second.</summary>
    internal static IEnumerable<(string Method, string Parameter, double Rate)> Rates<T>(string parameter) =>
        BenchmarkRunner.Run<T>(Quick).Reports.Select(r => (
            r.BenchmarkCase.Descriptor.WorkloadMethod.Name,
            r.BenchmarkCase.Parameters[parameter]?.ToString() ?? "",
            1e9 / r.ResultStatistics!.Median));

    /// <summary>Lines such as <c>+F2:0:2048:4183.1:61305.2</c>: kind, number, bits, signatures and verifications a second (OpenSSL 3.0).</summary>
    static Dictionary<(string, string), double> OpenSslSpeed()
    {
        var output = Machine.Run(
            "openssl", ".", "speed", "-mr", "-seconds", "1", "rsa2048", "rsa3072", "rsa4096", "ecdsap256", "ecdsap384", "ecdsap521", "ed25519").Output;
        var rates = new Dictionary<(string, string), double>();
        foreach (var parts in output.Split('\n').Select(l => l.Split(':')).Where(p => p is ["+F2" or "+F4" or "+F6", ..]))
        {
            var name = parts[0] switch { "+F2" => $"rsa-{parts[2]}", "+F4" => $"ec-p{parts[2]}", _ => "ed25519" };
            rates[(nameof(Sign), name)] = double.Parse(parts[^2], CultureInfo.InvariantCulture);
            rates[(nameof(Verify), name)] = double.Parse(parts[^1], CultureInfo.InvariantCulture);
        }
        return rates;
    }
}
