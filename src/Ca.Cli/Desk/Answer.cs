using Ca.Core;

namespace Ca.Cli.Desk;

/// <summary>What a verb has to say: once for people and once for machines.</summary>
/// <param name="Lines">For people.</param>
/// <param name="Json">For machines, when they ask: an object whose members are spelt as in C#, written in camel case.</param>
/// <param name="Good">Whether the verdict is good; true where there is none.</param>
sealed record Answer(IEnumerable<Line> Lines, object Json, bool Good = true)
{
    /// <summary>Text that is the answer itself, character for character, with no line feed added; then there are no lines.</summary>
    public string Exact { get; init; } = "";
}

/// <summary>A line of an answer: a label with a value, or a sentence alone.</summary>
/// <param name="Label">In the reader's language; null for a value that stands alone.</param>
/// <param name="Value">As it is, or a sentence; null for a label alone.</param>
sealed record Line(Sentence? Label, object? Value)
{
    /// <summary>A label with a value.</summary>
    public static Line Of(string label, object value) => new(new Sentence(typeof(Line).Assembly, label), value);

    /// <summary>Text as it is: PEM, a row of a list.</summary>
    public static Line Of(string text) => new(null, text);

    /// <summary>A sentence.</summary>
    public static Line Of(Sentence sentence) => new(sentence, null);
}
