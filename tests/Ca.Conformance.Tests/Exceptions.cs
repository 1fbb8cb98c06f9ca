using System.Collections.Concurrent;
using System.Text.Json;
using Ca.Tests;

namespace Ca.Conformance.Tests;

/// <summary>One case of a third-party suite where we answer otherwise, and why.</summary>
sealed record KnownDifference(string Suite, string Case, string Expected, string Actual, string Reason);

/// <summary>The cases of third-party suites where we answer otherwise than they expect. A case listed here that comes out as expected fails too.</summary>
static class Exceptions
{
    static readonly Lazy<Dictionary<(string, string), KnownDifference>> All = new(() =>
        JsonSerializer.Deserialize<KnownDifference[]>(
            File.ReadAllText(Repository.File("tests", "Ca.Conformance.Tests", "exceptions.json")), JsonSerializerOptions.Web)!
        .ToDictionary(d => (d.Suite, d.Case)));

    static readonly ConcurrentDictionary<string, (int AsExpected, int Otherwise)> Counts = new();

    /// <summary>Says how many cases of a suite came out as expected, and how many as listed here.</summary>
    public static void Count(string suite, string title)
    {
        if (Counts.TryGetValue(suite, out var count))
            TestContext.Progress.WriteLine($"# {title}: {count.AsExpected + count.Otherwise} cases, as expected {count.AsExpected}, as exceptions.json says {count.Otherwise}");
    }

    /// <summary>Holds a case to its suite's expectation, or to the difference that is listed for it.</summary>
    public static void Hold(string suite, string name, string expected, string actual, string detail)
    {
        if (!All.Value.TryGetValue((suite, name), out var known))
            Assert.That(actual, Is.EqualTo(expected), detail);
        else
            Assert.That((expected, actual), Is.EqualTo((known.Expected, known.Actual)), $"exceptions.json: {known.Reason}\n{detail}");
        Counts.AddOrUpdate(suite, known is null ? (1, 0) : (0, 1), (_, c) => known is null ? (c.AsExpected + 1, c.Otherwise) : (c.AsExpected, c.Otherwise + 1));
    }
}
