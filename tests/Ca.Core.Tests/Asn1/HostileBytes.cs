using System.Diagnostics;
using System.Globalization;

namespace Ca.Core.Tests.Asn1;

/// <summary>
/// Throws spoiled objects at a reader: each gives a value or a refusal. <c>CA_FUZZ=1000000</c> in the environment sets how many,
/// <c>CA_FUZZ_SEED</c> other ones; without them it is a short run with the same cases every time.
/// </summary>
static class HostileBytes
{
    const int ShortRun = 10_000;

    /// <param name="what">Named in the line that is printed.</param>
    /// <param name="good">What is spoiled.</param>
    /// <param name="read">Reads, and on success does with the value what the program does.</param>
    public static void Throw<T>(string what, IReadOnlyList<byte[]> good, Func<byte[], Outcome<T>> read) where T : notnull
    {
        var count = Number("CA_FUZZ", ShortRun);
        var seed = (ulong)Number("CA_FUZZ_SEED", 1);
        var mutations = new Mutations(good, seed);
        var answers = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var slowest = TimeSpan.Zero;
        var started = Stopwatch.GetTimestamp();
        for (var index = 0; index < count; index++)
        {
            var bytes = mutations.Case(index);
            var answer = Read(bytes, $"seed {seed}, case {index}", read, ref slowest);
            answers[answer] = answers.GetValueOrDefault(answer) + 1;
        }
        TestContext.Progress.WriteLine(
            $"# hostile {what}: {count} cases of seed {seed} in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s, no exception, " +
            $"slowest {slowest.TotalMilliseconds:F1} ms: {string.Join(", ", answers.Select(a => $"{a.Key} {a.Value}"))}");
        Assert.That(answers, Has.Count.GreaterThan(1), "Nothing but one answer: the cases do not reach the reader.");
    }

    static string Read<T>(byte[] bytes, string name, Func<byte[], Outcome<T>> read, ref TimeSpan slowest) where T : notnull
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var answer = read(bytes).Refused(out var why, out _) ? why.Code.ToString() : "read";
            var took = Stopwatch.GetElapsedTime(started);
            slowest = took > slowest ? took : slowest;
            return answer;
        }
        catch (Exception e)
        {
            throw new AssertionException($"{name}: {e.GetType().Name}: {e.Message}\nfor the bytes {Convert.ToHexString(bytes)}", e);
        }
    }

    static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
