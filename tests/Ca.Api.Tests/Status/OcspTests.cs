using System.Net.Http.Json;
using System.Security.Cryptography;
using Ca.Api.Storage;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Revocation;
using Microsoft.Extensions.DependencyInjection;

namespace Ca.Api.Tests.Status;

public class OcspTests
{
    RunningAuthority authority = null!;
    StatusClient client = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        authority = await RunningAuthority.Start();
        client = new StatusClient(authority);
        await client.Ready();
    }

    [OneTimeTearDown]
    public async Task Stop() => await authority.DisposeAsync();

    [TestCase(300_000, true)]
    [TestCase(300_000, false)]
    [TestCase(3_000_000, true)]
    public async Task A_request_that_is_too_long_is_malformed_in_whatever_way_it_comes(int octets, bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ocsp/ec") { Content = new ByteArrayContent(new byte[octets]), Version = System.Net.HttpVersion.Version11 };
        request.Headers.TransferEncodingChunked = chunked;
        using var http = new HttpClient { BaseAddress = authority.PublicUrl };
        var answer = await http.SendAsync(request);
        Assert.That((int)answer.StatusCode, Is.EqualTo(200), await answer.Content.ReadAsStringAsync());
        Assert.That(OcspResponse.Parse(await answer.Content.ReadAsByteArrayAsync()).Expect().Status, Is.EqualTo(OcspResponseStatus.MalformedRequest));
    }

    public static IEnumerable<DigestAlgorithm> Digests => CertificateId.Digests;

    [Test]
    public async Task An_issued_certificate_is_good_and_an_invented_one_unknown([ValueSource(nameof(Digests))] DigestAlgorithm digest)
    {
        var serial = await Issue();
        var request = OcspRequest.Create(
            [CertificateId.Of(client.Issuer, serial, digest), CertificateId.Of(client.Issuer, SerialNumber.Generate(), digest)], RandomNumberGenerator.GetBytes(32));
        Assert.That((await client.Ask(request)).Responses.Select(r => r.Status), Is.EqualTo([CertificateStatus.Good, CertificateStatus.Unknown]));
    }

    [Test]
    public async Task A_serial_number_that_is_only_reserved_or_was_never_issued_is_unknown([Values(CertificateState.Reserved, CertificateState.NotIssued)] CertificateState state)
    {
        var serial = SerialNumber.Generate();
        (await authority.Services.GetRequiredService<Writer>().Write<object>(db =>
        {
            db.Certificates.Add(new CertificateRecord
            {
                Issuer = "ec",
                SerialNumber = serial,
                State = state,
                ApplicationId = null,
                Subject = "CN=x",
                Profile = "officer",
                ProfileHash = "",
                KeyIdentity = serial.Hex,
                NotBefore = AuthorityFiles.Start,
                NotAfter = AuthorityFiles.Start,
                TbsCertificate = [],
            });
            return Task.FromResult<Ca.Core.Outcome<object>>(serial);
        })).Expect();
        Assert.That(await client.Status(serial), Is.EqualTo(CertificateStatus.Unknown));
    }

    [Test]
    public async Task A_revocation_is_seen_at_once_also_where_an_answer_was_kept()
    {
        var serial = await Issue();
        var (first, _) = await client.Post(client.Request(serial).Encoded.ToArray());
        var (second, _) = await client.Post(client.Request(serial).Encoded.ToArray());
        Assert.That(second.Encoded.ToArray(), Is.EqualTo(first.Encoded.ToArray()), "kept, not signed again");

        await Revoke(serial, "keyCompromise");
        Assert.That(await client.Status(serial), Is.EqualTo(new CertificateStatus.Revoked(AuthorityFiles.Start, RevocationReason.KeyCompromise)));
    }

    [Test]
    public async Task A_hold_is_seen_and_so_is_its_release()
    {
        var serial = await Issue();
        await Revoke(serial, "certificateHold");
        Assert.That(await client.Status(serial), Is.EqualTo(new CertificateStatus.Revoked(AuthorityFiles.Start, RevocationReason.CertificateHold)));
        Assert.That((int)(await authority.Registrar.DeleteAsync($"/api/v1/certificates/{serial}/hold")).StatusCode, Is.EqualTo(200));
        Assert.That(await client.Status(serial), Is.EqualTo(CertificateStatus.Good));
    }

    [Test]
    public async Task A_request_in_the_path_is_read_however_base64_is_put_there()
    {
        var serial = await Issue();
        for (var i = 0; i < 40; i++)
        {
            var request = client.Request(serial, SerialNumber.Generate(), SerialNumber.Generate());
            var text = Convert.ToBase64String(request.Encoded.Span);
            foreach (var form in (string[])[Uri.EscapeDataString(text), text, text.TrimEnd('='), text.Replace('+', '-').Replace('/', '_').TrimEnd('=')])
            {
                var (response, _) = await client.Get(form);
                client.Check(response, request);
            }
        }
    }

    [Test]
    public async Task Two_slashes_in_a_row_are_read()
    {
        // Every place of the serial number of 0xFF octets: some request has "//" somewhere.
        var requests = Enumerable.Range(1, 3).Select(i => client.Request(SerialNumber.Parse("40" + new string('f', 8 + 2 * i)).Expect())).ToList();
        Assert.That(requests.Select(r => Convert.ToBase64String(r.Encoded.Span)), Has.Some.Contains("//"));
        foreach (var request in requests)
            client.Check((await client.Get(Convert.ToBase64String(request.Encoded.Span))).Response, request);
    }

    [Test]
    public async Task Get_may_be_cached_for_a_minute_and_not_longer_than_it_is_valid()
    {
        var request = client.Request(await Issue());
        var (response, http) = await client.Get(Uri.EscapeDataString(Convert.ToBase64String(request.Encoded.Span)));
        Assert.Multiple(() =>
        {
            Assert.That(http.Headers.CacheControl!.ToString(), Is.EqualTo("no-transform, public, must-revalidate, max-age=60"));
            Assert.That(http.Content.Headers.LastModified, Is.EqualTo(response.Responses[0].ThisUpdate));
            Assert.That(http.Content.Headers.Expires, Is.EqualTo(authority.Clock.GetUtcNow().AddMinutes(1)).Within(TimeSpan.FromSeconds(1)));
            Assert.That(http.Headers.ETag, Is.Not.Null);
            Assert.That(response.Responses[0].NextUpdate, Is.EqualTo(response.Responses[0].ThisUpdate.AddHours(1)));
        });

        using var again = new HttpRequestMessage(HttpMethod.Get, http.RequestMessage!.RequestUri);
        again.Headers.IfNoneMatch.Add(http.Headers.ETag!);
        Assert.That((int)(await authority.Public.SendAsync(again)).StatusCode, Is.EqualTo(304));
    }

    [Test]
    public async Task An_answer_with_a_nonce_is_nobody_elses()
    {
        var request = OcspRequest.Create(client.Request(await Issue()).Certificates, new byte[] { 1 });
        var (response, http) = await client.Get(Uri.EscapeDataString(Convert.ToBase64String(request.Encoded.Span)));
        client.Check(response, request);
        Assert.That(http.Headers.CacheControl!.NoStore);
        Assert.That(http.Headers.ETag, Is.Null);
    }

    [Test]
    public async Task What_is_no_request_is_malformed([Values("", "00", "3000", "-")] string hex)
    {
        var octets = hex == "-" ? new byte[OcspRequest.MaxOctets + 1] : Convert.FromHexString(hex);
        Assert.That((await client.Post(octets)).Response.Status, Is.EqualTo(OcspResponseStatus.MalformedRequest));
    }

    [TestCase("!")]
    [TestCase("AAA")]
    [TestCase("%01")]
    [TestCase("a/b//c")]
    [TestCase("")]
    public async Task A_path_that_is_no_request_is_malformed(string path)
    {
        var (response, http) = await client.Get(path);
        Assert.That(response.Status, Is.EqualTo(OcspResponseStatus.MalformedRequest));
        Assert.That(http.Headers.CacheControl!.NoStore);
    }

    [Test]
    public async Task A_hundred_and_one_certificates_at_once_are_malformed()
    {
        var request = client.Request([.. Enumerable.Range(0, 101).Select(_ => SerialNumber.Generate())]);
        Assert.That((await client.Post(request.Encoded.ToArray())).Response.Status, Is.EqualTo(OcspResponseStatus.MalformedRequest));
    }

    [Test]
    public async Task There_is_no_responder_for_another_name() =>
        Assert.That((int)(await authority.Public.GetAsync("/ocsp/other/AAAA")).StatusCode, Is.EqualTo(404));

    [Test]
    public async Task The_list_and_OCSP_agree_on_every_certificate()
    {
        var reasons = RevocationReasons.All.ToArray();
        var serials = new List<SerialNumber>();
        for (var i = 0; i < 24; i++)
            serials.Add(await Issue($"CN=Agreed {i}"));
        for (var i = 0; i < 18; i++)
            await Revoke(serials[i], reasons[i % reasons.Length]);
        RevocationList list = null!;
        await StatusClient.Until(async () => (list = await client.List()).Find(client.Issuer.Subject, serials[17]) is not null, "the last revocation in the list");

        var all = await client.Ask(client.Request([.. serials]));
        Assert.That(all.Responses.Select(r => r.Status), Is.EqualTo(serials.Select(s => list.Find(client.Issuer.Subject, s) is { } entry
            ? new CertificateStatus.Revoked(entry.RevokedAt, entry.Reason)
            : CertificateStatus.Good)));
    }

    [Test]
    public async Task The_responders_own_certificate_is_in_the_register_and_renews_itself()
    {
        await using var own = await RunningAuthority.Start();
        var asking = new StatusClient(own);
        await asking.Ready();
        var first = await Signer();
        Assert.Multiple(() =>
        {
            Assert.That(first.ExtendedKeyUsage, Is.EqualTo(["1.3.6.1.5.5.7.3.9"]));
            Assert.That(first.Extension("1.3.6.1.5.5.7.48.1.5"), Is.Not.Null);
        });
        Assert.That(await asking.Status(first.SerialNumber), Is.EqualTo(CertificateStatus.Good));

        own.Clock.Advance(first.Validity.Length * 2 / 3 + TimeSpan.FromMinutes(1));
        Certificate second = first;
        await StatusClient.Until(async () => !(second = await Signer()).Equals(first), "another responder certificate");
        Assert.That(second.Validity.NotAfter, Is.GreaterThan(first.Validity.NotAfter));

        async Task<Certificate> Signer() =>
            (await asking.Ask(asking.Request(SerialNumber.Generate()))).SignedBy(asking.Issuer, own.Clock.GetUtcNow()).Expect();
    }

    async Task<SerialNumber> Issue(string subject = "CN=Ivanov Ivan") =>
        SerialNumber.Parse((await authority.Issue(subject)).GetProperty("serialNumber").GetString()!).Expect();

    async Task Revoke(SerialNumber serial, string reason)
    {
        var answer = await authority.Registrar.PostAsJsonAsync($"/api/v1/certificates/{serial}/revocation", new { reason });
        Assert.That((int)answer.StatusCode, Is.EqualTo(200), await answer.Content.ReadAsStringAsync());
    }
}
