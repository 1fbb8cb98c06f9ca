using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Ocsp;

namespace Ca.Benchmarks;

/// <summary>The OCSP route with the database behind it, beside <c>openssl ocsp</c> with 10,000 rows; the same client asks both.</summary>
static class OcspLive
{
    static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Row>> Measure()
    {
        using var service = await Service.Start();
        using var peer = new OpenSslResponder();
        var rows = new List<Row>();
        foreach (var atOnce in (int[])[1, 8])
        {
            var ours = await Rate(new Uri(service.Open, "/ocsp/ec"), await service.Issuer("ec"), atOnce);
            var theirs = await Rate(peer.Address, peer.Issuer, atOnce);
            rows.Add(new($"ec-p256, {atOnce} at once", ours, theirs, "`openssl ocsp -port`, a connection each"));
        }
        rows.Add(new("gost2012-256-b, 8 at once", await Rate(new Uri(service.Open, "/ocsp/gost"), await service.Issuer("gost"), 8)));
        rows.Add(new("peak memory of the service, MiB", service.PeakMiB, peer.PeakMiB, "`openssl ocsp -port`"));
        return rows;
    }

    static async Task<double> Rate(Uri address, byte[] issuer, int atOnce)
    {
        var certificate = Certificate.Parse(issuer).Expect();
        using var client = new HttpClient();
        return await Machine.Rate(atOnce, Duration, async () =>
        {
            var request = OcspRequest.Create(
                [CertificateId.Of(certificate, SerialNumber.Generate(), DigestAlgorithm.Sha1)], RandomNumberGenerator.GetBytes(16));
            using var body = new ByteArrayContent(request.Encoded.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/ocsp-request") } };
            using var answer = await client.PostAsync(address, body);
            var response = OcspResponse.Parse(await answer.Content.ReadAsByteArrayAsync()).Expect();
            if (response.Status != OcspResponseStatus.Successful)
                throw new InvalidOperationException($"{address}: {response.Status}");
        });
    }

    sealed class OpenSslResponder : IDisposable
    {
        readonly string folder = Directory.CreateTempSubdirectory("ca-benchmark-").FullName;
        readonly System.Diagnostics.Process process;

        public OpenSslResponder()
        {
            var index = new StringBuilder();
            for (var i = 0; i < 10_000; i++)
                index.Append(null, $"V\t400101000000Z\t\t{SerialNumber.Generate().Hex.ToUpperInvariant()}\tunknown\t/CN={i}\n");
            File.WriteAllText(Path.Combine(folder, "index.txt"), index.ToString());
            Machine.Run("openssl", folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", "ca.key", "-subj", "/CN=Sample", "-days", "30", "-out", "ca.pem");
            var port = Service.FreePort();
            process = Machine.Start("openssl", folder, "ocsp", "-index", "index.txt", "-port", $"{port}", "-rsigner", "ca.pem", "-rkey", "ca.key", "-CA", "ca.pem", "-ndays", "1");
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
            Address = new($"http://localhost:{port}/");
            Issuer = Certificate.ParsePemOrDer(File.ReadAllBytes(Path.Combine(folder, "ca.pem"))).Expect().Encoded.ToArray();
            Thread.Sleep(500);
        }

        public Uri Address { get; }

        public byte[] Issuer { get; }

        public double PeakMiB => Machine.PeakMiB(process.Id);

        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }
}
