using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Paths;
using Ca.Tests;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Pkix;
using Org.BouncyCastle.Utilities.Collections;
using Org.BouncyCastle.X509;
using Org.BouncyCastle.X509.Store;
using static Ca.Tests.SampleAuthority;
using Extension = Ca.Core.Certificates.Extension;

namespace Ca.Conformance.Tests.Paths;

/// <summary>
/// The same random graphs before BouncyCastle's PKIX: its builder looks for a path from the same certificates, and its validator judges
/// ours. Its builder does not end on many authorities of one name, so each has its own here, and graphs are small; policies, name
/// constraints, path lengths, times and critical extensions are broken at random.
/// </summary>
public class BouncyCastleTests
{
    const int Graphs = 150;

    static readonly X509CertificateParser Parser = new();

    [Test]
    public void BouncyCastle_and_we_find_a_path_or_none()
    {
        int both = 0, neither = 0;
        for (var seed = 1; seed <= Graphs; seed++)
        {
            var graph = new Graph(seed);
            foreach (var explicitPolicy in (bool[])[false, true])
            {
                var verdict = PathBuilder.Build(
                    graph.Target,
                    new() { Anchors = [Ca.Core.Paths.TrustAnchor.Of(graph.Anchor.Certificate).Expect()], Certificates = graph.Certificates },
                    new()
                    {
                        Time = JudgementTime.DayOfChecking(Now),
                        Revocation = RevocationChecking.None,
                        RequireExplicitPolicy = explicitPolicy,
                        // BouncyCastle takes an anchor for a name and a key.
                        AnchorConstraints = AnchorConstraints.Ignored,
                    });
                var theirs = Build(graph, graph.Certificates, explicitPolicy);

                Assert.That(theirs, Is.EqualTo(verdict.Path is not null), $"graph {seed}, explicit {explicitPolicy}: BouncyCastle's {theirs}\n{string.Join('\n', verdict.Findings)}");
                if (verdict.Path is { } path)
                    Assert.That(Build(graph, path.Certificates, explicitPolicy), $"graph {seed}: BouncyCastle refuses our path");
                if (theirs)
                    both++;
                else
                    neither++;
            }
        }
        TestContext.Progress.WriteLine($"# random graphs before BouncyCastle: {2 * Graphs} questions, path by both {both}, by neither {neither}");
        Assert.That(both, Is.GreaterThan(40));
        Assert.That(neither, Is.GreaterThan(40));
    }

    static bool Build(Graph graph, IEnumerable<Certificate> certificates, bool explicitPolicy)
    {
        var parameters = new PkixBuilderParameters(
            new HashSet<Org.BouncyCastle.Pkix.TrustAnchor> { new(Read(graph.Anchor.Certificate), null) },
            new X509CertStoreSelector { Certificate = Read(graph.Target) })
        {
            IsRevocationEnabled = false,
            IsExplicitPolicyRequired = explicitPolicy,
            Date = Now.UtcDateTime,
            MaxPathLength = -1,
        };
        parameters.AddStoreCert(CollectionUtilities.CreateStore(certificates.Append(graph.Target).Distinct().Select(Read)));
        try
        {
            new PkixCertPathBuilder().Build(parameters);
            return true;
        }
        catch (PkixCertPathBuilderException)
        {
            return false;
        }
    }

    static X509Certificate Read(Certificate certificate) => Parser.ReadCertificate(certificate.Encoded.ToArray());

    /// <summary>Six authorities, each certified by two others or the anchor, with flaws; a target under one of them.</summary>
    sealed class Graph
    {
        uint state;

        public Graph(int seed)
        {
            state = unchecked((uint)seed * 2654435761);
            Anchor = Root();
            var authorities = Enumerable.Range(0, 6).Select(i => Root($"Authority {i}")).ToList();
            foreach (var below in authorities)
                for (var i = 0; i < 2; i++)
                {
                    var above = Next(3) == 0 ? Anchor : authorities[Next(6)];
                    if (above != below)
                        Certificates.Add(above.Authority($"Authority {authorities.IndexOf(below)}", Flaw, below.Key).Certificate);
                }
            Target = authorities[Next(6)].Person(change: c => Next(3) == 0 ? c : Having(c, ExtensionWriter.Policies(["1.2.3"]))).Certificate;
        }

        public SampleAuthority Anchor { get; }

        public List<Certificate> Certificates { get; } = [];

        public Certificate Target { get; }

        TbsCertificate Flaw(TbsCertificate content) => Next(12) switch
        {
            0 => content with { Validity = new(Now.AddDays(-9), Now.AddDays(-1)) },
            1 => Having(content, ExtensionWriter.BasicConstraints(new(true, 0))),
            2 => Having(content, ExtensionWriter.BasicConstraints(new(false, null))),
            3 => Having(content, ExtensionWriter.KeyUsage(KeyUsages.CrlSign)),
            4 => Having(content, new Extension("1.2.3.4", true, new byte[] { 5, 0 })),
            5 => Having(content, Constraint(permitted: true, Name("Citizen"))),
            6 => Having(content, Constraint(permitted: false, Name("Citizen"))),
            7 => content,
            8 => Having(content, ExtensionWriter.Policies(["1.2.4"])),
            9 => Having(content, ExtensionWriter.Policies([Oids.AnyPolicy])),
            _ => Having(content, ExtensionWriter.Policies(["1.2.3"])),
        };

        static TbsCertificate Having(TbsCertificate content, Extension extension) => content with { Extensions = Replace(content.Extensions, extension) };

        static Extension Constraint(bool permitted, DistinguishedName name)
        {
            var subtrees = new GeneralSubtrees(new GeneralSubtree(new Org.BouncyCastle.Asn1.X509.GeneralName(X509Name.GetInstance(name.Encoded.ToArray()))));
            return new("2.5.29.30", true, new Org.BouncyCastle.Asn1.X509.NameConstraints(permitted ? subtrees : null, permitted ? null : subtrees).GetDerEncoded());
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
