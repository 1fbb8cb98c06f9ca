using System.Globalization;
using Ca.Core.Audit;
using Ca.Core.Json;

namespace Ca.Core.Ceremonies;

/// <summary>
/// The record of a ceremony, signed by the key it was about: who was there, what was done when, and the hash of everything that came of
/// it. <c>minutes.json</c> with its detached signature <c>minutes.p7s</c>, so that people can read the one and any CMS program check the other.
/// </summary>
public sealed record Minutes
{
    /// <summary>A ceremony has a dozen steps.</summary>
    public const int MaxOctets = 256 * 1024;

    /// <summary>The record's name in the output directory.</summary>
    public const string FileName = "minutes.json";

    /// <summary>The name of its signature.</summary>
    public const string SignatureFileName = "minutes.p7s";

    /// <summary>The script's name in the output directory: a copy, octet for octet.</summary>
    public const string ScriptFileName = "script.json";

    /// <summary>Program and version.</summary>
    public required string Tool { get; init; }

    /// <summary>Of the script's file, lower-case hex.</summary>
    public required string ScriptSha256 { get; init; }

    /// <inheritdoc cref="CeremonyScript.Title"/>
    public required string Title { get; init; }

    /// <inheritdoc cref="CeremonyScript.Place"/>
    public required string Place { get; init; }

    /// <inheritdoc cref="CeremonyScript.Participants"/>
    public required IReadOnlyList<Participant> Participants { get; init; }

    /// <summary>What was done, in order; the first step is the beginning and the last the end.</summary>
    public required IReadOnlyList<MinutesStep> Steps { get; init; }

    /// <summary>How far the register's audit log reached at the end: kept here it shows when the log is cut off or rewritten later.</summary>
    public required AuditHead Register { get; init; }

    /// <summary>UTF-8 JSON.</summary>
    public byte[] Encode() => StrictJson.Write(this);

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    public static Outcome<Minutes> Parse(ReadOnlySpan<byte> json) => StrictJson.Read<Minutes>(json, MaxOctets);
}

/// <summary>One step.</summary>
/// <param name="At">When it was done.</param>
/// <param name="What">A stable key.</param>
/// <param name="English">In words.</param>
/// <param name="Russian">The same.</param>
/// <param name="Objects">Files that came of it.</param>
public sealed record MinutesStep(DateTimeOffset At, string What, string English, string Russian, IReadOnlyList<MinutesObject> Objects)
{
    /// <summary>A step told by this sentence.</summary>
    public static MinutesStep Of(DateTimeOffset at, Sentence sentence, IReadOnlyList<MinutesObject> objects) => new(
        at, sentence.Key, sentence.In(CultureInfo.InvariantCulture), sentence.In(CultureInfo.GetCultureInfo("ru")), objects);
}

/// <summary>A file that a ceremony made.</summary>
/// <param name="File">Its name in the output directory.</param>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record MinutesObject(string File, string Sha256);
