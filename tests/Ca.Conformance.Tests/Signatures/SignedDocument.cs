using System.Text.Json;
using Ca.Core.Certificates;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Tests;

namespace Ca.Conformance.Tests.Signatures;

/// <summary>A real signed document from the tests of the European Commission's DSS, and what is said of it there: all of them are intact.</summary>
public sealed record SignedDocument(string Id, string File, string[] Detached, string Format, string Outcome, string[] EmbeddedRoots, string[] ChainTops)
{
    const string Folder = "dss-signatures";

    /// <summary>Those of a format; one that is skipped where the corpora are not.</summary>
    public static IEnumerable<TestCaseData> Of(string format)
    {
        if (!Corpora.Has(Folder, "expected.json"))
            return [new TestCaseData(new SignedDocument("absent", "absent", [], format, "", [], [])).SetArgDisplayNames("absent")];
        return JsonSerializer.Deserialize<SignedDocument[]>(System.IO.File.ReadAllText(Corpora.Require(Folder, "expected.json")), Form)!
            .Where(d => d.Format == format)
            .Select(d => new TestCaseData(d).SetArgDisplayNames(d.Id));
    }

    static JsonSerializerOptions Form { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>With what stands beside it.</summary>
    public SignedFile AsFile() => new(Read(File), [.. Detached.Select(d => SignedContent.Of(new MemoryStream(Read(d)), Path.GetFileName(d)))]);

    public IReadOnlyList<TrustAnchor> Anchors =>
        [.. EmbeddedRoots.Concat(ChainTops).Select(r => TrustAnchor.Of(Certificate.ParsePemOrDer(Read(r)).Expect()).Expect())];

    public override string ToString() => Id;

    public static byte[] Read(string file) => System.IO.File.ReadAllBytes(Corpora.Require([Folder, .. file.Split('/')]));
}
