using Ca.Core.Paths;
using static Ca.Core.Paths.SubIndication;
using static Ca.Core.Paths.ValidationRule;

namespace Ca.Core.Signatures.Policies;

/// <summary>What a service may ask of a signature (63-FZ article 11 (4) for restrictions, the service's own regulation for the rest).</summary>
static class PolicyRule
{
    const string Clause = "EN 319 102-1 §5.2.8";

    static readonly ValidationRule Indirect = Undecided("Signatures.policy-indirect", Clause, SigConstraintsFailure);
    static readonly ValidationRule Part = Undecided("Signatures.policy-part", Clause, SigConstraintsFailure);
    static readonly ValidationRule Format = Undecided("Signatures.policy-format", Clause, SigConstraintsFailure);
    static readonly ValidationRule Level = Undecided("Signatures.policy-level", Clause, SigConstraintsFailure);
    static readonly ValidationRule Anchor = Undecided("Signatures.policy-not-its-anchor", Clause, ChainConstraintsFailure);
    static readonly ValidationRule Signer = Undecided("Signatures.policy-signer", Clause, SigConstraintsFailure);
    static readonly ValidationRule Field = Undecided("Signatures.policy-field-missing", Clause, SigConstraintsFailure);
    static readonly ValidationRule Match = Undecided("Signatures.policy-match", Clause, SigConstraintsFailure);

    /// <summary>What the policy has against one signature, by what its certificate and form say.</summary>
    public static IEnumerable<Finding> Breaches(SignaturePolicy policy, SignatureVerdict signature, IReadOnlyDictionary<string, string> fields)
    {
        if (signature.Extent == SignatureExtent.Indirect)
            yield return Indirect.Found();
        if (signature.Extent == SignatureExtent.Part)
            yield return Part.Found();
        if (!policy.Formats.Contains(signature.Format))
            yield return Format.Found(signature.Format.Word(), string.Join(", ", policy.Formats.Select(f => f.Word())));
        if (signature.Level < policy.MinimumLevel)
            yield return Level.Found(signature.Level.Word() ?? "–", policy.MinimumLevel.Word() ?? "–");
        if (policy.Anchors.Count > 0 && !(signature.Path is [.., var anchor] && policy.Anchors.Contains(anchor.Fingerprint)))
            yield return Anchor.Found();
        if (signature.Signer is not { Subject: var subject })
            yield break;
        var kind = SignerSubject.KindOf(subject);
        var ogrn = SignerSubject.NumbersOf(subject, PersonNumber.Ogrn).ToList();
        if (!policy.Signers.Any(s => s.Kind == kind && (s.Ogrn is not { } body || ogrn.Contains(body.Digits))))
            yield return Signer.Found(subject);
        foreach (var match in policy.Matches)
            if (!fields.TryGetValue(match.Field, out var text) || SignerSubject.Digits(text, match.Number) is not { } digits)
                yield return Field.Found(match.Field, Word(match.Number));
            else if (!SignerSubject.NumbersOf(subject, match.Number).Contains(digits))
                yield return Match.Found(match.Field, Word(match.Number));
    }

    static Sentence Word(PersonNumber number) => new(number switch
    {
        PersonNumber.Snils => "Signatures.number-snils",
        PersonNumber.Inn => "Signatures.number-inn",
        _ => "Signatures.number-ogrn",
    });
}
