using System.Globalization;
using Ca.Conformance.Tests.Judges;
using Ca.Core.Certificates;
using Ca.Core.Paths;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Conformance.Tests.Paths;

/// <summary>
/// Random graphs of authorities that certify one another, some expired, some no authorities, some limited: OpenSSL and we find a way up
/// from the same certificates. OpenSSL follows one way and tries few others, so it may miss a path, never have one that we lack.
/// </summary>
public class RandomGraphTests
{
    const int Graphs = 60;

    [Test]
    public void OpenSsl_has_no_path_that_we_lack_and_accepts_each_of_ours()
    {
        int both = 0, neither = 0, ours = 0;
        for (var seed = 1; seed <= Graphs; seed++)
        {
            var graph = new Graph(seed);
            var verdict = PathBuilder.Build(
                graph.Target,
                new() { Anchors = [TrustAnchor.Of(graph.Anchor.Certificate).Expect()], Certificates = graph.Certificates },
                new() { Time = JudgementTime.DayOfChecking(Now), Revocation = RevocationChecking.None });
            var openSsl = Verify(graph, graph.Certificates);

            if (verdict.Path is { } path)
            {
                Assert.That(Verify(graph, path.Certificates), Has.Property("ExitCode").Zero,
                    $"graph {seed}: OpenSSL refuses our path\n{string.Join('\n', path.Certificates.Select(c => $"{c.Issuer} → {c.Subject} {c.BasicConstraints}"))}");
                if (openSsl.ExitCode == 0)
                    both++;
                else
                    ours++;
            }
            else
            {
                Assert.That(openSsl.ExitCode, Is.Not.Zero, $"graph {seed}: OpenSSL has a path\n{string.Join('\n', verdict.Findings)}");
                neither++;
            }
        }
        TestContext.Progress.WriteLine($"# random graphs: {Graphs}, path by both {both}, by neither {neither}, by us alone {ours}");
        Assert.That(both, Is.GreaterThan(10));
        Assert.That(neither, Is.GreaterThan(5));
    }

    static Answer Verify(Graph graph, IEnumerable<Certificate> untrusted)
    {
        using var desk = new Desk();
        desk.Put("anchor.pem", graph.Anchor.Certificate.ToPem());
        desk.Put("untrusted.pem", string.Concat(untrusted.Select(c => c.ToPem())));
        desk.Put("target.pem", graph.Target.ToPem());
        return OpenSsl.Run(desk, "verify", "-attime", Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            "-CAfile", "anchor.pem", "-untrusted", "untrusted.pem", "target.pem");
    }

    /// <summary>Eight authorities of five names and some twenty certificates among them, the same for the same seed but for keys.</summary>
    sealed class Graph
    {
        uint state;

        public Graph(int seed)
        {
            state = unchecked((uint)seed * 2654435761);
            Anchor = Root();
            var authorities = Enumerable.Range(0, 8).Select(i => Root($"Authority {i % 5}")).ToList();
            for (var i = 0; i < 20; i++)
            {
                var below = authorities[Next(8)];
                var above = Next(5) == 0 ? Anchor : authorities[Next(8)];
                if (above != below)
                    Certificates.Add(above.Authority($"Authority {authorities.IndexOf(below) % 5}", c => Flaw(c, above), below.Key).Certificate);
            }
            Target = authorities[Next(8)].Person().Certificate;
        }

        public SampleAuthority Anchor { get; }

        public List<Certificate> Certificates { get; } = [];

        public Certificate Target { get; }

        /// <summary>With the key identifier of the authority above: without it OpenSSL takes the first of a name and looks no further.</summary>
        TbsCertificate Flaw(TbsCertificate content, SampleAuthority above)
        {
            var extensions = Replace(content.Extensions, ExtensionWriter.AuthorityKeyIdentifier(above.Key.PublicKey.KeyIdentifier));
            return Next(8) switch
            {
                0 => content with { Extensions = extensions, Validity = new(Now.AddDays(-9), Now.AddDays(-1)) },
                1 => content with { Extensions = Replace(extensions, ExtensionWriter.BasicConstraints(new(true, 0))) },
                2 => content with { Extensions = Replace(extensions, ExtensionWriter.BasicConstraints(new(false, null))) },
                _ => content with { Extensions = extensions },
            };
        }

        int Next(int bound)
        {
            unchecked
            {
                state = state * 1664525 + 1013904223;
                return (int)((state >> 8) % (uint)bound);
            }
        }
    }
}
