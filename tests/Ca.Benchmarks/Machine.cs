using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ca.Benchmarks;

/// <summary>Where it is measured, and how a peer is run.</summary>
static class Machine
{
    public static string OpenSslConfiguration { get; } = Path.Combine(Root(AppContext.BaseDirectory), "tests", "openssl-gost.cnf");

    public static string Repository { get; } = Root(AppContext.BaseDirectory);

    public static string Describe()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
        return $"{Environment.ProcessorCount} × {model}, {RuntimeInformation.OSDescription}, .NET {Environment.Version}, {Run("openssl", ".", "version").Output.Trim()}";
    }

    /// <summary>Runs a peer to its end.</summary>
    /// <returns>What it said, how long it took, and its greatest resident memory in MiB as far as it was seen.</returns>
    public static (string Output, double Seconds, double PeakMiB) Run(string program, string folder, params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        using var process = Start(program, folder, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var peak = 0.0;
        while (!process.WaitForExit(5))
            peak = Math.Max(peak, PeakMiB(process.Id));
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments[..Math.Min(arguments.Length, 20)])}: {error.Result}");
        return (output.Result + error.Result, clock.Elapsed.TotalSeconds, peak);
    }

    public static Process Start(string program, string folder, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["OPENSSL_CONF"] = OpenSslConfiguration },
    })!;

    /// <summary>The high-water mark of a process's resident memory.</summary>
    public static double PeakMiB(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], null) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>How often a second something is done, by so many at once, for so long.</summary>
    public static async Task<double> Rate(int atOnce, TimeSpan duration, Func<Task> act)
    {
        await act();
        var clock = Stopwatch.StartNew();
        var done = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            for (; clock.Elapsed < duration; count++)
                await act();
            return count;
        })));
        return done.Sum() / clock.Elapsed.TotalSeconds;
    }

    static string Root(string folder) => File.Exists(Path.Combine(folder, "Ca.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
