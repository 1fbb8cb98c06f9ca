using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Ca.Core.Registration;

namespace Ca.Api.Tests.Officers;

/// <summary>Every route of the OpenAPI document, asked by everybody: who may is what the table says, and nobody else gets further than the door.</summary>
[TestFixture]
public class RouteWalkTests
{
    static readonly Role[] All = Enum.GetValues<Role>();

    /// <summary>Routes of the officers' listener and who may use them. A route that is not here fails the walk: it has to be decided.</summary>
    static readonly Dictionary<string, Role[]> Table = new()
    {
        ["POST /api/v1/applications"] = [Role.Registrar],
        ["GET /api/v1/applications"] = [Role.Registrar, Role.Approver, Role.Auditor],
        ["GET /api/v1/applications/{id}"] = [Role.Registrar, Role.Approver, Role.Auditor],
        ["POST /api/v1/applications/{id}/approval"] = [Role.Approver],
        ["POST /api/v1/applications/{id}/rejection"] = [Role.Approver],
        ["POST /api/v1/applications/{id}/certificate"] = [Role.Registrar, Role.Approver],
        ["GET /api/v1/certificates"] = All,
        ["GET /api/v1/certificates/{serialNumber}"] = All,
        ["POST /api/v1/certificates/{serialNumber}/revocation"] = [Role.Registrar, Role.Security],
        ["DELETE /api/v1/certificates/{serialNumber}/hold"] = [Role.Registrar, Role.Security],
        ["GET /api/v1/audit/events"] = [Role.Auditor],
        ["GET /api/v1/officers"] = [Role.Administrator, Role.Security, Role.Auditor],
        ["POST /api/v1/officers"] = [Role.Administrator],
        ["POST /api/v1/officers/{fingerprint}/admission"] = [Role.Security],
        ["POST /api/v1/officers/{fingerprint}/dismissal"] = [Role.Administrator, Role.Security],
        ["GET /api/v1/issuance-stops"] = [Role.Administrator, Role.Security, Role.Auditor],
        ["DELETE /api/v1/issuance-stops/{issuer}"] = [Role.Administrator],
    };

    /// <summary>Routes of the public listener: anybody, without a certificate.</summary>
    static readonly string[] Open = ["/health/live", "/health/ready", "/metrics", "/api/v1/issuers", "/api/v1/policies", "/api/v1/verifications", "/ca/", "/crl/", "/ocsp/", "/tsa"];

    RunningAuthority authority = null!;
    List<string> routes = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        authority = await RunningAuthority.Start();
        var document = await authority.Public.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        routes = [.. document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()
            .Select(o => $"{o.Name.ToUpperInvariant()} {p.Name.TrimEnd('/')}"))];
    }

    [OneTimeTearDown]
    public async Task Stop() => await authority.DisposeAsync();

    [Test]
    public void Every_route_is_of_the_table_or_open() => Assert.That(
        routes.Where(r => !Table.ContainsKey(r) && !IsOpen(r)), Is.Empty);

    [Test]
    public void Every_row_of_the_table_is_a_route() => Assert.That(Table.Keys.Except(routes), Is.Empty);

    [Test]
    public async Task Each_role_passes_exactly_where_the_table_says()
    {
        foreach (var route in routes.Where(Table.ContainsKey))
            foreach (var role in All)
            {
                var status = await Ask(authority.Officer(role), route);
                if (Table[route].Contains(role))
                    Assert.That(status, Is.Not.EqualTo(HttpStatusCode.Forbidden).And.Not.EqualTo(HttpStatusCode.Unauthorized), $"{route} as {role}");
                else
                    Assert.That(status, Is.EqualTo(HttpStatusCode.Forbidden), $"{route} as {role}");
            }
    }

    [TestCase("none")]
    [TestCase("expired")]
    [TestCase("not yet valid")]
    [TestCase("wrong issuer")]
    [TestCase("self-signed")]
    [TestCase("wrong purpose")]
    [TestCase("no purpose")]
    [TestCase("not admitted")]
    public async Task A_stranger_passes_nowhere(string who)
    {
        var files = AuthorityFiles.Shared;
        using var client = authority.Officer(who switch
        {
            "none" => null,
            "expired" => files.Client("CN=Registrar", to: AuthorityFiles.Start.AddSeconds(-1)),
            "not yet valid" => files.Client("CN=Registrar", from: AuthorityFiles.Start.AddSeconds(1)),
            "wrong issuer" => AuthorityFiles.ClientOfAnImpostor("CN=Registrar"),
            "self-signed" => AuthorityFiles.SelfSigned("CN=Registrar"),
            "wrong purpose" => files.Client("CN=Registrar", AuthorityFiles.ServerAuth),
            "no purpose" => files.Client("CN=Registrar", purpose: null),
            "not admitted" => files.Client("CN=Registrar"),
            _ => throw new ArgumentException(who),
        });
        foreach (var route in routes.Where(Table.ContainsKey))
            Assert.That(await Ask(client, route), Is.EqualTo(HttpStatusCode.Unauthorized), route);
    }

    [TestCase("certificateHold")]
    [TestCase("keyCompromise")]
    public async Task An_officer_whose_certificate_is_revoked_or_held_passes_nowhere(string reason)
    {
        await using var another = await RunningAuthority.Start();
        var revocation = await another.Security.PostAsJsonAsync(
            $"/api/v1/certificates/{AuthorityFiles.Shared.Officers[Role.Registrar].SerialNumber.ToLowerInvariant()}/revocation", new { reason });
        Assert.That((int)revocation.StatusCode, Is.EqualTo(200));
        foreach (var route in routes.Where(Table.ContainsKey))
            Assert.That(await Ask(another.Registrar, route), Is.EqualTo(HttpStatusCode.Unauthorized), route);
    }

    [Test]
    public async Task A_header_that_claims_to_carry_a_certificate_is_not_believed()
    {
        using var client = authority.Officer(certificate: null);
        var certificate = AuthorityFiles.Shared.Officers[Role.Registrar];
        foreach (var name in new[] { "X-Client-Cert", "X-ARR-ClientCert", "X-SSL-Client-Cert", "X-Forwarded-Client-Cert", "Client-Cert" })
            client.DefaultRequestHeaders.Add(name, Convert.ToBase64String(certificate.RawData));
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        foreach (var route in routes.Where(Table.ContainsKey))
            Assert.That(await Ask(client, route), Is.EqualTo(HttpStatusCode.Unauthorized), route);
    }

    [Test]
    public async Task Officers_routes_do_not_exist_on_the_public_listener_whatever_Host_says()
    {
        foreach (var route in routes.Where(Table.ContainsKey))
        {
            using var request = Request(route);
            request.Headers.Host = authority.OfficersUrl.Authority;
            Assert.That((await authority.Public.SendAsync(request)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound), route);
        }
    }

    [Test]
    public async Task Public_routes_do_not_exist_on_the_officers_listener_whatever_Host_says()
    {
        foreach (var route in routes.Where(IsOpen).Append("GET /swagger/index.html").Append("GET /openapi/v1.json"))
        {
            using var request = Request(route);
            request.Headers.Host = authority.PublicUrl.Authority;
            // 415 is routing's own answer, given before it is known which listener the route is behind.
            Assert.That(
                (await authority.Administrator.SendAsync(request)).StatusCode,
                Is.EqualTo(HttpStatusCode.NotFound).Or.EqualTo(HttpStatusCode.UnsupportedMediaType), route);
        }
    }

    static bool IsOpen(string route) => Open.Any(o => route.Split(' ')[1].StartsWith(o, StringComparison.Ordinal));

    static async Task<HttpStatusCode> Ask(HttpClient client, string route)
    {
        using var request = Request(route);
        return (await client.SendAsync(request)).StatusCode;
    }

    static HttpRequestMessage Request(string route)
    {
        var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]);
        path = path.Replace("{id}", Guid.Empty.ToString(), StringComparison.Ordinal).Replace("{serialNumber}", "40", StringComparison.Ordinal);
        return new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = method is "POST" ? new StringContent("{}", Encoding.UTF8, "application/json") : null,
        };
    }
}
