using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Requests;

namespace Ca.Benchmarks;

/// <summary>The demonstration authority, its three requests a certificate, beside <c>openssl ca</c>.</summary>
static class Rest
{
    const int Applications = 400;

    public static async Task<IReadOnlyList<Row>> Measure()
    {
        using var service = await Service.Start();
        using var registrar = service.Officer("registrar");
        using var approver = service.Officer("approver");
        var requests = Enumerable.Range(0, 2 * Applications + 2).Select(_ => Request()).ToList();
        var waiting = new ConcurrentQueue<string>(requests);

        async Task<string> Approve()
        {
            waiting.TryDequeue(out var request);
            var submitted = await Post(registrar, "/api/v1/applications", new { profile = "citizen", request });
            var id = submitted.GetProperty("id").GetString();
            await Post(approver, $"/api/v1/applications/{id}/approval", new { contentHash = submitted.GetProperty("contentHash").GetString() });
            return id!;
        }
        Task Issue(string id) => Post(registrar, $"/api/v1/applications/{id}/certificate", new { });

        await Issue(await Approve());
        var approved = new ConcurrentQueue<string>();
        var whole = await Each(Applications, async () => await Issue(await Approve()));
        await Each(Applications, async () => approved.Enqueue(await Approve()));
        var certificates = await Each(Applications, async () => await Issue(approved.TryDequeue(out var id) ? id : throw new InvalidOperationException()));

        var theirs = OpenSslCa(requests.Take(Applications));
        return
        [
            new("submit, approve, issue: ec-p256, 8 at once", whole, theirs, "`openssl ca -infiles`, one process, no officers, no log"),
            new("issue what is approved: ec-p256, 8 at once", certificates, theirs, "the same"),
        ];
    }

    /// <summary>How often a second, eight at once.</summary>
    static async Task<double> Each(int times, Func<Task> act)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, times), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) => await act());
        return times / clock.Elapsed.TotalSeconds;
    }

    static async Task<JsonElement> Post(HttpClient client, string route, object body)
    {
        using var answer = await client.PostAsJsonAsync(route, body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement : throw new InvalidOperationException($"{route}: {text}");
    }

    static string Request()
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        var subject = DistinguishedName.Parse("C=RU, SNILS=11223344595, INN=500100732259, SN=Образцова, GN=Анна Петровна, CN=Образцова Анна Петровна").Expect();
        return Pem.Write("CERTIFICATE REQUEST", CertificationRequest.Create(key, subject, []).Expect().Encoded.Span);
    }

    static double OpenSslCa(IEnumerable<string> requests)
    {
        var folder = Directory.CreateTempSubdirectory("ca-benchmark-").FullName;
        var names = requests.Select((request, i) =>
        {
            File.WriteAllText(Path.Combine(folder, $"{i}.csr"), request);
            return $"{i}.csr";
        }).ToArray();
        File.WriteAllText(Path.Combine(folder, "index.txt"), "", Encoding.ASCII);
        Machine.Run("openssl", folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", "ca.key", "-subj", "/CN=Sample", "-days", "30", "-addext", "subjectKeyIdentifier=hash", "-out", "ca.pem");
        var (_, seconds, _) = Machine.Run(
            "openssl", folder,
            ["ca", "-batch", "-notext", "-cert", "ca.pem", "-keyfile", "ca.key", "-md", "sha256", "-days", "10", "-extensions", "v3_leaf", "-infiles", .. names]);
        Directory.Delete(folder, recursive: true);
        return names.Length / seconds;
    }
}
