using System.CommandLine;
using System.Reflection;
using Ca.Cli.Desk;
using Ca.Core.Ceremonies;

namespace Ca.Cli.Ceremonies;

/// <summary><c>ca ceremony …</c></summary>
static class CeremonyCommands
{
    public static Command Create(Terminal terminal) => new("ceremony", terminal.Say("Ceremonies.noun"))
    {
        HoldCeremony.Verb(terminal, "run", "Ceremonies.run", Ceremony.Run),
        HoldCeremony.Verb(terminal, "rehearse", "Ceremonies.rehearse", Ceremony.Rehearse),
        VerifyCeremony.Verb(terminal),
    };

    /// <summary>The one argument of every verb.</summary>
    public static Argument<string> Script(Terminal terminal) => new("SCRIPT") { Description = terminal.Say("Ceremonies.argument-script") };

    /// <summary>The line that comes first and last, and that the witnesses compare with their paper.</summary>
    public static Line Hash(ScriptFile script) => Line.Of("Ceremonies.script", script.Sha256);

    /// <summary>Program and version, as minutes name it.</summary>
    public static string Tool { get; } =
        $"ca {typeof(CeremonyCommands).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion}";
}
