using Ca.Core.Keys;

namespace Ca.Core.Ceremonies;

/// <summary>What a ceremony finds in the room: a clock, people who know passphrases, and somebody to tell each step to.</summary>
public sealed record CeremonyRoom
{
    /// <summary>The clock on the wall: steps take as long as people do, so each looks at it anew.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Program and version, for the minutes.</summary>
    public required string Tool { get; init; }

    /// <summary>Asks for the passphrase of a key that exists, by the path of its file.</summary>
    public required Func<string, Outcome<Passphrase>> PassphraseOf { get; init; }

    /// <summary>Asks for the passphrase that a new key shall have.</summary>
    public required Func<string, Outcome<Passphrase>> PassphraseForNew { get; init; }

    /// <summary>Told of each step when it is done.</summary>
    public required Action<MinutesStep> Announce { get; init; }
}
