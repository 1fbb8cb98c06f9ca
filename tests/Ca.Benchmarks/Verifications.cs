using System.Text;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Paths;
using Ca.Core.Signatures;
using Ca.Core.Signatures.Pdf;
using Ca.Core.Signatures.Xml;
using Ca.Tests;

namespace Ca.Benchmarks;

/// <summary>
/// Signed files from their octets to a verdict, without revocation, on one thread: CMS of 1 KiB beside CMS_verify of libcrypto in this
/// process, by turns, the median of five; XML and PDF alone, since nobody offers them as a library here. A second is one of the thread's
/// processor time.
/// </summary>
static class Verifications
{
    static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(200);

    // Until then the compiler has seen what is hot and made it anew.
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public static async Task<IReadOnlyList<Row>> Measure()
    {
        if (!Libcrypto.HasGost)
            throw new InvalidOperationException("OpenSSL has no GOST engine here: apt-get install libengine-gost-openssl.");
        var rows = new List<Row>();
        foreach (var algorithm in (string[])["rsa-2048", "ec-p256", "gost2012-256-b"])
        {
            var (signer, material) = await Signer(algorithm);
            var cms = CmsSignature.CreateAttached(signer, new byte[1024], Now);
            var anchor = material.Anchors[0].Certificate.Encoded.ToArray();
            _ = Rate(() => Passes(cms, material), WarmUp);
            var pairs = Enumerable.Range(0, 5).Select(_ => (Ours: Rate(() => Passes(cms, material), Slice), Theirs: Rate(() => Libcrypto.VerifiesCms(cms, anchor), Slice))).ToList();
            rows.Add(new($"CMS {algorithm}", Median(pairs.Select(p => p.Ours)), Median(pairs.Select(p => p.Theirs)), "`CMS_verify`"));
        }
        var (citizen, trusted) = await Signer("ec-p256");
        var xml = XadesSignature.CreateEnveloped(citizen, Encoding.UTF8.GetBytes($"<application>{new string('a', 1024)}</application>"), Now).Expect();
        rows.Add(new("XML signature (XAdES, enveloped, 1 KiB) ec-p256", Alone(() => Passes(xml, trusted))));
        var pdf = PadesSignature.Create(citizen, OnePagePdf.File(1024 * 1024), new() { Time = Now }).Expect();
        rows.Add(new("PAdES of 1 MiB ec-p256", Alone(() => Passes(pdf, trusted))));
        return rows;
    }

    static async Task<(CmsSigner, PathMaterial)> Signer(string algorithm)
    {
        var authority = await Authority.Create(algorithm, Now.AddDays(-1));
        var key = SoftwareKey.Generate(KeyAlgorithm.Parse(algorithm).Expect());
        var certificate = await authority.Issue(Authority.Citizen(key), Now.AddMinutes(-1));
        return (new(key, certificate, []), new() { Anchors = [TrustAnchor.Of(authority.Certificate).Expect()] });
    }

    static bool Passes(byte[] file, PathMaterial material) => SignatureVerifier.Verify(
        file, null, material, new() { Time = JudgementTime.DayOfChecking(Now), Revocation = RevocationChecking.None }).Expect().Indication == Indication.TotalPassed;

    static double Alone(Func<bool> verify)
    {
        _ = Rate(verify, WarmUp);
        return Median(Enumerable.Range(0, 5).Select(_ => Rate(verify, Slice)));
    }

    static double Rate(Func<bool> verify, TimeSpan time)
    {
        if (!verify())
            throw new InvalidOperationException("A signature that is good was not accepted.");
        var started = ProcessorTime.OfThread();
        var spent = TimeSpan.Zero;
        var count = 0;
        for (; spent < time; count++, spent = ProcessorTime.OfThread() - started)
            verify();
        return count / spent.TotalSeconds;
    }

    static double Median(IEnumerable<double> five) => five.Order().ElementAt(2);
}
