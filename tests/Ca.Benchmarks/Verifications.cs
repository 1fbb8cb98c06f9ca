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
/// process, by turns, the median of five; XML and PDF, which nobody offers as a library here, beside the CMS_verify of the same algorithm. A second is one of the thread's
/// processor time.
/// </summary>
static class Verifications
{
    const string Small = "ec-p256";
    const string OfCms = "`CMS_verify`, of CMS with 1 KiB";

    static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(200);

    // Until then the compiler has seen what is hot and made it anew.
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public static async Task<IReadOnlyList<Row>> Measure()
    {
        if (!Libcrypto.HasGost)
            throw new InvalidOperationException("OpenSSL has no GOST engine here: apt-get install libengine-gost-openssl.");
        var rows = new List<Row>();
        var ofCms = 0.0;
        foreach (var algorithm in (string[])["rsa-2048", Small, "gost2012-256-b"])
        {
            var (signer, material) = await Signer(algorithm);
            var cms = CmsSignature.CreateAttached(signer, new byte[1024], Now);
            var anchor = material.Anchors[0].Certificate.Encoded.ToArray();
            _ = Rate(() => Passes(cms, material), WarmUp);
            var pairs = Enumerable.Range(0, 5).Select(_ => (Ours: Rate(() => Passes(cms, material), Slice), Theirs: Rate(() => Libcrypto.VerifiesCms(cms, anchor), Slice))).ToList();
            var theirs = Median(pairs.Select(p => p.Theirs));
            rows.Add(new($"CMS {algorithm}", Median(pairs.Select(p => p.Ours)), theirs, "`CMS_verify`"));
            if (algorithm == Small)
                ofCms = theirs;
        }
        var (citizen, trusted) = await Signer(Small);
        var xml = XadesSignature.CreateEnveloped(citizen, Encoding.UTF8.GetBytes($"<application>{new string('a', 1024)}</application>"), Now).Expect();
        rows.Add(new($"XML signature (XAdES, enveloped, 1 KiB) {Small}", Alone(() => Passes(xml, trusted)), ofCms, OfCms));
        var pdf = PadesSignature.Create(citizen, OnePagePdf.File(1024 * 1024), new() { Time = Now }).Expect();
        rows.Add(new($"PAdES of 1 MiB {Small}", Alone(() => Passes(pdf, trusted)), ofCms, OfCms));
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
