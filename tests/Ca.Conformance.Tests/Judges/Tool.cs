using System.ComponentModel;
using System.Diagnostics;

namespace Ca.Conformance.Tests.Judges;

/// <summary>What a program answered.</summary>
/// <param name="ExitCode">0 is yes, nearly always.</param>
/// <param name="Said">Standard output and error.</param>
sealed record Answer(int ExitCode, string Said)
{
    public override string ToString() => $"exit {ExitCode}: {Said}";
}

/// <summary>Runs a program that nobody here wrote.</summary>
static class Tool
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs the program at the desk; where it is not installed, the test is reported as skipped.</summary>
    public static Answer Run(Desk desk, string program, string package, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = desk.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Start(start, package);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} has not answered.");
        }
        return new(process.ExitCode, output.Result + error.Result);
    }

    static Process Start(ProcessStartInfo start, string package)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Ignore($"{start.FileName} is not here: apt-get install {package}.");
            throw;
        }
    }
}
