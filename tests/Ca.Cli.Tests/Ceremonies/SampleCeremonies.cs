using System.Text.Json.Nodes;
using Ca.Tests;

namespace Ca.Cli.Tests.Ceremonies;

/// <summary>The sample scripts on a bench, with any kind of key.</summary>
sealed class SampleCeremonies(Bench bench)
{
    /// <summary>Lays a sample script on the bench.</summary>
    public void Lay(string name, string algorithm)
    {
        var script = JsonNode.Parse(File.ReadAllText(Repository.File("certs-sample", "ceremonies", name)))!;
        if (script["key"] is { } key)
            key["algorithm"] = algorithm;
        File.WriteAllText(bench.PathOf(name), script.ToJsonString());
    }

    /// <summary>Holds it, with the passphrase of the bench.</summary>
    public async Task Run(string name, string algorithm)
    {
        Lay(name, algorithm);
        bench.ClosePassphrase();
        Assert.That(await bench.Run("ceremony", "run", $"@{name}", "--passphrase-file", "@passphrase"), Is.Zero, () => bench.Error);
    }
}
