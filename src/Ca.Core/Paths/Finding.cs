using System.Globalization;
namespace Ca.Core.Paths;

/// <summary>One sentence of a standard that a verdict rests on, and what follows when it does not hold: a row of a list.</summary>
/// <param name="Key">Of the sentence that tells what was seen.</param>
/// <param name="Clause">Where it stands.</param>
/// <param name="Indication">What a breach comes to; <see cref="Indication.TotalPassed"/> for what is only told.</param>
/// <param name="SubIndication">Why; null when only told.</param>
public sealed record ValidationRule(string Key, string Clause, Indication Indication, SubIndication? SubIndication)
{
    /// <summary>The clause, in Russian where it is of Russian law; of all else the standard's own words.</summary>
    public string ClauseIn(CultureInfo language) => language.TwoLetterISOLanguageName != "ru" ? Clause : Clause
        .Replace("63-FZ art. ", "63-ФЗ, ст. ", StringComparison.Ordinal)
        .Replace("order 472 of 14.09.2020", "приказ № 472 от 14.09.2020", StringComparison.Ordinal);

    /// <summary>Stable, for machines: <c>path-length</c>.</summary>
    public string Id => Key[(Key.IndexOf('.', StringComparison.Ordinal) + 1)..];

    internal static ValidationRule Failed(string key, string clause, SubIndication why) => new(key, clause, Indication.TotalFailed, why);

    internal static ValidationRule Undecided(string key, string clause, SubIndication why) => new(key, clause, Indication.Indeterminate, why);

    internal static ValidationRule Told(string key, string clause) => new(key, clause, Indication.TotalPassed, null);

    internal Finding Found(params object[] arguments) => new(this, new Sentence(Key, arguments));
}

/// <summary>A rule that did not hold, or something that whoever decides should know, in words for this case.</summary>
/// <param name="Rule">Which.</param>
/// <param name="Detail">What was seen, in Russian and English.</param>
public sealed record Finding(ValidationRule Rule, Sentence Detail)
{
    /// <summary>The rule and the English sentence, for tests.</summary>
    public override string ToString() => $"{Rule.Id}: {Detail}";
}
