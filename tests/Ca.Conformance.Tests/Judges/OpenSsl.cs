using Ca.Tests;

namespace Ca.Conformance.Tests.Judges;

/// <summary>OpenSSL with the GOST engine, which knows every algorithm of ours.</summary>
static class OpenSsl
{
    static readonly Dictionary<string, string> Environment = new() { ["OPENSSL_CONF"] = Repository.File("tests", "openssl-gost.cnf") };

    static readonly Lazy<bool> HasGost = new(() =>
    {
        using var desk = new Desk();
        return RunWithoutGost(desk, "engine", "gost", "-t").Said.Contains("[ available ]", StringComparison.Ordinal);
    });

    /// <summary>Runs <c>openssl</c>; without the program or its GOST engine, the test is reported as skipped.</summary>
    public static Answer Run(Desk desk, params string[] arguments)
    {
        if (!HasGost.Value)
            Assert.Ignore("OpenSSL has no GOST engine here: apt-get install libengine-gost-openssl.");
        return RunWithoutGost(desk, arguments);
    }

    /// <summary>Runs it for the files it writes, where a refusal would be a fault of the test.</summary>
    public static void Do(Desk desk, params string[] arguments)
    {
        if (Run(desk, arguments) is { ExitCode: not 0 } answer)
            throw new InvalidOperationException($"openssl {string.Join(' ', arguments)}\n{answer}");
    }

    static Answer RunWithoutGost(Desk desk, params string[] arguments) =>
        Tool.Run(desk, "openssl", "openssl", Environment, arguments);
}
