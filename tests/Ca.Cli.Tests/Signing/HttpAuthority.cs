using System.Net;
using System.Net.Sockets;
using Ca.Core.Cms;
using Ca.Core.TimeStamping;
using Ca.Tests;

namespace Ca.Cli.Tests.Signing;

/// <summary>A time-stamp authority on a port of this machine, which answers whatever a test wants.</summary>
sealed class HttpAuthority : IDisposable
{
    readonly HttpListener listener = new();
    readonly Task serving;

    public HttpAuthority(Func<TimeStampRequest, (int Status, byte[] Body)> answer)
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/tsa/";
        }
        listener.Prefixes.Add(Address);
        listener.Start();
        serving = Serve(answer);
    }

    public string Address { get; }

    public int Asked { get; private set; }

    /// <summary>Grants what it is asked for.</summary>
    public static HttpAuthority Of(CmsSigner unit, DateTimeOffset now) =>
        new(request => (200, TimeStampResponse.Grant(SampleAuthority.TimeStamps(unit).Stamp(request, now).Token)));

    public void Dispose()
    {
        listener.Close();
        serving.Wait();
    }

    async Task Serve(Func<TimeStampRequest, (int Status, byte[] Body)> answer)
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using var query = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(query);
            Asked++;
            var (status, body) = context.Request is { HttpMethod: "POST", ContentType: "application/timestamp-query" } ? answer(TimeStampRequest.Parse(query.ToArray()).Expect()) : (400, []);
            context.Response.StatusCode = status;
            try
            {
                await context.Response.OutputStream.WriteAsync(body);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or IOException)
            {
                // Whoever asked has hung up.
            }
        }
    }
}
