using System.Collections.Concurrent;
using Ca.Conformance.Tests.Judges;
using Ca.Core.Keys;

namespace Ca.Conformance.Tests.Objects;

/// <summary>Every kind of object × every kind of key × every judge, of every maker: the good is accepted, the flawed refused.</summary>
[Parallelizable(ParallelScope.All)]
public class MatrixTests
{
    static readonly Maker[] Makers = [new CaMaker(), new OpenSslMaker(), new GnuTlsMaker()];

    /// <summary>Every cell that held, with the number of verdicts in it.</summary>
    static readonly ConcurrentBag<(string Maker, ObjectKind Kind, string Judge, int Verdicts)> Held = [];

    [TestCaseSource(nameof(Rows))]
    public void The_good_is_accepted_and_the_flawed_refused(string by, string algorithm, string signature, ObjectKind kind, string judgedBy)
    {
        var judge = Judge.All.Single(j => j.Name == judgedBy);
        var exhibits = Exhibits.Of(Makers.Single(m => m.Name == by), KeyAlgorithm.Parse(algorithm).Expect(), SignatureAlgorithm.Parse(signature).Expect());
        var questions = Enum.GetValues<Flaw>().SelectMany(flaw => exhibits.Ask(kind, flaw)).Where(judge.Answers).ToArray();

        using (Assert.EnterMultipleScope())
            foreach (var question in questions)
            {
                var verdict = judge.Ask(question);
                Assert.That(verdict.Accepted, Is.EqualTo(question.Flaw == Flaw.None), () => $"{question.Flaw}: {verdict.Said}");
            }
        Held.Add((by, kind, judgedBy, questions.Length));
    }

    [OneTimeTearDown]
    public void Say_what_was_judged()
    {
        TestContext.Progress.WriteLine("# objects made by, of kind, judged by: algorithms, verdicts");
        foreach (var cell in Held.GroupBy(c => (c.Maker, c.Kind, c.Judge)).OrderBy(c => c.Key))
            TestContext.Progress.WriteLine($"# {cell.Key.Maker,-8} {cell.Key.Kind,-15} {cell.Key.Judge,-8} {cell.Count(),3} {cell.Sum(c => c.Verdicts),5}");
        TestContext.Progress.WriteLine($"# algorithms × objects × makers × judges: {Held.Count} cells, {Held.Sum(c => c.Verdicts)} verdicts as they should be");
    }

    /// <summary>A cell is a row unless its maker or its judge cannot compute with such keys.</summary>
    static IEnumerable<TestCaseData> Rows() =>
        from maker in Makers
        from algorithm in KeyAlgorithm.All
        from signature in Signatures(algorithm)
        where maker.MakesPss || signature == SignatureAlgorithm.For(algorithm)
        from kind in Enum.GetValues<ObjectKind>()
        where maker.Makes(kind, algorithm)
        from judge in Judge.All
        where judge.Knows(kind, algorithm)
            && (judge.KnowsEverySalt || !maker.SaltsOtherwise || signature == SignatureAlgorithm.For(algorithm))
        select new TestCaseData(maker.Name, algorithm.Name, signature.Name, kind, judge.Name);

    /// <summary>What keys of a kind sign with: the usual, and RSA with the other padding too.</summary>
    static IEnumerable<SignatureAlgorithm> Signatures(KeyAlgorithm algorithm) => algorithm.Name == "rsa-2048"
        ? [SignatureAlgorithm.For(algorithm), SignatureAlgorithm.Parse("rsa-pss-sha256").Expect()]
        : [SignatureAlgorithm.For(algorithm)];
}
