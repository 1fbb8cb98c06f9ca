using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Ca.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Ca.Api.Hosting;

/// <summary>
/// One of the two doors. A connection is marked by the socket that accepted it, and a route names the door it is behind:
/// neither can be talked into the other, as a check of the Host header can.
/// </summary>
public sealed class Listener
{
    Listener()
    {
    }

    /// <summary>For relying parties: no identity, plain HTTP, rate limits.</summary>
    public static Listener Public { get; } = new();

    /// <summary>For officers, by client certificate.</summary>
    public static Listener Officers { get; } = new();

    /// <summary>Opens both doors.</summary>
    public static void Open(KestrelServerOptions kestrel, Settings settings, ServerCertificate certificate)
    {
        RequestLimits.Apply(kestrel.Limits);
        kestrel.AddServerHeader = false;
        Listen(kestrel, settings.PublicListener, options => Mark(options, Public));
        Listen(kestrel, settings.OfficersListener, options =>
        {
            options.UseHttps(Handshake(certificate));
            Mark(options, Officers);
        });
    }

    /// <summary>
    /// Why a door cannot be opened, or null. Asked before anything is begun: the web server finds it out when the whole service runs, and
    /// tells it in a hundred lines.
    /// </summary>
    public static Refusal? RefuseTaken(Settings settings)
    {
        foreach (var uri in new[] { settings.PublicListener, settings.OfficersListener })
            try
            {
                using var listener = new TcpListener(IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) ? address : IPAddress.Loopback, uri.Port);
                listener.Start();
            }
            catch (SocketException e)
            {
                return new Refusal(RefusalCode.Unavailable, new Sentence(typeof(Listener).Assembly, "Hosting.cannot-listen", uri.GetLeftPart(UriPartial.Authority), e.Message));
            }
        return null;
    }

    static void Listen(KestrelServerOptions kestrel, Uri uri, Action<ListenOptions> configure)
    {
        if (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address))
            kestrel.Listen(address, uri.Port, configure);
        else
            kestrel.ListenLocalhost(uri.Port, configure);
    }

    static void Mark(ListenOptions options, Listener listener) => options.Use(next => connection =>
    {
        connection.Features.Set(listener);
        return next(connection);
    });

    /// <summary>
    /// TLS asks for a certificate and proves possession of its key; whether it is an officer's is decided by
    /// <c>OfficerAuthentication</c>, never by the platform's chain, which trusts the machine's store and fetches URLs that a stranger wrote.
    /// </summary>
    [SuppressMessage("Security", "CA5359", Justification = "OfficerAuthentication decides, for each request.")]
    static TlsHandshakeCallbackOptions Handshake(ServerCertificate certificate)
    {
        // Made once, and offline: the platform's own way would fetch the URLs in our certificate at every start.
        var own = SslStreamCertificateContext.Create(certificate.Certificate, certificate.Chain, offline: true);
        return new()
        {
            HandshakeTimeout = TimeSpan.FromSeconds(10),
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = own,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    DisableCertificateDownloads = true,
                },
            }),
        };
    }
}

/// <summary>Binds routes to listeners.</summary>
static class ListenerRouting
{
    /// <summary>These routes exist on this listener only.</summary>
    public static TBuilder On<TBuilder>(this TBuilder routes, Listener listener) where TBuilder : IEndpointConventionBuilder =>
        routes.WithMetadata(listener);

    /// <summary>Forgets a route that was found through the other listener: it answers 404, as if it did not exist.</summary>
    public static void UseListeners(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.GetEndpoint() is RouteEndpoint endpoint
            && endpoint.Metadata.GetMetadata<Listener>() != context.Features.GetRequiredFeature<Listener>())
            context.SetEndpoint(null);
        return next(context);
    });
}
