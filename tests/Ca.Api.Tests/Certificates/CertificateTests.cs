using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Ca.Api.Storage;
using Ca.Api.Tests.Status;
using Ca.Core.Certificates;
using Ca.Core.Revocation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Ca.Api.Tests.Certificates;

public class CertificateTests
{
    RunningAuthority authority = null!;

    [OneTimeSetUp]
    public async Task Start() => authority = await RunningAuthority.Start();

    [OneTimeTearDown]
    public async Task Stop() => await authority.DisposeAsync();

    [Test]
    public async Task A_certificate_comes_in_the_form_that_is_asked_for()
    {
        var issued = await authority.Issue();
        var path = $"/api/v1/certificates/{issued.GetProperty("serialNumber").GetString()}";
        var pem = issued.GetProperty("certificate").GetString()!;
        var der = X509Certificate2.CreateFromPem(pem).RawData;

        Assert.That(await (await Get(path, "application/pkix-cert")).Content.ReadAsByteArrayAsync(), Is.EqualTo(der));
        Assert.That(await (await Get(path, "application/pem-certificate-chain")).Content.ReadAsStringAsync(), Is.EqualTo(pem));
        Assert.That(await (await Get(path, "text/html;q=0.9, application/pkix-cert;q=0.5, application/json;q=0.1")).Content.ReadAsByteArrayAsync(), Is.EqualTo(der));
        var json = JsonDocument.Parse(await (await Get(path, "*/*")).Content.ReadAsStringAsync()).RootElement;
        Assert.That(json.GetProperty("certificate").GetString(), Is.EqualTo(pem));
        Assert.That(json.GetProperty("state").GetString(), Is.EqualTo("issued"));
        Assert.That(json.GetProperty("profileHash").GetString(), Has.Length.EqualTo(64));
        Assert.That((await Get(path, "text/html")).StatusCode, Is.EqualTo(HttpStatusCode.NotAcceptable));
    }

    [TestCase("40", HttpStatusCode.NotFound)]
    [TestCase("4", HttpStatusCode.BadRequest)]
    [TestCase("xy", HttpStatusCode.BadRequest)]
    public async Task A_serial_number_that_names_nothing_is_answered_so(string serial, HttpStatusCode status) =>
        Assert.That((await authority.Auditor.GetAsync($"/api/v1/certificates/{serial}")).StatusCode, Is.EqualTo(status));

    [TestCase("sidorov")]
    [TestCase("SIDOR")]
    [TestCase("sidorov  sidor")]
    [TestCase("sidor sid")]
    public async Task A_person_is_found_by_the_beginning_of_any_word(string search)
    {
        var serial = (await authority.Issue("CN=Sidorov Sidor Sidorovich")).GetProperty("serialNumber").GetString();
        await authority.Issue("CN=Somebody Else");
        var found = (await List($"subject={Uri.EscapeDataString(search)}")).Select(c => c.GetProperty("serialNumber").GetString()).ToList();
        Assert.That(found, Does.Contain(serial));
        Assert.That((await List($"subject={Uri.EscapeDataString(search)}")).Select(c => c.GetProperty("subject").GetString()), Is.All.Contains("Sidorov"));
    }

    [TestCase("subject=ab")]
    [TestCase("subject=")]
    [TestCase("serial=zz")]
    [TestCase("state=gone")]
    [TestCase("cursor=AAAAAAAAAA")]
    [TestCase("cursor=%00")]
    public async Task A_malformed_search_is_refused(string query) =>
        Assert.That((await authority.Auditor.GetAsync($"/api/v1/certificates?{query}")).StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));

    [Test]
    public async Task A_hold_is_undone_and_nothing_else_ever_is()
    {
        var serial = (await authority.Issue()).GetProperty("serialNumber").GetString()!;
        Assert.That(await Revoke(serial, "certificateHold"), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await Revoke(serial, "certificateHold"), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await State(serial), Is.EqualTo("held"));
        Assert.That(await Release(serial), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await State(serial), Is.EqualTo("issued"));

        Assert.That(await Revoke(serial, "superseded"), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await Revoke(serial, "superseded"), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await Revoke(serial, "cessationOfOperation"), Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await Revoke(serial, "certificateHold"), Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await Release(serial), Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await State(serial), Is.EqualTo("revoked"));
        Assert.That((await List($"state=revoked&serial={serial}")).Count, Is.EqualTo(1));
        Assert.That((await List($"state=issued&serial={serial}")).Count, Is.EqualTo(0));
    }

    [Test]
    public async Task A_compromise_that_comes_to_light_after_a_revocation_blocks_the_key_and_is_published()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var serial = (await authority.Issue("CN=Late Discovery", key)).GetProperty("serialNumber").GetString()!;
        Assert.That(await Revoke(serial, "superseded"), Is.EqualTo(HttpStatusCode.OK));
        await Listed(serial, RevocationReason.Superseded);
        Assert.That(await Revoke(serial, "keyCompromise"), Is.EqualTo(HttpStatusCode.OK));
        await Listed(serial, RevocationReason.KeyCompromise);
        Assert.That(await Revoke(serial, "superseded"), Is.EqualTo(HttpStatusCode.Conflict), "and it stays one");
        var again = await authority.Registrar.PostAsJsonAsync(
            "/api/v1/applications", new { profile = "officer", request = AuthorityFiles.Request("CN=Late Discovery", key) });
        Assert.That(await again.Content.ReadAsStringAsync(), Does.Contain("Keys.key-blocked"));
    }

    [Test]
    public async Task A_compromised_key_ends_every_certificate_that_has_it_and_no_other()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var serials = new List<string>();
        for (var i = 0; i < 4; i++)
            serials.Add((await authority.Issue("CN=Sibling", key)).GetProperty("serialNumber").GetString()!);
        var other = (await authority.Issue("CN=Sibling")).GetProperty("serialNumber").GetString()!;
        await Revoke(serials[1], "certificateHold");
        await Revoke(serials[2], "superseded");

        var answer = await authority.Security.PostAsJsonAsync($"/api/v1/certificates/{serials[0]}/revocation", new { reason = "keyCompromise" });
        var also = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("alsoRevoked").EnumerateArray().Select(s => s.GetString());
        Assert.That(also, Is.EquivalentTo(serials[1..]));
        foreach (var serial in serials)
            await Listed(serial, RevocationReason.KeyCompromise);
        Assert.That(await State(other), Is.EqualTo("issued"));
    }

    [Test]
    public async Task Another_reason_than_a_compromise_ends_one_certificate_alone()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var first = (await authority.Issue("CN=Renewed", key)).GetProperty("serialNumber").GetString()!;
        var second = (await authority.Issue("CN=Renewed", key)).GetProperty("serialNumber").GetString()!;
        Assert.That(await Revoke(first, "superseded"), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await State(second), Is.EqualTo("issued"));
    }

    [Test]
    public async Task A_hundred_revocations_at_once_are_one_row_and_one_event()
    {
        var serial = (await authority.Issue()).GetProperty("serialNumber").GetString()!;
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Revoke(serial, "keyCompromise")));
        Assert.That(answers, Is.All.EqualTo(HttpStatusCode.OK));
        await using var db = await authority.Services.GetRequiredService<IDbContextFactory<CaDbContext>>().CreateDbContextAsync();
        var target = $"certificate:ec/{serial}";
        Assert.That(await db.AuditEvents.CountAsync(e => e.Target == target && e.Act == "certificate-revoked"), Is.EqualTo(1));
        Assert.That(await db.BlockedKeys.CountAsync(), Is.GreaterThanOrEqualTo(1));
    }

    [TestCase("removeFromCRL", null, 400)]
    [TestCase("", null, 400)]
    [TestCase("superseded", "2030-01-01T00:00:00Z", 422)]
    [TestCase("superseded", "yesterday", 400)]
    [TestCase("keyCompromise", "0001-01-01T00:00:00Z", 422)]
    [TestCase("keyCompromise", "2026-02-03T11:59:59Z", 422)]
    public async Task A_revocation_that_cannot_be_is_refused(string reason, string? invalidityDate, int status)
    {
        var serial = (await authority.Issue()).GetProperty("serialNumber").GetString();
        object body = invalidityDate is null ? new { reason } : new { reason, invalidityDate };
        var answer = await authority.Security.PostAsJsonAsync($"/api/v1/certificates/{serial}/revocation", body);
        Assert.That((int)answer.StatusCode, Is.EqualTo(status), await answer.Content.ReadAsStringAsync());
        Assert.That(await State(serial!), Is.EqualTo("issued"));
    }

    [Test]
    public async Task An_invalidity_date_since_the_certificate_began_is_listed()
    {
        var serial = (await authority.Issue()).GetProperty("serialNumber").GetString()!;
        var answer = await authority.Security.PostAsJsonAsync(
            $"/api/v1/certificates/{serial}/revocation", new { reason = "keyCompromise", invalidityDate = AuthorityFiles.Start });
        Assert.That((int)answer.StatusCode, Is.EqualTo(200), await answer.Content.ReadAsStringAsync());
        await Listed(serial, RevocationReason.KeyCompromise);
    }

    [Test]
    public async Task A_key_that_is_blocked_while_it_is_certified_gives_a_certificate_that_was_never_good()
    {
        var writer = authority.Services.GetRequiredService<Writer>();
        Assert.That(authority.Services.GetRequiredService<Ca.Api.Issuers.IssuerList>().TryGet("ec", out var issuer));
        using var key = Ca.Core.Keys.SoftwareKey.Generate(Ca.Core.Keys.KeyAlgorithm.Parse("ec-p256").Expect());
        var content = Ca.Core.Profiles.CertificateProfile.Shipped["officer"].Admit(key.PublicKey, DistinguishedName.Parse("C=RU, O=Sample, CN=Late").Expect()).Expect();
        var register = new BlocksMeanwhile(new DatabaseRegister(writer, authority.Clock) { Issuer = "ec", Actor = "test" }, writer, key.PublicKey.Identity);
        var certificate = (await issuer!.Issuer.Issue(content, register, authority.Clock.GetUtcNow(), default)).Expect();
        Assert.That(await State(certificate.SerialNumber.Hex), Is.EqualTo("revoked"));
    }

    /// <summary>Another certificate of the key is revoked for compromise just when this one is reserved.</summary>
    sealed class BlocksMeanwhile(DatabaseRegister register, Writer writer, string key) : Ca.Core.Issuance.ICertificateRegister
    {
        public async Task<Ca.Core.Refusal?> Reserve(Ca.Core.Issuance.Reservation reservation, CancellationToken cancellation)
        {
            var refused = await register.Reserve(reservation, cancellation);
            (await writer.Write<BlockedKey>(db =>
            {
                var blocked = new BlockedKey(key, AuthorityFiles.Start);
                db.BlockedKeys.Add(blocked);
                return Task.FromResult<Ca.Core.Outcome<BlockedKey>>(blocked);
            })).Expect();
            return refused;
        }

        public Task Record(Ca.Core.Issuance.Reservation reservation, Certificate certificate) => register.Record(reservation, certificate);

        public Task RecordNotIssued(Ca.Core.Issuance.Reservation reservation, string reason) => register.RecordNotIssued(reservation, reason);

        public Task Stop(Ca.Core.Issuance.Reservation reservation, string reason) => register.Stop(reservation, reason);
    }

    async Task Listed(string serial, RevocationReason reason)
    {
        var client = new StatusClient(authority);
        await StatusClient.Until(
            async () => (await client.List()).Find(client.Issuer.Subject, SerialNumber.Parse(serial).Expect())?.Reason == reason, $"{serial} listed for {reason}");
    }

    async Task<List<JsonElement>> List(string query) =>
        [.. (await authority.Auditor.GetFromJsonAsync<JsonElement>($"/api/v1/certificates?{query}")).GetProperty("items").EnumerateArray()];

    async Task<string?> State(string serial) =>
        (await authority.Auditor.GetFromJsonAsync<JsonElement>($"/api/v1/certificates/{serial}")).GetProperty("state").GetString();

    async Task<HttpStatusCode> Revoke(string serial, string reason) =>
        (await authority.Security.PostAsJsonAsync($"/api/v1/certificates/{serial}/revocation", new { reason })).StatusCode;

    async Task<HttpStatusCode> Release(string serial) => (await authority.Registrar.DeleteAsync($"/api/v1/certificates/{serial}/hold")).StatusCode;

    async Task<HttpResponseMessage> Get(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var one in accept.Split(", "))
            request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(one));
        return await authority.Auditor.SendAsync(request);
    }
}
