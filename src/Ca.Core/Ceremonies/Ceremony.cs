using System.Diagnostics;

namespace Ca.Core.Ceremonies;

/// <summary>Holds a ceremony by its script.</summary>
public static class Ceremony
{
    /// <summary>In earnest: keys are made or used, the register remembers, and the output directory appears with signed minutes in it.</summary>
    public static async Task<Outcome<Minutes>> Run(ScriptFile file, CeremonyRoom room, CancellationToken cancellation)
    {
        if (Proceedings.Begin(file, room).Refused(out var why, out var proceedings))
            return why;
        using (proceedings)
            return file.Script switch
            {
                RootScript script => await RootCeremony.Hold(script, proceedings, cancellation),
                SubordinateScript script => await SubordinateCeremony.Hold(script, proceedings, cancellation),
                RevocationListScript script => await RevocationListCeremony.Hold(script, proceedings, cancellation),
                _ => throw new UnreachableException(),
            };
    }

    /// <summary>
    /// The same from the first step to the last, in a temporary place and with throwaway keys in place of the issuer's and the new one,
    /// for which nobody's passphrase is needed; nothing of it remains.
    /// </summary>
    public static async Task<Outcome<Minutes>> Rehearse(ScriptFile file, CeremonyRoom room, CancellationToken cancellation)
    {
        var stage = Directory.CreateTempSubdirectory("ca-rehearsal-");
        try
        {
            return (await Rehearsal.Stage(file, stage.FullName, room, cancellation)).Refused(out var why, out var staged)
                ? why
                : await Run(staged, Rehearsal.WithoutKeepers(room), cancellation);
        }
        finally
        {
            stage.Delete(recursive: true);
        }
    }
}
