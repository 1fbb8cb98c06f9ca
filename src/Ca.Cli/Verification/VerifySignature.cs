using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Cms;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Policies;

namespace Ca.Cli.Verification;

/// <summary>
/// <c>ca verify signature FILE [--content FILE|NAME=FILE]… [--hash ALGORITHM:HEX]… --anchor FILE… | --anchors DIR [--untrusted FILE…] [--crl FILE…]
/// [--ocsp FILE…] [--at TIME]</c>, and <c>--batch</c>.
/// </summary>
sealed class VerifySignature
{
    /// <summary>A case of a batch; what is null is as if left out.</summary>
    sealed record SignatureCase : Case
    {
        public required byte[] Signature { get; init; }

        /// <summary>By name; one without octets is known not to be at hand.</summary>
        public IReadOnlyDictionary<string, byte[]?>? Contents { get; init; }
        public required IReadOnlyList<byte[]> Anchors { get; init; }
        public IReadOnlyList<byte[]>? Untrusted { get; init; }
        public IReadOnlyList<byte[]>? Crls { get; init; }
        public IReadOnlyList<byte[]>? Ocsps { get; init; }
        public string? At { get; init; }

        /// <summary>A service of the sample catalogue, or a policy itself.</summary>
        public JsonElement? Policy { get; init; }

        /// <summary>Of the application, for the policy to compare.</summary>
        public IReadOnlyDictionary<string, string>? Fields { get; init; }
    }

    /// <summary>An answer to a case.</summary>
    sealed record SignatureAnswer(string Indication, IReadOnlyList<SignatureDocument> Signatures, PolicyDocument? Policy, IReadOnlyList<FindingDocument> Findings);

    readonly Terminal terminal;
    readonly Argument<string?> file;
    readonly Option<string[]> contents;
    readonly Option<string[]> hashes;
    readonly MaterialOptions material;
    readonly Option<string?> at;
    readonly Option<string?> policy;
    readonly Option<string[]> fields;

    VerifySignature(Terminal terminal)
    {
        this.terminal = terminal;
        file = new("FILE") { Description = terminal.Say("Verification.argument-file"), Arity = ArgumentArity.ZeroOrOne };
        contents = new("--content") { Description = terminal.Say("Verification.option-content"), HelpName = "FILE|NAME=FILE" };
        hashes = new("--hash") { Description = terminal.Say("Verification.option-hash"), HelpName = "ALGORITHM:HEX" };
        material = new(terminal);
        at = new("--at") { Description = terminal.Say("Verification.option-at"), HelpName = "TIME" };
        policy = new("--policy") { Description = terminal.Say("Verification.option-signature-policy"), HelpName = "SERVICE|FILE" };
        fields = new("--field") { Description = terminal.Say("Verification.option-field"), HelpName = "NAME=VALUE" };
    }

    public static Command Verb(Terminal terminal)
    {
        var verb = new VerifySignature(terminal);
        return Desk.Verb.Create(
            terminal, "signature", "Verification.signature", verb.Verify, [verb.file, verb.contents, verb.hashes, .. verb.material.All, verb.at, verb.policy, verb.fields])
            .WithBatch<SignatureCase>(terminal, verb.Answer, verb.file);
    }

    Outcome<Answer> Verify(ParseResult parsed)
    {
        if (GivenTime.ToJudgeAt(parsed.GetValue(at), terminal.Clock).Refused(out var why, out var time))
            return why;
        if (material.Read(parsed).Refused(out why, out var given))
            return why;
        if (InputFile.Read(parsed.GetValue(file)!, Pem.MaxOctets(CmsSignedData.MaxOctets)).Refused(out why, out var signature))
            return why;
        if (Asked(parsed.GetValue(policy)).Refused(out why, out var policies))
            return why;
        if (Fields(parsed.GetValue(fields) ?? []).Refused(out why, out var application))
            return why;
        using var beside = new ContentFiles();
        if (beside.Open(parsed.GetValue(contents), parsed.GetValue(hashes)) is { } no)
            return no;
        return SignatureVerifier.Verify(new SignedFile(signature, beside.Contents), given, new() { Time = time }).Then<Answer>(report =>
        {
            var fitness = policies is [var asked] ? asked.Judge(report, application) : null;
            var document = ReportDocument.Of(report, terminal.Language, fitness);
            return new Answer(ReportLines.Of(document), document, report.Indication == Indication.TotalPassed && fitness?.Fits != false);
        });
    }

    Outcome<CaseAnswer> Answer(SignatureCase given)
    {
        var read = new CaseMaterial();
        if (read.Read(given.Anchors, given.Untrusted, given.Crls, given.Ocsps).Refused(out var why, out var known))
            return why;
        if (GivenTime.OrNow(given.At, terminal.Clock).Refused(out why, out var time))
            return why;
        if (Asked(given.Policy).Refused(out why, out var policies))
            return why;
        if (CaseMaterial.TooMany(given.Contents?.Count, "contents") is { } tooMany)
            return tooMany;
        var contents = given.Contents?.Select(c => c.Value is { } octets ? SignedContent.Of(new MemoryStream(octets), c.Key) : SignedContent.Of([], c.Key).Expect()) ?? [];
        return SignatureVerifier.Verify(new SignedFile(given.Signature, [.. contents]), known, new() { Time = JudgedAt(given.At is null ? null : time) })
            .Then<CaseAnswer>(report =>
            {
                var fitness = policies is [var policy] ? policy.Judge(report, given.Fields ?? new Dictionary<string, string>()) : null;
                var document = ReportDocument.Of(report, terminal.Language, fitness);
                return new CaseAnswer(new SignatureAnswer(document.Indication, document.Signatures, document.Policy,
                    [.. read.Told.Select(f => new FindingDocument(f.Rule.Id, f.Rule.Clause, f.Rule.Indication.Word(), terminal.Say(f.Detail)))]));
            });
    }

    /// <summary>A case may be about a time ahead of our clock: it is judged as on that day.</summary>
    JudgementTime JudgedAt(DateTimeOffset? given)
    {
        var now = terminal.Clock.GetUtcNow();
        return given is { } at ? JudgementTime.Given(at, at > now ? at : now).Expect() : JudgementTime.DayOfChecking(now);
    }

    /// <summary>The policy of a service of the sample catalogue, or of a file; none when nobody asks.</summary>
    static Outcome<IReadOnlyList<SignaturePolicy>> Asked(string? policy) =>
        policy is null ? Array.Empty<SignaturePolicy>()
        : SignaturePolicy.Shipped.TryGetValue(policy, out var shipped) ? new[] { shipped }
        : !File.Exists(policy) ? NoPolicy(policy)
        : InputFile.Read(policy, SignaturePolicy.MaxOctets).Then(octets => SignaturePolicy.Parse(octets)).Then<IReadOnlyList<SignaturePolicy>>(read => new[] { read });

    static Outcome<Dictionary<string, string>> Fields(string[] given)
    {
        var fields = new Dictionary<string, string>();
        foreach (var field in given)
            if (field.IndexOf('=') is not (> 0 and var equals) || !fields.TryAdd(field[..equals], field[(equals + 1)..]))
                return new Refusal(RefusalCode.Malformed, new Sentence(typeof(VerifySignature).Assembly, "Verification.not-a-field", field));
        return fields;
    }

    /// <summary>The policy asked for, or none.</summary>
    static Outcome<IReadOnlyList<SignaturePolicy>> Asked(JsonElement? policy)
    {
        if (policy is not { ValueKind: not JsonValueKind.Null } asked)
            return Array.Empty<SignaturePolicy>();
        var octets = JsonMarshal.GetRawUtf8Value(asked);
        if (asked.ValueKind == JsonValueKind.Object)
            return SignaturePolicy.Parse(octets).Then<IReadOnlyList<SignaturePolicy>>(read => new[] { read });
        var name = Text(asked) ?? Encoding.UTF8.GetString(octets);
        if (SignaturePolicy.Shipped.TryGetValue(name, out var shipped))
            return new[] { shipped };
        return NoPolicy(name);
    }

    static Refusal NoPolicy(string name) => new(RefusalCode.NotFound, new Sentence(
        typeof(VerifySignature).Assembly, "Verification.no-policy", name, string.Join(", ", SignaturePolicy.Shipped.Keys.Order(StringComparer.Ordinal))));

    static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        // What stands between the quotes is looked at only now: no UTF-8, or half of a surrogate pair.
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
