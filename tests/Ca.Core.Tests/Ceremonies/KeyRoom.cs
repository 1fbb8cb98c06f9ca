using System.Text.Json.Nodes;
using Ca.Core.Ceremonies;
using Ca.Tests;
using Microsoft.Extensions.Time.Testing;

namespace Ca.Core.Tests.Ceremonies;

/// <summary>A directory with the sample scripts in it, a clock that stands still, and somebody who knows every passphrase.</summary>
sealed class KeyRoom : IDisposable
{
    public const string Passphrase = "correct horse battery staple";

    readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("ca-key-room-");

    public KeyRoom()
    {
        foreach (var sample in Directory.EnumerateFiles(Repository.File("certs-sample", "gost"), "*.json"))
            File.Copy(sample, PathOf(Path.GetFileName(sample)));
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero));

    public List<MinutesStep> Announced { get; } = [];

    public string PathOf(params ReadOnlySpan<string> names) => Path.Combine([directory.FullName, .. names]);

    public CeremonyRoom Room => new()
    {
        Clock = Clock,
        Tool = "ca, under test",
        PassphraseOf = _ => Core.Keys.Passphrase.Of(Passphrase),
        PassphraseForNew = _ => Core.Keys.Passphrase.Of(Passphrase),
        Announce = Announced.Add,
    };

    /// <summary>Rewrites a sample script.</summary>
    public void Edit(string script, Action<JsonObject> edit)
    {
        var json = JsonNode.Parse(File.ReadAllText(PathOf(script)))!.AsObject();
        edit(json);
        File.WriteAllText(PathOf(script), json.ToJsonString());
    }

    public ScriptFile Script(string name) => ScriptFile.Read(PathOf(name)).Expect();

    public Task<Outcome<Minutes>> Run(string script) => Ceremony.Run(Script(script), Room, CancellationToken.None);

    public Task<Outcome<Minutes>> Rehearse(string script) => Ceremony.Rehearse(Script(script), Room, CancellationToken.None);

    public IReadOnlyList<CeremonyFinding> Verify(string script) => CeremonyVerification.Verify(Script(script), Clock.GetUtcNow()).Expect();

    /// <summary>Keys of the statements that do not hold.</summary>
    public IEnumerable<string> Broken(string script) => Verify(script).Where(f => !f.Holds).Select(f => f.Statement.Key);

    /// <summary>Names, lengths and times of all files: nothing may differ where nothing may happen.</summary>
    public string[] Listing() => [.. directory.EnumerateFiles("*", SearchOption.AllDirectories).Select(f => $"{f.FullName} {f.Length} {f.LastWriteTimeUtc:O}").Order()];

    public void Dispose() => directory.Delete(recursive: true);
}
