using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Ca.Core.Audit;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Revocation;

namespace Ca.Api.Tests.Crash;

/// <summary>
/// Kills the service itself, with SIGKILL, at random moments while officers issue and revoke over REST, and holds what it had answered
/// against its register, log, revocation list and OCSP after the next start.
/// </summary>
public sealed class ServiceCrashTests
{
    const int Kills = 15;
    const int Officers = 4;

    readonly ConcurrentDictionary<string, bool> issued = new();
    readonly ConcurrentDictionary<string, bool> revoked = new();
    readonly HashSet<string> examined = [];
    BigInteger lastNumber;

    [Test]
    public async Task No_kill_takes_back_what_was_answered()
    {
        var folder = Directory.CreateTempSubdirectory("ca-killed-").FullName;
        try
        {
            for (var kill = 0; kill < Kills; kill++)
            {
                using var service = await ServiceProcess.Start(folder);
                await Examine(service);
                var work = Task.WhenAll(Enumerable.Range(0, Officers).Select(i => Task.Run(() => Work(service, i))));
                await Task.Delay(RandomNumberGenerator.GetInt32(200, 2500));
                service.Kill();
                await work;
            }
            examined.Clear();
            using var last = await ServiceProcess.Start(folder);
            await Examine(last);
            var lost = (await last.List("state=not-issued")).Count;
            TestContext.Progress.WriteLine($"# service killed: {Kills}, certificates answered {issued.Count}, revocations answered {revoked.Count}, never issued (first page) {lost}, lost 0");
            Assert.That(revoked, Is.Not.Empty, "no revocation was ever answered: the moments are chosen badly");
            last.Kill();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Issues, and revokes every second one, until the service is gone.</summary>
    async Task Work(ServiceProcess service, int officer)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                var submitted = await Answer(service.Registrar.PostAsJsonAsync(
                    "applications", new { profile = "officer", request = AuthorityFiles.Request($"O=Sample, CN=Officer {officer} {Guid.NewGuid():N}") }));
                var id = submitted.GetProperty("id").GetString();
                await Answer(service.Approver.PostAsJsonAsync($"applications/{id}/approval", new { contentHash = submitted.GetProperty("contentHash").GetString() }));
                var serial = (await Answer(service.Registrar.PostAsync($"applications/{id}/certificate", null))).GetProperty("serialNumber").GetString()!;
                issued[serial] = true;
                if (i % 2 != 0)
                    continue;
                await Answer(service.Security.PostAsJsonAsync($"certificates/{serial}/revocation", new { reason = i % 4 == 0 ? "superseded" : "keyCompromise" }));
                revoked[serial] = true;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException or JsonException)
        {
            // Killed in the midst of it: what was not answered was not promised.
        }
    }

    async Task Examine(ServiceProcess service)
    {
        // After each kill what was answered since the one before; after the last, everything.
        foreach (var serial in issued.Keys.Where(examined.Add))
        {
            var state = (await service.Auditor.GetFromJsonAsync<JsonElement>($"certificates/{serial}")).GetProperty("state").GetString();
            Assert.That(state, revoked.ContainsKey(serial) ? Is.EqualTo("revoked") : Is.EqualTo("issued").Or.EqualTo("revoked"), serial);
            var status = await service.Status(SerialNumber.Parse(serial).Expect());
            Assert.That(status, state is "revoked" ? Is.InstanceOf<CertificateStatus.Revoked>() : Is.EqualTo(CertificateStatus.Good), serial);
        }
        Assert.That(await service.List("state=reserved"), Is.Empty);
        foreach (var never in await service.List("state=not-issued"))
            Assert.That(await service.Status(SerialNumber.Parse(never.GetProperty("serialNumber").GetString()!).Expect()), Is.EqualTo(CertificateStatus.Unknown));

        var list = await service.RevocationList();
        Assert.That(list.Header.Number!.Value, Is.GreaterThan(lastNumber), "a number that the world may have seen came again");
        lastNumber = list.Header.Number.Value;
        foreach (var serial in revoked.Keys)
            Assert.That(list.Find(service.Issuer.Subject, SerialNumber.Parse(serial).Expect()), Is.Not.Null, serial);

        var lines = await service.Log();
        Assert.That(AuditChain.Verify(lines).Refused(out var why, out _), Is.False, () => $"{why}");
        var events = lines.Select(l => AuditEvent.Parse(l).Expect()).ToLookup(e => e.Act, e => e.Target);
        Assert.That(events["revocation-list-begun"], Is.Unique);
        Assert.That(events["revocation-list-issued"].Except(events["revocation-list-begun"]), Is.Empty);
        Assert.That(events["revocation-list-begun"], Does.Contain($"crl:ec/{lastNumber}"));
        Assert.That(issued.Keys.Select(s => $"certificate:ec/{s}").Except(events["certificate-issued"]), Is.Empty);
        Assert.That(revoked.Keys.Select(s => $"certificate:ec/{s}").Except(events["certificate-revoked"]), Is.Empty);
    }

    static async Task<JsonElement> Answer(Task<HttpResponseMessage> answer)
    {
        var got = await answer;
        var body = await got.Content.ReadAsStringAsync();
        Assert.That(got.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement;
    }

    /// <summary>The program as it is shipped, with the demonstration authority that it makes itself.</summary>
    sealed class ServiceProcess : IDisposable
    {
        readonly Process process;
        readonly string folder;
        readonly HttpClient open;
        readonly Uri officers;

        ServiceProcess(Process process, string folder, int publicPort, int officersPort)
        {
            this.process = process;
            this.folder = folder;
            open = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{publicPort}/") };
            officers = new Uri($"https://127.0.0.1:{officersPort}/api/v1/");
        }

        public HttpClient Registrar { get; private set; } = null!;

        public HttpClient Approver { get; private set; } = null!;

        public HttpClient Security { get; private set; } = null!;

        public HttpClient Auditor { get; private set; } = null!;

        public Certificate Issuer { get; private set; } = null!;

        public static async Task<ServiceProcess> Start(string folder)
        {
            var (publicPort, officersPort) = (FreePort(), FreePort());
            var start = new ProcessStartInfo("dotnet",
            [
                Path.Combine(Path.GetDirectoryName(typeof(ServiceCrashTests).Assembly.Location)!, "Ca.Api.dll"),
                $"--Ca:DataDirectory={folder}", $"--Ca:PublicListener=http://127.0.0.1:{publicPort}",
                $"--Ca:OfficersListener=https://127.0.0.1:{officersPort}", "--Ca:PublicRequestsPerSecond=100000",
            ])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["DOTNET_ENVIRONMENT"] = "Development", ["ASPNETCORE_ENVIRONMENT"] = "Development" },
            };
            var service = new ServiceProcess(Process.Start(start)!, folder, publicPort, officersPort);
            service.process.OutputDataReceived += (_, _) => { };
            service.process.BeginOutputReadLine();
            await service.Ready();
            service.Registrar = service.Officer("registrar");
            service.Approver = service.Officer("approver");
            service.Security = service.Officer("security");
            service.Auditor = service.Officer("auditor");
            service.Issuer = Certificate.ParsePemOrDer(await File.ReadAllBytesAsync(Path.Combine(folder, "issuers", "ec", "certificate.pem"))).Expect();
            return service;
        }

        public void Kill()
        {
            process.Kill();
            process.WaitForExit();
        }

        public async Task<List<JsonElement>> List(string query) =>
            [.. (await Auditor.GetFromJsonAsync<JsonElement>($"certificates?{query}")).GetProperty("items").EnumerateArray()];

        public async Task<CertificateStatus> Status(SerialNumber serial)
        {
            var request = OcspRequest.Create([CertificateId.Of(Issuer, serial, DigestAlgorithm.Sha1)], default);
            using var content = new ByteArrayContent(request.Encoded.ToArray());
            content.Headers.ContentType = new("application/ocsp-request");
            var answer = await open.PostAsync("ocsp/ec", content);
            return OcspResponse.Parse(await answer.Content.ReadAsByteArrayAsync()).Expect().Responses.Single().Status;
        }

        public async Task<RevocationList> RevocationList()
        {
            var list = Ca.Core.Revocation.RevocationList.Parse(await open.GetByteArrayAsync("crl/ec.crl")).Expect();
            Assert.That(list.IsSignedBy(Issuer.PublicKey.Expect()));
            return list;
        }

        public async Task<string[]> Log()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "audit/events") { Headers = { { "Accept", "application/jsonl" } } };
            return (await (await Auditor.SendAsync(request)).Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }

        public void Dispose()
        {
            if (!process.HasExited)
                Kill();
            process.Dispose();
        }

        async Task Ready()
        {
            // The first start makes keys and holds ceremonies.
            for (var i = 0; i < 600 && !process.HasExited; i++)
            {
                try
                {
                    // Every start signs a list: the one that is there already is as ready as the one that comes, so its age is asked too.
                    if ((await open.GetAsync("health/ready")).IsSuccessStatusCode && await PublishedSince(process.StartTime.ToUniversalTime()))
                        return;
                }
                catch (HttpRequestException)
                {
                }
                await Task.Delay(100);
            }
            Assert.Fail(process.HasExited ? $"Ended by itself with {process.ExitCode}: {await process.StandardError.ReadToEndAsync()}" : "Not ready within a minute");
        }

        async Task<bool> PublishedSince(DateTime start) =>
            Ca.Core.Revocation.RevocationList.Parse(await open.GetByteArrayAsync("crl/ec.crl")).Expect().Header.ThisUpdate.UtcDateTime >= start.AddSeconds(-1);

        HttpClient Officer(string role)
        {
            var path = Path.Combine(folder, "officers", role);
            var certificate = X509Certificate2.CreateFromPemFile($"{path}.pem", $"{path}.key.pem");
            var handler = new SocketsHttpHandler();
            handler.SslOptions.RemoteCertificateValidationCallback = (_, server, _, _) => server?.Subject == "CN=localhost";
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
            handler.SslOptions.ClientCertificates = [certificate];
            return new HttpClient(handler) { BaseAddress = officers, Timeout = TimeSpan.FromSeconds(30) };
        }

        static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
