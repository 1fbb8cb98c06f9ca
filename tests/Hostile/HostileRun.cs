using System.Diagnostics;
using System.Globalization;

namespace Ca.Tests.Hostile;

/// <summary>
/// Throws spoiled objects at a reader: each gives a value or a refusal, within the bounds of <see cref="Effort"/>. <c>CA_FUZZ=1000000</c> in the
/// environment sets how many, <c>CA_FUZZ_SEED</c> other ones; without them it is a short run with the same cases every time.
/// </summary>
sealed class HostileRun
{
    const int ShortRun = 10_000;

    /// <summary>Less than any thread of the programs has: a reader that recurses too deeply is found here first.</summary>
    const int StackOctets = 512 * 1024;

    /// <summary>After so long without an answer the reader hangs, however busy the machine is.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    readonly HostileReader reader;
    readonly Mutations mutations;
    readonly int seed;
    readonly int count;
    readonly SortedDictionary<string, int> answers = new(StringComparer.Ordinal);
    TimeSpan slowest;
    long largest;
    int current;
    Exception? failure;

    HostileRun(HostileReader reader)
    {
        this.reader = reader;
        seed = Number("CA_FUZZ_SEED", 1);
        count = Math.Max(1, Number("CA_FUZZ", ShortRun) / reader.Divisor);
        mutations = new Mutations(reader.Good, (ulong)seed);
    }

    /// <summary>Runs all cases.</summary>
    /// <returns>A line that says how it went.</returns>
    /// <exception cref="InvalidOperationException">A reading threw, hung or took too much; the message has the octets.</exception>
    public static string Of(HostileReader reader)
    {
        var run = new HostileRun(reader);
        var started = Stopwatch.GetTimestamp();
        run.Watch();
        return string.Create(CultureInfo.InvariantCulture,
            $"# hostile {reader}: {run.count} cases of seed {run.seed} in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s, no exception, most {run.slowest.TotalMilliseconds:F1} ms and {run.largest / 1024.0 / 1024:F1} MiB: {string.Join(", ", run.answers.Select(a => $"{a.Key} {a.Value}"))}");
    }

    void Watch()
    {
        var thread = new Thread(Throw, StackOctets) { IsBackground = true };
        thread.Start();
        for (var before = -1; !thread.Join(Patience); before = current)
            if (current == before)
                throw Failed("it has not answered");
        if (failure is not null)
            throw Failed(failure.Message);
        if (count >= 100 && answers.Count < 2)
            throw Failed("nothing but one answer: the cases do not reach it");
    }

    void Throw()
    {
        try
        {
            // What is good is read first, so that the first case does not pay for the compiler.
            foreach (var good in reader.Good)
                if (reader.Read(good) is var word && !word.StartsWith("read", StringComparison.Ordinal))
                    throw new InvalidOperationException($"a good object is answered with {word}");
            for (current = 0; current < count; current++)
                Take(Effort.Of(reader, mutations.Case(current)));
        }
#pragma warning disable CA1031 // Whatever it is, it is what is looked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = e;
        }
    }

    void Take(Effort effort)
    {
        slowest = effort.Processor > slowest ? effort.Processor : slowest;
        largest = Math.Max(largest, effort.Allocated);
        answers[effort.Answer] = answers.GetValueOrDefault(effort.Answer) + 1;
    }

    InvalidOperationException Failed(string why) => new(
        $"{reader}, seed {seed}, case {current}: {why}\nfor the bytes {Convert.ToHexString(mutations.Case(current))}\n{failure}", failure);

    static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
