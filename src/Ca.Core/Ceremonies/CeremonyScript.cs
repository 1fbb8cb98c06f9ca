using System.Text.Json.Serialization;
using Ca.Core.Json;

namespace Ca.Core.Ceremonies;

/// <summary>
/// The one input of a ceremony (docs/ceremony-script.schema.json): what will be made, of what, and who is in the room. Two people who
/// read the same SHA-256 from the screen know that nothing else decides. Paths are relative to the script's own directory.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RootScript), "root")]
[JsonDerivedType(typeof(SubordinateScript), "subordinate")]
[JsonDerivedType(typeof(RevocationListScript), "revocation-list")]
public abstract record CeremonyScript
{
    /// <summary>A script of a page has under 2 KiB.</summary>
    public const int MaxOctets = 64 * 1024;

    /// <summary>More people than a key room holds.</summary>
    const int MaxParticipants = 32;

    /// <summary>Names, places and titles are lines, not essays.</summary>
    const int MaxTextLength = 200;

    /// <summary>What the ceremony is for, in a line.</summary>
    public required string Title { get; init; }

    /// <summary>Where it is held.</summary>
    public required string Place { get; init; }

    /// <summary>Who takes part: two at least, one of them a witness.</summary>
    public required IReadOnlyList<Participant> Participants { get; init; }

    /// <summary>The directory that remembers what the issuer has signed; made when it is not there. One issuer has one register.</summary>
    public required string Register { get; init; }

    /// <summary>The directory in which the results will lie; must not exist.</summary>
    public required string Output { get; init; }

    /// <summary>Reads a script.</summary>
    public static Outcome<CeremonyScript> Parse(ReadOnlySpan<byte> json)
    {
        if (StrictJson.Read<CeremonyScript>(json, MaxOctets).Refused(out var why, out var script))
            return why;
        if (script.Participants.Count > MaxParticipants || script.Texts.FirstOrDefault(t => !IsLine(t)) is not null)
            return new Refusal(RefusalCode.Malformed, "Ceremonies.not-a-line", MaxTextLength, MaxParticipants);
        // Dual control in the presence of somebody who only watches: ETSI EN 319 411-1 §6.5.1, Baseline Requirements §6.1.1.1.
        if (script.Participants.DistinctBy(p => p.Name).Count() < 2 || script.Participants.All(p => p.Role != ParticipantRole.Witness))
            return new Refusal(RefusalCode.NotAllowed, "Ceremonies.too-few-participants");
        return script;
    }

    /// <summary>Everything in it that people read and that stands in the minutes.</summary>
    IEnumerable<string> Texts => Participants.Select(p => p.Name).Append(Title).Append(Place);

    static bool IsLine(string text) => text.Trim().Length > 0 && text.Length <= MaxTextLength && !text.Any(char.IsControl);
}

/// <summary>A root: a new key that certifies itself.</summary>
public sealed record RootScript : CeremonyScript
{
    /// <summary>Name of a shipped profile, or path of a profile's file, ending in <c>.json</c>.</summary>
    public required string Profile { get; init; }

    /// <summary>The root's name, as <c>C=RU, O=…, CN=…</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The key to be made.</summary>
    public required NewKey Key { get; init; }
}

/// <summary>An authority below another.</summary>
public sealed record SubordinateScript : CeremonyScript
{
    /// <summary>Who signs.</summary>
    public required ScriptIssuer Issuer { get; init; }

    /// <summary>What the signed certificate says about its issuer's status.</summary>
    public required ScriptLocations Locations { get; init; }

    /// <inheritdoc cref="RootScript.Profile"/>
    public required string Profile { get; init; }

    /// <summary>The subordinate's name, whatever a request says.</summary>
    public required string Subject { get; init; }

    /// <summary>The key to be made here. Either this or <see cref="Request"/>.</summary>
    public NewKey? Key { get; init; }

    /// <summary>A certification request for a key made where it will live.</summary>
    public string? Request { get; init; }
}

/// <summary>The revocation list of an issuer whose key is kept offline.</summary>
public sealed record RevocationListScript : CeremonyScript
{
    /// <summary>Who signs.</summary>
    public required ScriptIssuer Issuer { get; init; }

    /// <summary>From thisUpdate to nextUpdate, as <c>P6M</c>.</summary>
    public required string Validity { get; init; }

    /// <summary>What is revoked with this list, beside all that was revoked before.</summary>
    public required IReadOnlyList<ScriptRevocation> Revoke { get; init; }
}

/// <summary>Somebody in the room.</summary>
/// <param name="Role">What for.</param>
/// <param name="Name">As in the identity document shown.</param>
public sealed record Participant(ParticipantRole Role, string Name);

/// <summary>What a participant is there for.</summary>
public enum ParticipantRole
{
    /// <summary>Leads through the script.</summary>
    Administrator,
    /// <summary>Sits at the keyboard.</summary>
    Operator,
    /// <summary>Brings a passphrase or a token, and takes it away.</summary>
    KeyKeeper,
    /// <summary>Watches, and compares what is on the screen with the script.</summary>
    Witness,
    /// <summary>Watches on behalf of an auditor.</summary>
    Auditor,
}

/// <summary>A key to be made.</summary>
public sealed record NewKey
{
    /// <summary>As <c>gost2012-256-b</c>.</summary>
    public required string Algorithm { get; init; }

    /// <summary>What it signs with, where its kind leaves a choice.</summary>
    public string? SignatureAlgorithm { get; init; }

    /// <summary>A file with its passphrase; without one the operator is asked.</summary>
    public string? PassphraseFile { get; init; }
}

/// <summary>An issuer that exists.</summary>
public sealed record ScriptIssuer
{
    /// <summary>Its certificate, and behind it in the same file those above it.</summary>
    public required string Certificate { get; init; }

    /// <summary>Its encrypted key.</summary>
    public required string Key { get; init; }

    /// <inheritdoc cref="NewKey.SignatureAlgorithm"/>
    public string? SignatureAlgorithm { get; init; }

    /// <inheritdoc cref="NewKey.PassphraseFile"/>
    public string? PassphraseFile { get; init; }
}

/// <summary>Addresses that a certificate gives for its issuer: http, since they are needed to judge https.</summary>
public sealed record ScriptLocations
{
    /// <summary>The issuer's revocation list; several are mirrors.</summary>
    public required IReadOnlyList<string> Crl { get; init; }

    /// <summary>The issuer's OCSP responders.</summary>
    public required IReadOnlyList<string> Ocsp { get; init; }

    /// <summary>The issuer's certificate.</summary>
    public required IReadOnlyList<string> CaIssuers { get; init; }
}

/// <summary>A certificate to be revoked.</summary>
public sealed record ScriptRevocation
{
    /// <summary>In hex.</summary>
    public required string SerialNumber { get; init; }

    /// <summary>As RFC 5280 §5.3.1 spells it; an authority is not held, since nobody could tell what it issued meanwhile.</summary>
    public required string Reason { get; init; }

    /// <summary>Since when the key was suspect.</summary>
    public DateTimeOffset? InvalidityDate { get; init; }
}
