using BenchmarkDotNet.Attributes;
using Ca.Core;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Issuance;
using Ca.Core.Keys;
using Ca.Core.Ocsp;
using Ca.Core.Profiles;
using Ca.Core.TimeStamping;

namespace Ca.Benchmarks;

/// <summary>The straight line of an issuance without a disk: rehearsal, every rule, signature; an OCSP response; a time-stamp, from request to response.</summary>
public class InMemory
{
    static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    Authority authority = null!;
    CertificateContent content = null!;
    OcspResponder responder = null!;
    OcspRequest request = null!;
    TimeStampAuthority stamps = null!;
    byte[] query = [];

    [Params("ec-p256", "rsa-2048", "gost2012-256-b")]
    public string Algorithm { get; set; } = "";

    [GlobalSetup]
    public async Task Prepare()
    {
        authority = await Authority.Create(Algorithm, Now.AddDays(-1));
        content = Authority.Citizen(SoftwareKey.Generate(KeyAlgorithm.Parse(Algorithm).Expect()));
        var key = SoftwareKey.Generate(KeyAlgorithm.Parse(Algorithm).Expect());
        var delegated = await authority.Issue(Authority.Admit("ocsp-responder", key, "CN=Sample responder"), Now);
        responder = OcspResponder.Create(authority.Certificate, delegated, key).Expect();
        request = OcspRequest.Create([CertificateId.Of(authority.Certificate, SerialNumber.Generate(), DigestAlgorithm.Sha1)], nonce: null);

        var unit = SoftwareKey.Generate(KeyAlgorithm.Parse(Algorithm).Expect());
        var certificate = await authority.Issue(Authority.Admit("time-stamping", unit, "C=RU, O=Sample, CN=Sample time"), Now);
        stamps = TimeStampAuthority.Create(new CmsSigner(unit, certificate, []), new("1.2.3.4", TimeSpan.FromSeconds(2), Ordering: false)).Expect();
        query = TimeStampRequest.Create(DigestAlgorithm.Sha256, new byte[32]).Encoded.ToArray();
    }

    [Benchmark]
    public Task<Certificate> Issue() => authority.Issue(content, Now);

    [Benchmark]
    public ValueTask<byte[]> Respond() => responder.Respond(
        request, (_, _) => ValueTask.FromResult(CertificateStatus.Good), Now, TimeSpan.FromHours(1), default);

    [Benchmark]
    public byte[] Stamp() => TimeStampResponse.Grant(stamps.Stamp(TimeStampRequest.Parse(query).Expect(), Now).Token);

    internal static IEnumerable<Row> Measure() =>
        Arithmetic.Rates<InMemory>(nameof(Algorithm)).Select(r => new Row($"{r.Method} {r.Parameter}", r.Rate));
}

/// <summary>A root that issues to citizens, and remembers nothing.</summary>
sealed class Authority(SoftwareKey key, Certificate certificate)
{
    readonly Issuer issuer = Issuer.Create(
        certificate, key, new IssuerLocations(["http://sample.invalid/crl"], ["http://sample.invalid/ocsp"], ["http://sample.invalid/ca"])).Expect();

    public Certificate Certificate { get; } = certificate;

    public SoftwareKey Key { get; } = key;

    public static async Task<Authority> Create(string algorithm, DateTimeOffset now)
    {
        var key = SoftwareKey.Generate(KeyAlgorithm.Parse(algorithm).Expect());
        return new(key, (await Issuer.IssueSelfSigned(Admit("root", key, "C=RU, O=Sample, CN=Sample"), key, new NoRegister(), now, default)).Expect());
    }

    public static CertificateContent Admit(string profile, SigningKey key, string subject) =>
        CertificateProfile.Shipped[profile].Admit(key.PublicKey, DistinguishedName.Parse(subject).Expect()).Expect();

    public static CertificateContent Citizen(SigningKey citizen) =>
        Admit("citizen", citizen, "C=RU, SNILS=11223344595, INN=500100732259, SN=Образцова, GN=Анна Петровна, CN=Образцова Анна Петровна");

    public async Task<Certificate> Issue(CertificateContent content, DateTimeOffset now) =>
        (await issuer.Issue(content, new NoRegister(), now, default)).Expect();

    sealed class NoRegister : ICertificateRegister
    {
        public Task<Refusal?> Reserve(Reservation reservation, CancellationToken cancellation) => Task.FromResult<Refusal?>(null);

        public Task Record(Reservation reservation, Certificate certificate) => Task.CompletedTask;

        public Task RecordNotIssued(Reservation reservation, string reason) => Task.CompletedTask;

        public Task Stop(Reservation reservation, string reason) => throw new InvalidOperationException(reason);
    }
}
