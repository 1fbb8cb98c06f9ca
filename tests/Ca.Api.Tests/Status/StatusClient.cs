using System.Net.Http.Headers;
using Ca.Core.Certificates;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Revocation;

namespace Ca.Api.Tests.Status;

/// <summary>What a relying party does with the public listener; every answer is checked against the issuer before it is believed.</summary>
sealed class StatusClient(RunningAuthority authority, string issuer = "ec")
{
    public Certificate Issuer { get; } =
        Certificate.ParsePemOrDer(File.ReadAllBytes(Path.Combine(authority.Folder, "issuers", issuer, "certificate.pem"))).Expect();

    public async Task<RevocationList> List()
    {
        var list = RevocationList.Parse(await authority.Public.GetByteArrayAsync($"/crl/{issuer}.crl")).Expect();
        Assert.That(list.IsSignedBy(Issuer.PublicKey.Expect()));
        return list;
    }

    public async Task<CertificateStatus> Status(SerialNumber serial) => (await Ask(Request(serial))).Responses.Single().Status;

    public OcspRequest Request(params SerialNumber[] serials) =>
        OcspRequest.Create([.. serials.Select(s => CertificateId.Of(Issuer, s, DigestAlgorithm.Sha1))], default);

    /// <summary>Asks by POST; the answer is checked.</summary>
    public async Task<OcspResponse> Ask(OcspRequest request)
    {
        var (response, _) = await Post(request.Encoded.ToArray());
        return Check(response, request);
    }

    public OcspResponse Check(OcspResponse response, OcspRequest request)
    {
        Assert.That(response.Status, Is.EqualTo(OcspResponseStatus.Successful));
        response.SignedBy(Issuer, authority.Clock.GetUtcNow()).Expect();
        Assert.That(response.Responses.Select(r => r.Certificate), Is.EqualTo(request.Certificates));
        Assert.That(response.Nonce.ToArray(), Is.EqualTo(request.Nonce.ToArray()));
        return response;
    }

    public async Task<(OcspResponse Response, HttpResponseMessage Http)> Post(byte[] octets)
    {
        using var content = new ByteArrayContent(octets) { Headers = { ContentType = new MediaTypeHeaderValue("application/ocsp-request") } };
        return await Read(await authority.Public.PostAsync($"/ocsp/{issuer}", content));
    }

    public async Task<(OcspResponse Response, HttpResponseMessage Http)> Get(string request) =>
        await Read(await authority.Public.GetAsync($"/ocsp/{issuer}/{request}"));

    /// <summary>Until it is so, for a few seconds of real time.</summary>
    public static async Task Until(Func<Task<bool>> so, string what)
    {
        for (var i = 0; i < 200; i++)
        {
            if (await so())
                return;
            await Task.Delay(50);
        }
        Assert.Fail($"Not within ten seconds: {what}");
    }

    /// <summary>The first list is published and the responder certified.</summary>
    public Task Ready() => Until(async () => (await authority.Public.GetAsync("/health/ready")).IsSuccessStatusCode, "ready");

    static async Task<(OcspResponse, HttpResponseMessage)> Read(HttpResponseMessage http)
    {
        Assert.That((int)http.StatusCode, Is.EqualTo(200));
        Assert.That(http.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/ocsp-response"));
        return (OcspResponse.Parse(await http.Content.ReadAsByteArrayAsync()).Expect(), http);
    }
}
