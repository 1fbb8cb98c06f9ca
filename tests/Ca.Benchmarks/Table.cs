using System.Globalization;

namespace Ca.Benchmarks;

/// <summary>One thing measured, beside a peer or alone.</summary>
/// <param name="What">What was done.</param>
/// <param name="Ours">Our figure.</param>
/// <param name="Theirs">The peer's figure in the same unit, or null.</param>
/// <param name="Peer">The peer's command.</param>
sealed record Row(string What, double Ours, double? Theirs = null, string Peer = "–");

static class Table
{
    /// <summary>As docs/performance.md has it.</summary>
    public static void Print(string title, IEnumerable<Row> rows)
    {
        Console.WriteLine($"## {title}\n\n| | ours | peer's | ratio | peer |\n| --- | ---: | ---: | ---: | --- |");
        foreach (var row in rows)
            Console.WriteLine($"| {row.What} | {Figure(row.Ours)} | {Figure(row.Theirs)} | {Ratio(row)} | {row.Peer} |");
        Console.WriteLine();
    }

    static string Figure(double? value) => value switch
    {
        null => "–",
        >= 100 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("G3", CultureInfo.InvariantCulture),
    };

    static string Ratio(Row row) => row.Theirs is { } theirs ? (row.Ours / theirs).ToString("0.00", CultureInfo.InvariantCulture) : "–";
}
