using System.Diagnostics;
using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Benchmarks;

/// <summary>Certificates from their files to a good signature, beside <c>openssl verify</c> with the same files: what GOST can be compared by.</summary>
static class CertificateReading
{
    const int Certificates = 500;

    public static IEnumerable<Row> Measure()
    {
        foreach (var algorithm in (string[])["ec-p256", "rsa-2048", "gost2012-256-b", "gost2012-512-a"])
        {
            var folder = Directory.CreateTempSubdirectory("ca-benchmark-").FullName;
            var files = Write(folder, algorithm).GetAwaiter().GetResult();
            // Ours, theirs, ours, theirs …: the machine's other work strikes both.
            var pairs = Enumerable.Range(0, 3).Select(_ => (Ours: Read(folder, files), Theirs: AskOpenSsl(folder, files))).ToList();
            yield return new(algorithm, Certificates / Median(pairs.Select(p => p.Ours)), Certificates / Median(pairs.Select(p => p.Theirs)), "`openssl verify`");
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task<string[]> Write(string folder, string algorithm)
    {
        var now = TimeProvider.System.GetUtcNow();
        var authority = await Authority.Create(algorithm, now.AddDays(-1));
        await File.WriteAllTextAsync(Path.Combine(folder, "root.pem"), authority.Certificate.ToPem());
        var content = Authority.Citizen(SoftwareKey.Generate(KeyAlgorithm.Parse(algorithm).Expect()));
        var names = new string[Certificates];
        for (var i = 0; i < Certificates; i++)
        {
            names[i] = $"{i}.pem";
            await File.WriteAllTextAsync(Path.Combine(folder, names[i]), (await authority.Issue(content, now)).ToPem());
        }
        return names;
    }

    static double Read(string folder, string[] files)
    {
        var clock = Stopwatch.StartNew();
        var root = Certificate.ParsePemOrDer(File.ReadAllBytes(Path.Combine(folder, "root.pem"))).Expect();
        var key = root.PublicKey.Expect();
        foreach (var file in files)
            if (!Certificate.ParsePemOrDer(File.ReadAllBytes(Path.Combine(folder, file))).Expect().IsSignedBy(key))
                throw new InvalidOperationException(file);
        return clock.Elapsed.TotalSeconds;
    }

    static double AskOpenSsl(string folder, string[] files) => Machine.Run("openssl", folder, ["verify", "-CAfile", "root.pem", .. files]).Seconds;

    static double Median(IEnumerable<double> values) => values.Order().ElementAt(1);
}
