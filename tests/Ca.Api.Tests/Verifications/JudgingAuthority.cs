using System.Text.Json;
using Ca.Api.Tests.Status;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Tests;

namespace Ca.Api.Tests.Verifications;

/// <summary>An authority that signs verdicts, with a P-256 issuer and a GOST one, which it trusts as anchors, and a citizen of each.</summary>
sealed class JudgingAuthority : IAsyncDisposable
{
    public const string Route = "/api/v1/verifications";

    public static readonly byte[] Content = "Прошу выдать"u8.ToArray();

    JudgingAuthority(RunningAuthority running) => Running = running;

    public RunningAuthority Running { get; private set; }

    /// <summary>By the issuer's name.</summary>
    public Dictionary<string, CmsSigner> Citizens { get; } = [];

    /// <param name="profiles">Of both issuers.</param>
    /// <param name="more">Options of the program.</param>
    public static async Task<JudgingAuthority> Start(string profiles = "\"ocsp-responder\", \"verdict-signing\"", params string[] more)
    {
        var folder = AuthorityFiles.Shared.Copy();
        var gost = Gost(folder);
        Directory.CreateDirectory(Path.Combine(folder, "anchors"));
        foreach (var (name, officers) in new[] { ("ec", "\"officer\", "), ("gost", "") })
        {
            var issuer = Path.Combine(folder, "issuers", name);
            File.WriteAllText(
                Path.Combine(issuer, "issuer.json"),
                $$"""{ "publicUrls": ["http://ca.example/"], "passphraseFile": "secrets/{{name}}.passphrase", "profiles": [{{officers}}{{profiles}}] }""");
            File.Copy(Path.Combine(issuer, "certificate.pem"), Path.Combine(folder, "anchors", $"{name}.pem"));
            File.WriteAllText(Path.Combine(folder, "anchors", $"{name}.json"), $$"""{"name": "{{name}}"}""");
        }
        var authority = new JudgingAuthority(await RunningAuthority.Start(folder, null, more));
        authority.Citizens["gost"] = gost.Person("Сидорова Анна", "gost2012-256-a");
        authority.Citizens["ec"] = await authority.Certify("CN=Ivanov Ivan");
        await authority.Ready();
        return authority;
    }

    /// <summary>Ends the process's part and begins it anew with what is on the disk.</summary>
    public async Task Restart()
    {
        await Running.Stop();
        Running = await RunningAuthority.Start(Running.Folder, Running.Clock);
        await Ready();
    }

    /// <summary>Lists are published and keys certified.</summary>
    public Task Ready() => StatusClient.Until(async () => (await Running.Public.GetAsync("/health/ready")).IsSuccessStatusCode, "ready");

    public byte[] Attached(string issuer = "ec") => CmsSignature.CreateAttached(Citizens[issuer], Content, Running.Clock.GetUtcNow());

    public byte[] Detached(string issuer = "ec") => CmsSignature.CreateDetached(Citizens[issuer], new MemoryStream(Content), Running.Clock.GetUtcNow());

    /// <summary>Has a file verified and its verdict kept.</summary>
    public async Task<HttpResponseMessage> Keep(MultipartFormDataContent form, string? accept = null, string? language = null)
    {
        form.Add(new StringContent("true"), "keep");
        using var request = new HttpRequestMessage(HttpMethod.Post, Route) { Content = form };
        return await Send(request, accept, language);
    }

    public async Task<JsonElement> Kept(string issuer = "ec")
    {
        var answer = await Keep(Form(Attached(issuer)));
        Assert.That((int)answer.StatusCode, Is.EqualTo(201), await answer.Content.ReadAsStringAsync());
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    public async Task<HttpResponseMessage> Get(string address, string? accept = null, string? language = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return await Send(request, accept, language);
    }

    public static MultipartFormDataContent Form(byte[] signature, params IEnumerable<byte[]> contents)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(signature), "signature", "Заявление Иванова.p7s" } };
        foreach (var (content, i) in contents.Select((c, i) => (c, i)))
            form.Add(new ByteArrayContent(content), "content", $"Паспорт Иванова {i}.pdf");
        return form;
    }

    public ValueTask DisposeAsync() => Running.DisposeAsync();

    Task<HttpResponseMessage> Send(HttpRequestMessage request, string? accept, string? language)
    {
        if (accept is not null)
            request.Headers.Accept.ParseAdd(accept);
        if (language is not null)
            request.Headers.AcceptLanguage.ParseAdd(language);
        return Running.Public.SendAsync(request);
    }

    async Task<CmsSigner> Certify(string subject)
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var issued = await Running.Issue(subject, key);
        var certificate = Certificate.ParsePemOrDer(System.Text.Encoding.ASCII.GetBytes(issued.GetProperty("certificate").GetString()!)).Expect();
        return new(SoftwareKey.Parse(key.ExportPkcs8PrivateKey()).Expect(), certificate, []);
    }

    /// <summary>A GOST root, and an issuer under it in the folder.</summary>
    static SampleAuthority Gost(string folder)
    {
        TbsCertificate Long(TbsCertificate c) => c with { Validity = new(AuthorityFiles.Start.AddYears(-1), AuthorityFiles.Start.AddYears(10)) };
        var root = SampleAuthority.Root("GOST root", "gost2012-256-b", Long);
        var issuer = root.Authority("GOST authority", Long, SoftwareKey.Generate(KeyAlgorithm.Parse("gost2012-256-b").Expect()));
        var path = Path.Combine(folder, "issuers", "gost");
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "certificate.pem"), issuer.Certificate.ToPem());
        File.WriteAllText(Path.Combine(path, "chain.pem"), root.Certificate.ToPem());
        Passphrase.Of("correct horse").Expect().Write(Path.Combine(folder, "secrets", "gost.passphrase"));
        KeyFile.Write(Path.Combine(path, "key.pem"), issuer.Key, "correct horse");
        return issuer;
    }
}
