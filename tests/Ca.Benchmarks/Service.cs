using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Ca.Benchmarks;

/// <summary>The service in a process of its own, with the demonstration authority in a folder of its own.</summary>
sealed class Service : IDisposable
{
    readonly Process process;
    readonly string folder;
    readonly Uri officers;

    Service(Process process, string folder, Uri open, Uri officers)
    {
        this.process = process;
        this.folder = folder;
        this.officers = officers;
        Open = open;
    }

    /// <summary>The public listener.</summary>
    public Uri Open { get; }

    public double PeakMiB => Machine.PeakMiB(process.Id);

    public static async Task<Service> Start()
    {
        var folder = Directory.CreateTempSubdirectory("ca-benchmark-").FullName;
        var (open, officers) = (new Uri($"http://localhost:{FreePort()}"), new Uri($"https://localhost:{FreePort()}"));
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "Ca.Api.dll"), $"--Ca:DataDirectory={Path.Combine(folder, "data")}", $"--Ca:PublicListener={open}",
            $"--Ca:OfficersListener={officers}", "--Ca:PublicRequestsPerSecond=1000000",
        ])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["Serilog__MinimumLevel__Default"] = "Warning" },
        };
        var process = Process.Start(start)!;
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        var service = new Service(process, folder, open, officers);
        using var client = new HttpClient { BaseAddress = open };
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromMinutes(2); await Task.Delay(100))
            try
            {
                if ((await client.GetAsync("/health/ready")).IsSuccessStatusCode)
                    return service;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        throw new TimeoutException("The service has not started.");
    }

    public HttpClient Officer(string role)
    {
        var path = Path.Combine(folder, "data", "officers", role);
        var pem = X509Certificate2.CreateFromPemFile($"{path}.pem", $"{path}.key.pem");
        // The pipelines of TLS want the key in a form that only PKCS #12 gives them.
        var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        return new HttpClient(new SocketsHttpHandler
        {
            SslOptions =
            {
                ClientCertificates = [certificate],
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "data", "anchors", "ec-root.pem")) },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        })
        { BaseAddress = officers };
    }

    /// <summary>The certificate of an issuer, as it publishes it.</summary>
    public async Task<byte[]> Issuer(string name)
    {
        using var client = new HttpClient { BaseAddress = Open };
        return await client.GetByteArrayAsync($"/ca/{name}.cer");
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
