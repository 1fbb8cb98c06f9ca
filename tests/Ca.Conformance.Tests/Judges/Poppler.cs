namespace Ca.Conformance.Tests.Judges;

/// <summary>pdfsig of Poppler, which verifies with Mozilla's NSS, and qpdf, which reads a file's structure strictly.</summary>
static class Poppler
{
    static readonly Dictionary<string, string> Environment = [];

    /// <summary>What pdfsig says of the file's signatures, trusting the root alone.</summary>
    public static string Signatures(Desk desk, string file, string root)
    {
        var trust = Path.Combine(desk.Folder, "nss");
        if (!Directory.Exists(trust))
        {
            Directory.CreateDirectory(trust);
            Do(desk, "certutil", "libnss3-tools", "-N", "-d", $"sql:{trust}", "--empty-password");
            Do(desk, "certutil", "libnss3-tools", "-A", "-d", $"sql:{trust}", "-n", "root", "-t", "C,C,C", "-i", root, "-a");
        }
        return Tool.Run(desk, "pdfsig", "poppler-utils", Environment, "-nocert", "-nssdir", trust, file).Said
            + Tool.Run(desk, "pdfsig", "poppler-utils", Environment, "-nssdir", trust, file).Said;
    }

    /// <summary>Whether qpdf finds nothing wrong with the file's structure.</summary>
    public static Answer Structure(Desk desk, string file) => Tool.Run(desk, "qpdf", "qpdf", Environment, "--check", file);

    static void Do(Desk desk, string program, string package, params string[] arguments)
    {
        if (Tool.Run(desk, program, package, Environment, arguments) is { ExitCode: not 0 } answer)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}\n{answer}");
    }
}
