using System.Text;
using Ca.Core.Cms;
using Ca.Core.Paths;
using Ca.Core.Revocation;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Asic;
using Ca.Tests;
using static Ca.Tests.SampleAuthority;

namespace Ca.Core.Tests.Signatures.Asic;

/// <summary>Containers that we make.</summary>
public class AsicPackageTests
{
    static readonly SampleAuthority Authority = Root();
    static readonly CmsSigner Citizen = Authority.Person();
    static readonly byte[] Letter = "Прошу выдать"u8.ToArray();
    static readonly Dictionary<string, ReadOnlyMemory<byte>> One = new() { ["письмо & план.txt"] = Letter };
    static readonly Dictionary<string, ReadOnlyMemory<byte>> Two = new() { ["письмо & план.txt"] = Letter, ["folder/zeros.bin"] = new byte[3_000_000] };

    static IEnumerable<TestCaseData> Rows =>
        from kind in Enum.GetValues<AsicKind>()
        from format in (SignatureFormat[])[SignatureFormat.Cades, SignatureFormat.Xades]
        from algorithm in (string[])["ec-p256", "rsa-2048", "gost2012-256-b", "gost2012-512-a"]
        from level in (SignatureLevel[])[SignatureLevel.Basic, SignatureLevel.Timed, SignatureLevel.LongTerm, SignatureLevel.Archived]
        where algorithm == "ec-p256" || level is SignatureLevel.Basic or SignatureLevel.Archived
        select new TestCaseData(kind, format, algorithm, level);

    [TestCaseSource(nameof(Rows))]
    public void A_container_is_signed_over_every_file_at_the_level(AsicKind kind, SignatureFormat format, string algorithm, SignatureLevel level)
    {
        var container = Make(kind, format, Authority.Person(algorithm: algorithm), level, Authority.TimeStamper(algorithm: algorithm)).Expect();

        var verdict = Verify(container, level < SignatureLevel.LongTerm ? [Authority.List()] : []);
        Assert.That((verdict.Format, verdict.Level, verdict.Indication), Is.EqualTo((format, level, Indication.TotalPassed)), string.Join('\n', verdict.Findings));
        Assert.That(verdict.Findings.Select(f => f.Rule.Id), Has.None.AnyOf("unsigned-files", "container-type"));
        Assert.That(verdict.References.Select(r => Uri.UnescapeDataString(r.Name)), Is.SupersetOf(kind == AsicKind.Simple ? One.Keys : Two.Keys));
        Assert.That(Encoding.ASCII.GetString(container, 30, 8 + 31), Is.EqualTo($"mimetypeapplication/vnd.etsi.asic-{(kind == AsicKind.Simple ? 's' : 'e')}+zip"), "as A.1 has it for programs that look at the first octets");
    }

    [Test]
    public void A_changed_file_is_found([Values] AsicKind kind, [Values(SignatureFormat.Cades, SignatureFormat.Xades)] SignatureFormat format)
    {
        var container = Make(kind, format, Citizen, SignatureLevel.Basic, Citizen).Expect();
        // Stored as it is, so that the file, and not the ZIP, is changed; its checksum is not what we rely on.
        var at = container.AsSpan().IndexOf(Letter);
        container[at] ^= 1;
        Assert.That(SignatureVerifier.Verify(new SignedFile(container, []), Material([]), Inputs).Refused(out _, out var report) || !report.Signatures.Single().Intact);
        Assert.That(at, Is.GreaterThan(0));
    }

    static IEnumerable<TestCaseData> Wrong()
    {
        yield return Row("nothing", AsicKind.Extended, "zip-one-file");
        yield return Row("two in a simple one", AsicKind.Simple, "zip-one-file", "a", "b");
        yield return Row("a name that leads out", AsicKind.Simple, "zip-name", "../a");
        yield return Row("a signature's place", AsicKind.Extended, "zip-name", "META-INF/a");
        yield return Row("the type's place", AsicKind.Extended, "zip-name", "mimetype");
        yield return Row("too many", AsicKind.Extended, "zip-too-many", [.. Enumerable.Range(0, 1000).Select(i => $"{i}")]);
        static TestCaseData Row(string what, AsicKind kind, string key, params string[] names) => new TestCaseData(kind, key, names).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(Wrong))]
    public void Files_that_do_not_belong_into_a_container_are_refused(AsicKind kind, string key, string[] names) =>
        Assert.That(AsicPackage.Create(kind, names.ToDictionary(n => n, _ => (ReadOnlyMemory<byte>)Letter), Now).Refused(out var why, out _) ? why.Sentence.Key : "", Is.EqualTo($"Signatures.{key}"));

    static Outcome<byte[]> Make(AsicKind kind, SignatureFormat format, CmsSigner signer, SignatureLevel level, CmsSigner unit) =>
        AsicPackage.Create(kind, kind == AsicKind.Simple ? One : Two, Now, level == SignatureLevel.Basic ? null : new()
        {
            Level = level,
            TimeStamps = (digest, imprint) => (ReadOnlyMemory<byte>)TimeStamps(unit).Stamp(digest, imprint, Now).Token,
            Evidence = new([], [Authority.List()], []),
            Now = Now,
        }).Then(package => format == SignatureFormat.Cades ? package.SignCades(signer) : package.SignXades(signer));

    static PathMaterial Material(IReadOnlyList<RevocationList> lists) => new() { Anchors = [TrustAnchor.Of(Authority.Certificate).Expect()], RevocationLists = lists };

    static PathInputs Inputs { get; } = new() { Time = JudgementTime.DayOfChecking(Now.AddHours(1)) };

    static SignatureVerdict Verify(byte[] container, IReadOnlyList<RevocationList> lists) =>
        SignatureVerifier.Verify(new SignedFile(container, []), Material(lists), Inputs).Expect().Signatures.Single();
}
