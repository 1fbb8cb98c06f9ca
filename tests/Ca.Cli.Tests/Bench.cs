using System.Globalization;
using System.Text.Json.Nodes;
using Ca.Cli.Desk;
using Microsoft.Extensions.Time.Testing;

namespace Ca.Cli.Tests;

/// <summary>A directory and a terminal at which the whole program runs, in this process.</summary>
sealed class Bench : IDisposable
{
    public const string Passphrase = "correct horse";

    readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("ca-bench-");
    readonly Queue<string> typed = new();

    public Bench() => File.WriteAllText(PathOf("passphrase"), Passphrase + "\n");

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero));

    public string Out { get; private set; } = "";

    public string Error { get; private set; } = "";

    /// <summary>What the person was asked, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Whether a person sits there at all.</summary>
    public bool Attended { get; set; } = true;

    public CultureInfo Language { get; set; } = CultureInfo.GetCultureInfo("en");

    /// <summary>What comes on standard input.</summary>
    public byte[] In { get; set; } = [];

    public string PathOf(params ReadOnlySpan<string> names) => Path.Combine([directory.FullName, .. names]);

    /// <summary>What the person will type.</summary>
    public void Type(params ReadOnlySpan<string> secrets)
    {
        foreach (var secret in secrets)
            typed.Enqueue(secret);
    }

    /// <summary>Runs <c>ca</c> with these words; those that begin with @ are files of the bench.</summary>
    public async Task<int> Run(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal
        {
            In = new MemoryStream(In),
            Out = output,
            Error = error,
            Language = Language,
            Clock = Clock,
            AskSecret = Attended ? Ask : null,
        };
        var code = await Program.Run([.. words.Select(w => w.StartsWith('@') ? PathOf(w[1..]) : w)], terminal);
        (Out, Error) = (output.ToString(), error.ToString());
        return code;
    }

    /// <summary>Runs it with <c>--json</c> and a good end.</summary>
    public async Task<JsonNode> Json(params string[] words)
    {
        Assert.That(await Run([.. words, "--json"]), Is.Zero, () => Error);
        return JsonNode.Parse(Out)!;
    }

    /// <summary>Runs it with <c>--batch</c> over these lines, each ending with a line feed, and a good end.</summary>
    public async Task<JsonNode[]> Batch(string[] words, params IEnumerable<string> lines)
    {
        In = System.Text.Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n")));
        Assert.That(await Run([.. words, "--batch"]), Is.Zero, () => Error);
        return [.. Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!)];
    }

    /// <summary>Makes a key with the passphrase of the bench.</summary>
    public async Task MakeKey(string file, string algorithm = "ec-p256")
    {
        ClosePassphrase();
        Assert.That(await Run("key", "create", "--algorithm", algorithm, "--out", $"@{file}", "--passphrase-file", "@passphrase"), Is.Zero, () => Error);
    }

    public void ClosePassphrase()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(PathOf("passphrase"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public void Dispose() => directory.Delete(recursive: true);

    string Ask(string question)
    {
        Asked.Add(question);
        return typed.Dequeue();
    }
}
