using System.Net.Http.Headers;
using System.Net.Sockets;
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
            var theirs = await Rate(peer.Issuer, atOnce, peer.Ask);
            rows.Add(new($"ec-p256, {atOnce} at once", ours, theirs, "`openssl ocsp -port`, a connection each"));
        }
        rows.Add(new("gost2012-256-b, 8 at once", await Rate(new Uri(service.Open, "/ocsp/gost"), await service.Issuer("gost"), 8)));
        rows.Add(new("peak memory of the service, MiB", service.PeakMiB, peer.PeakMiB, "`openssl ocsp -port`"));
        return rows;
    }

    static async Task<double> Rate(Uri address, byte[] issuer, int atOnce)
    {
        using var client = new HttpClient();
        return await Rate(issuer, atOnce, async request =>
        {
            using var body = new ByteArrayContent(request) { Headers = { ContentType = new MediaTypeHeaderValue("application/ocsp-request") } };
            using var answer = await client.PostAsync(address, body);
            return await answer.Content.ReadAsByteArrayAsync();
        });
    }

    static async Task<double> Rate(byte[] issuer, int atOnce, Func<byte[], Task<byte[]>> ask)
    {
        var certificate = Certificate.Parse(issuer).Expect();
        return await Machine.Rate(atOnce, Duration, async () =>
        {
            var request = OcspRequest.Create(
                [CertificateId.Of(certificate, SerialNumber.Generate(), DigestAlgorithm.Sha1)], RandomNumberGenerator.GetBytes(16));
            var response = OcspResponse.Parse(await ask(request.Encoded.ToArray())).Expect();
            if (response.Status != OcspResponseStatus.Successful)
                throw new InvalidOperationException(response.Status.ToString());
        });
    }

    sealed class OpenSslResponder : IDisposable
    {
        readonly string folder = Directory.CreateTempSubdirectory("ca-benchmark-").FullName;
        readonly System.Diagnostics.Process process;
        readonly int port;

        public OpenSslResponder()
        {
            var index = new StringBuilder();
            for (var i = 0; i < 10_000; i++)
                index.Append(null, $"V\t400101000000Z\t\t{SerialNumber.Generate().Hex.ToUpperInvariant()}\tunknown\t/CN={i}\n");
            File.WriteAllText(Path.Combine(folder, "index.txt"), index.ToString());
            Machine.Run("openssl", folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", "ca.key", "-subj", "/CN=Sample", "-days", "30", "-out", "ca.pem");
            port = Service.FreePort();
            process = Machine.Start("openssl", folder, "ocsp", "-index", "index.txt", "-port", $"{port}", "-rsigner", "ca.pem", "-rkey", "ca.key", "-CA", "ca.pem", "-ndays", "1");
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
            Issuer = Certificate.ParsePemOrDer(File.ReadAllBytes(Path.Combine(folder, "ca.pem"))).Expect().Encoded.ToArray();
            Thread.Sleep(500);
        }

        public byte[] Issuer { get; }

        public double PeakMiB => Machine.PeakMiB(process.Id);

        /// <summary>As it likes to be asked, HTTP/1.0 in one piece: what HttpClient sends it leaves half unread, and resets the connection.</summary>
        public async Task<byte[]> Ask(byte[] request)
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync("localhost", port);
            var stream = connection.GetStream();
            await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes($"POST / HTTP/1.0\r\nContent-Type: application/ocsp-request\r\nContent-Length: {request.Length}\r\n\r\n"), .. request]);
            using var answer = new MemoryStream();
            await stream.CopyToAsync(answer);
            var octets = answer.ToArray();
            return octets[(octets.AsSpan().IndexOf("\r\n\r\n"u8) + 4)..];
        }

        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }
}
