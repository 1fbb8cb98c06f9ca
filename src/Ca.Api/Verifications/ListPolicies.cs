using System.Text.Json;
using Ca.Api.Http;
using Ca.Api.Problems;
using Ca.Core.Signatures;

namespace Ca.Api.Verifications;

/// <summary>What each service asks of signatures, for whoever is about to sign.</summary>
static class ListPolicies
{
    public static Answer Handle(HttpContext http, PolicyList policies)
    {
        var language = Language.Of(http.Request);
        VerificationForm.Describe(http.Response, language);
        return Answer.Ok(policies.All.Select(p => new View(
            p.Service, p.Version, Word(p.Government), p.Title.In(language), p.Provider.In(language), [.. p.Formats.Select(f => f.Word())], p.MinimumLevel.Word(),
            p.Anchors, [.. p.Signers.Select(s => new SignerView(Word(s.Kind), s.Ogrn?.Digits))], [.. p.Matches.Select(m => new MatchView(Word(m.Number), m.Field))])));
    }

    static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>A policy, its words in the caller's language.</summary>
    public sealed record View(
        string Service, int Version, string Government, string Title, string Provider, IReadOnlyList<string> Formats, string? MinimumLevel,
        IReadOnlyList<string> Anchors, IReadOnlyList<SignerView> Signers, IReadOnlyList<MatchView> Matches);

    /// <summary>Who may sign.</summary>
    public sealed record SignerView(string Kind, string? Ogrn);

    /// <summary>Which number of the certificate must be in which field of the application.</summary>
    public sealed record MatchView(string Number, string Field);
}
