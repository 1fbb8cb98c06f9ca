using System.CommandLine;
using System.Text.Json;
using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Paths;

namespace Ca.Cli.Verification;

/// <summary>
/// <c>ca verify certificate FILE --anchor FILE… | --anchors DIR [--untrusted FILE…] [--crl FILE…] [--ocsp FILE…] …</c>, and <c>--batch</c>.
/// The time is the one of RFC 5280 §6.1.1 (b): what is from after it is not there yet.
/// </summary>
sealed class VerifyCertificate
{
    /// <summary>A case of a batch; what is null is as if left out.</summary>
    sealed record CertificateCase : Case
    {
        public required byte[] Target { get; init; }
        public required IReadOnlyList<byte[]> Anchors { get; init; }
        public IReadOnlyList<byte[]>? Untrusted { get; init; }
        public IReadOnlyList<byte[]>? Crls { get; init; }
        public IReadOnlyList<byte[]>? Ocsps { get; init; }
        public string? At { get; init; }
        public IReadOnlyList<string>? Policies { get; init; }
        public bool? RequireExplicitPolicy { get; init; }
        public bool? InhibitPolicyMapping { get; init; }
        public bool? InhibitAnyPolicy { get; init; }
        public string? Purpose { get; init; }
        public PurposeMatching? PurposeMatching { get; init; }
        public IReadOnlyList<string>? Names { get; init; }
        public int? MaxDepth { get; init; }
        public RevocationChecking? Revocation { get; init; }

        /// <summary>Seconds.</summary>
        public int? MaxAge { get; init; }

        /// <summary>true and "honoured", or false and "ignored".</summary>
        public JsonElement? AnchorConstraints { get; init; }
    }

    readonly Terminal terminal;
    readonly Argument<string?> file;
    readonly MaterialOptions material;
    readonly Option<string?> at;
    readonly Option<string[]> policies;
    readonly Option<bool> explicitPolicy;
    readonly Option<bool> noMapping;
    readonly Option<bool> noAnyPolicy;
    readonly Option<string?> purpose;
    readonly Option<PurposeMatching> purposeMatching;
    readonly Option<string[]> names;
    readonly Option<int?> maxDepth;
    readonly Option<RevocationChecking> revocation;
    readonly Option<int?> maxAge;
    readonly Option<bool> ignoreConstraints;

    VerifyCertificate(Terminal terminal)
    {
        this.terminal = terminal;
        file = new("FILE") { Description = terminal.Say("Verification.argument-certificate"), Arity = ArgumentArity.ZeroOrOne };
        material = new(terminal);
        at = new("--at") { Description = terminal.Say("Verification.option-judged-at"), HelpName = "TIME" };
        policies = Many("--policy", "Verification.option-policy", "OID");
        explicitPolicy = new("--require-explicit-policy") { Description = terminal.Say("Verification.option-explicit") };
        noMapping = new("--inhibit-policy-mapping") { Description = terminal.Say("Verification.option-no-mapping") };
        noAnyPolicy = new("--inhibit-any-policy") { Description = terminal.Say("Verification.option-no-any") };
        purpose = new("--purpose") { Description = terminal.Say("Verification.option-purpose"), HelpName = "OID" };
        purposeMatching = new("--purpose-matching")
        {
            Description = terminal.Say("Verification.option-purpose-matching"),
            HelpName = "allowed|namedByTarget|namedThroughout",
        };
        names = Many("--name", "Verification.option-name", "NAME");
        maxDepth = new("--max-depth") { Description = terminal.Say("Verification.option-max-depth"), HelpName = "N" };
        revocation = new("--revocation")
        {
            Description = terminal.Say("Verification.option-revocation"),
            HelpName = "none|whenAvailable|required",
            DefaultValueFactory = _ => RevocationChecking.Required,
        };
        maxAge = new("--max-age") { Description = terminal.Say("Verification.option-max-age"), HelpName = "SECONDS" };
        ignoreConstraints = new("--ignore-anchor-constraints") { Description = terminal.Say("Verification.option-ignore-constraints") };
    }

    public static Command Verb(Terminal terminal)
    {
        var verb = new VerifyCertificate(terminal);
        return Desk.Verb.Create(
            terminal, "certificate", "Verification.certificate-verb", verb.Verify,
            [verb.file, .. verb.material.All, verb.at, verb.policies, verb.explicitPolicy, verb.noMapping, verb.noAnyPolicy, verb.purpose, verb.purposeMatching, verb.names,
                verb.maxDepth, verb.revocation, verb.maxAge, verb.ignoreConstraints])
            .WithBatch<CertificateCase>(terminal, verb.Answer, verb.file);
    }

    Outcome<Answer> Verify(ParseResult parsed)
    {
        if (InputFile.Read(parsed.GetValue(file)!, Pem.MaxOctets(Certificate.MaxOctets)).Then(b => Certificate.ParsePemOrDer(b)).Refused(out var why, out var target))
            return why;
        if (material.Read(parsed).Refused(out why, out var given))
            return why;
        if (GivenTime.OrNow(parsed.GetValue(at), terminal.Clock).Refused(out why, out var time))
            return why;
        if (Names(parsed.GetValue(names)).Refused(out why, out var expected))
            return why;
        if (Unusable(parsed.GetValue(policies) ?? [], parsed.GetValue(purpose), parsed.GetValue(maxDepth), parsed.GetValue(maxAge)) is { } unusable)
            return unusable;
        var verdict = PathBuilder.Build(target, given, new()
        {
            Time = JudgementTime.DayOfChecking(time),
            InitialPolicies = Policies(parsed.GetValue(policies)),
            RequireExplicitPolicy = parsed.GetValue(explicitPolicy),
            InhibitPolicyMapping = parsed.GetValue(noMapping),
            InhibitAnyPolicy = parsed.GetValue(noAnyPolicy),
            Purpose = parsed.GetValue(purpose),
            PurposeMatching = parsed.GetValue(purposeMatching),
            Names = expected,
            MaxDepth = parsed.GetValue(maxDepth),
            Revocation = parsed.GetValue(revocation),
            MaxAge = Seconds(parsed.GetValue(maxAge)),
            AnchorConstraints = parsed.GetValue(ignoreConstraints) ? AnchorConstraints.Ignored : AnchorConstraints.Honoured,
        });
        return new Answer(PathAnswer.Lines(verdict, terminal), PathAnswer.Of(verdict, [], terminal), verdict.Path is not null);
    }

    Outcome<CaseAnswer> Answer(CertificateCase given)
    {
        var read = new CaseMaterial();
        if (CaseMaterial.One(given.Target, "target", b => Certificate.ParsePemOrDer(b)).Refused(out var why, out var target))
            return why;
        if (read.Read(given.Anchors, given.Untrusted, given.Crls, given.Ocsps).Refused(out why, out var material))
            return why;
        if (GivenTime.OrNow(given.At, terminal.Clock).Refused(out why, out var time))
            return why;
        if (Names(given.Names).Refused(out why, out var expected))
            return why;
        if (Constraints(given.AnchorConstraints).Refused(out why, out var constraints))
            return why;
        if (CaseMaterial.TooMany(given.Names?.Count, "names") is { } tooMany)
            return tooMany;
        if (Unusable(given.Policies ?? [], given.Purpose, given.MaxDepth, given.MaxAge) is { } unusable)
            return unusable;
        var verdict = PathBuilder.Build(target, material, new()
        {
            Time = JudgementTime.DayOfChecking(time),
            InitialPolicies = Policies(given.Policies),
            RequireExplicitPolicy = given.RequireExplicitPolicy ?? false,
            InhibitPolicyMapping = given.InhibitPolicyMapping ?? false,
            InhibitAnyPolicy = given.InhibitAnyPolicy ?? false,
            Purpose = given.Purpose,
            PurposeMatching = given.PurposeMatching ?? PurposeMatching.Allowed,
            Names = expected,
            MaxDepth = given.MaxDepth,
            Revocation = given.Revocation ?? RevocationChecking.Required,
            MaxAge = Seconds(given.MaxAge),
            AnchorConstraints = constraints,
        });
        return new CaseAnswer(PathAnswer.Of(verdict, read.Told, terminal));
    }

    /// <summary>None given is any (RFC 5280 §6.1.1 (c)).</summary>
    static HashSet<string> Policies(IReadOnlyCollection<string>? given) => given is { Count: > 0 } ? [.. given] : [Oids.AnyPolicy];

    static Outcome<IReadOnlyList<ExpectedName>> Names(IEnumerable<string>? given)
    {
        var all = new List<ExpectedName>();
        foreach (var text in given ?? [])
            if (ExpectedName.Parse(text ?? "").Refused(out var why, out var name))
                return why;
            else
                all.Add(name);
        return all;
    }

    /// <summary>What a misspelt identifier or a number below zero would silently come to is not what was asked.</summary>
    static Refusal? Unusable(IEnumerable<string> policies, string? purpose, int? maxDepth, int? maxAge)
    {
        if (policies.FirstOrDefault(p => !Oids.IsDotted(p)) is { } policy)
            return No("Verification.not-an-oid", "policies", policy);
        if (purpose is not null && !Oids.IsDotted(purpose))
            return No("Verification.not-an-oid", "purpose", purpose);
        return Negative("maxDepth", maxDepth) ?? Negative("maxAge", maxAge);
    }

    internal static Refusal? Negative(string member, int? number) => number < 0 ? No("Verification.negative", member, number) : null;

    static Refusal No(string key, params object[] arguments) =>
        new(RefusalCode.Malformed, new Sentence(typeof(VerifyCertificate).Assembly, key, arguments));

    static Outcome<AnchorConstraints> Constraints(JsonElement? given) => given switch
    {
        null or { ValueKind: JsonValueKind.True } => AnchorConstraints.Honoured,
        { ValueKind: JsonValueKind.False } => AnchorConstraints.Ignored,
        { ValueKind: JsonValueKind.String } text when text.ValueEquals("honoured"u8) => AnchorConstraints.Honoured,
        { ValueKind: JsonValueKind.String } text when text.ValueEquals("ignored"u8) => AnchorConstraints.Ignored,
        _ => new Refusal(RefusalCode.Malformed, new Sentence(typeof(VerifyCertificate).Assembly, "Verification.anchor-constraints")),
    };

    internal static TimeSpan? Seconds(int? seconds) => seconds is { } given ? TimeSpan.FromSeconds(given) : null;

    Option<string[]> Many(string name, string description, string what) => new(name)
    {
        Description = terminal.Say(description),
        HelpName = what,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };
}
