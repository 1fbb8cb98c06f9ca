using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Ca.Core.Json;
using Ca.Core.Paths;
using Ca.Core.Persons;

namespace Ca.Core.Signatures.Policies;

/// <summary>Whose service it is.</summary>
public enum Government
{
    /// <summary>Of a body of the state.</summary>
    State,
    /// <summary>Of a municipality.</summary>
    Municipal,
}

/// <summary>A text in the two languages.</summary>
/// <param name="English">In English.</param>
/// <param name="Russian">In Russian.</param>
public sealed record Bilingual(string English, string Russian)
{
    /// <summary>In the culture's language; English for a language we do not speak.</summary>
    public string In(CultureInfo culture) => culture.TwoLetterISOLanguageName == "ru" ? Russian : English;
}

/// <summary>Somebody who may sign.</summary>
/// <param name="Kind">As what.</param>
/// <param name="Ogrn">Of the body, for its officials and its systems; null for any body.</param>
public sealed record AllowedSigner(SignerKind Kind, Ogrn? Ogrn);

/// <summary>That a number in the signer's certificate must be the one in a field of the application.</summary>
/// <param name="Number">Which number.</param>
/// <param name="Field">The field's name, as the service that asks gives it.</param>
public sealed record NumberMatch(PersonNumber Number, string Field);

/// <summary>
/// What one public service asks of a signature, as data: a file for each service. It never makes a bad signature good; it says whether a good
/// one serves.
/// </summary>
public sealed partial record SignaturePolicy
{
    /// <summary>The longest of ours has 1 KiB.</summary>
    public const int MaxOctets = 64 * 1024;

    /// <summary>The service's name, as requests give it: <c>birth-certificate-copy</c>.</summary>
    public required string Service { get; init; }

    /// <summary>Raised with every change.</summary>
    public required int Version { get; init; }

    /// <summary>Of the octets of its file, in lower-case hex: what a verdict was given by, also when the file is another one later.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Of the state or of a municipality.</summary>
    public required Government Government { get; init; }

    /// <summary>What the service is.</summary>
    public required Bilingual Title { get; init; }

    /// <summary>The body that provides it.</summary>
    public required Bilingual Provider { get; init; }

    /// <summary>Formats it can process.</summary>
    public required IReadOnlyList<SignatureFormat> Formats { get; init; }

    /// <summary>The least evidence.</summary>
    public required SignatureLevel MinimumLevel { get; init; }

    /// <summary>SHA-256 of the certificates of the trust anchors it takes, in hex; all that we have when empty.</summary>
    public required IReadOnlyList<string> Anchors { get; init; }

    /// <summary>Who may sign.</summary>
    public required IReadOnlyList<AllowedSigner> Signers { get; init; }

    /// <summary>What must agree with the application.</summary>
    public required IReadOnlyList<NumberMatch> Matches { get; init; }

    /// <summary>The sample catalogue that comes with the program, by service.</summary>
    public static IReadOnlyDictionary<string, SignaturePolicy> Shipped => ShippedPolicies.ByService;

    /// <summary>Reads a file.</summary>
    public static Outcome<SignaturePolicy> Parse(ReadOnlySpan<byte> json)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(json));
        return StrictJson.Read<PolicyFile>(json, MaxOctets).Then(file => Read(file, sha256));
    }

    /// <summary>Whether a file of signatures serves: every signature holds, and the policy takes one of them at least.</summary>
    /// <param name="report">What was found about the signatures themselves.</param>
    /// <param name="fields">Fields of the application, by name, as the service that asks has read them.</param>
    public PolicyVerdict Judge(ValidationReport report, IReadOnlyDictionary<string, string> fields)
    {
        var each = report.Signatures.Select(s => PolicyRule.Breaches(this, s, fields).ToList()).ToList();
        var fits = report.Indication == Indication.TotalPassed && each.Exists(breaches => breaches.Count == 0);
        return new(this, fits, each);
    }

    static Outcome<SignaturePolicy> Read(PolicyFile file, string sha256)
    {
        if (!ServiceForm().IsMatch(file.Service) || file.Version < 1)
            return new Refusal(RefusalCode.Malformed, "Signatures.policy-name", file.Service);
        if (file.Formats.Count == 0 || file.Formats.Distinct().Count() != file.Formats.Count || file.Signers.Count == 0)
            return new Refusal(RefusalCode.Malformed, "Signatures.policy-empty", file.Service);
        if (!file.Anchors.All(a => FingerprintForm().IsMatch(a)))
            return new Refusal(RefusalCode.Malformed, "Signatures.policy-anchor", file.Service);
        var signers = new List<AllowedSigner>();
        foreach (var signer in file.Signers)
            if (signer.Ogrn is null)
                signers.Add(new(signer.Kind, null));
            else if (signer.Kind == SignerKind.Citizen)
                return new Refusal(RefusalCode.Malformed, "Signatures.policy-citizen-ogrn", file.Service);
            else if (Ogrn.Parse(signer.Ogrn).Refused(out var why, out var ogrn))
                return why;
            else
                signers.Add(new(signer.Kind, ogrn));
        return new SignaturePolicy
        {
            Service = file.Service,
            Version = file.Version,
            Sha256 = sha256,
            Government = file.Government,
            Title = new(file.Title.En, file.Title.Ru),
            Provider = new(file.Provider.En, file.Provider.Ru),
            Formats = [.. file.Formats.Select(f => (SignatureFormat)f)],
            MinimumLevel = (SignatureLevel)file.MinimumLevel,
            Anchors = file.Anchors,
            Signers = signers,
            Matches = [.. file.Matches.Select(m => new NumberMatch(m.Number, m.Field))],
        };
    }

    [GeneratedRegex(@"^[a-z][a-z0-9]*(-[a-z0-9]+)*\z")]
    private static partial Regex ServiceForm();

    [GeneratedRegex(@"^[0-9a-f]{64}\z")]
    private static partial Regex FingerprintForm();
}

/// <summary>Whether signatures serve for one service; their cryptographic truth stands in the report and is not repeated here.</summary>
/// <param name="Policy">The service's policy.</param>
/// <param name="Fits">Whether the service may act on the file.</param>
/// <param name="Breaches">For each signature, in the order of the report, what the policy has against it.</param>
public sealed record PolicyVerdict(SignaturePolicy Policy, bool Fits, IReadOnlyList<IReadOnlyList<Finding>> Breaches);
