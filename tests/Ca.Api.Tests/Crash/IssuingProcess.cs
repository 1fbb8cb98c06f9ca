using System.Security.Cryptography;
using Ca.Api.Storage;
using Ca.Core.Certificates;
using Ca.Core.Issuance;
using Ca.Core.Keys;
using Ca.Core.Profiles;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ca.Api.Tests.Crash;

/// <summary>
/// The part of the service that must not lose anything, in a process of its own: it starts as the service starts, issues from several
/// sides at once through the real <see cref="Issuer"/> and the real database, and never ends by itself.
/// </summary>
sealed class IssuingProcess(string folder, IssuingProcess.Start start)
{
    /// <summary>How much of the service's start it goes through.</summary>
    public enum Start
    {
        /// <summary>All of it.</summary>
        Whole,
        /// <summary>All but looking whether the schema is up to date, which costs two thirds of a start's time.</summary>
        SchemaIsKnown,
    }

    public const string Issuer = "sample";

    /// <summary>What it says when the start is over and certificates come out.</summary>
    public const string UnderLoad = "under load";

    const int Sides = 6;

    public static string Signed(string folder) => Path.Combine(folder, "signed.journal");

    public static string Delivered(string folder) => Path.Combine(folder, "delivered.journal");

    static string CertificateFile(string folder) => Path.Combine(folder, "issuer.cer");

    static string KeyFile(string folder) => Path.Combine(folder, "issuer.p8");

    /// <summary>Makes the authority that the processes will be.</summary>
    public static async Task<Certificate> Prepare(string folder, DateTimeOffset now)
    {
        using var key = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
        var content = CertificateProfile.Shipped["root"].Admit(key.PublicKey, DistinguishedName.Parse("C=RU, O=Sample, CN=Sample").Expect()).Expect();
        var certificate = (await Ca.Core.Issuance.Issuer.IssueSelfSigned(content, key, new NoRegister(), now, default)).Expect();
        await File.WriteAllBytesAsync(CertificateFile(folder), certificate.Encoded);
        await File.WriteAllBytesAsync(KeyFile(folder), key.ExportPrivateKeyInfo());
        return certificate;
    }

    public async Task Run()
    {
        using var locked = DirectoryLock.Take(folder).Expect();
        var options = new DbContextOptionsBuilder<CaDbContext>();
        Database.Configure(options, folder);
        var head = new AuditHeadFile(folder);
        if (start == Start.Whole && await new Database(options.Options, head).Open() is { } why)
            throw new InvalidOperationException(why.ToString());
        await using var writer = new Writer(options.Options, head);
        await new Reconciliation(writer, TimeProvider.System, NullLogger<Reconciliation>.Instance).EndAll();

        using var signed = new Journal(Signed(folder));
        using var delivered = new Journal(Delivered(folder));
        using var key = new JournalingKey(SoftwareKey.Parse(await File.ReadAllBytesAsync(KeyFile(folder))).Expect(), signed);
        using var issuer = Ca.Core.Issuance.Issuer.Create(
            Certificate.Parse(await File.ReadAllBytesAsync(CertificateFile(folder))).Expect(),
            key,
            new IssuerLocations(["http://sample.invalid/crl"], ["http://sample.invalid/ocsp"], ["http://sample.invalid/ca"])).Expect();
        await Task.WhenAll(Enumerable.Range(0, Sides).Select(_ => Task.Run(() => Issue(issuer, writer, delivered))));
    }

    static async Task Issue(Issuer issuer, Writer writer, Journal delivered)
    {
        var first = true;
        var subject = DistinguishedName.Parse("C=RU, SNILS=11223344595, INN=500100732259, SN=Образцова, GN=Анна Петровна, CN=Образцова Анна").Expect();
        while (true)
        {
            using var citizen = SoftwareKey.Generate(KeyAlgorithm.Parse("ec-p256").Expect());
            var content = CertificateProfile.Shipped["citizen"].Admit(citizen.PublicKey, subject).Expect();
            var register = new DatabaseRegister(writer, TimeProvider.System) { Issuer = Issuer, Actor = "test" };
            var certificate = (await issuer.Issue(content, register, TimeProvider.System.GetUtcNow(), default)).Expect();
            delivered.Write(Convert.ToHexStringLower(SHA256.HashData(certificate.TbsCertificate.Span)));
            if (first)
                Console.WriteLine(UnderLoad);
            first = false;
        }
    }

    sealed class NoRegister : ICertificateRegister
    {
        public Task<Ca.Core.Refusal?> Reserve(Reservation reservation, CancellationToken cancellation) => Task.FromResult<Ca.Core.Refusal?>(null);

        public Task Record(Reservation reservation, Certificate certificate) => Task.CompletedTask;

        public Task RecordNotIssued(Reservation reservation, string reason) => Task.CompletedTask;

        public Task Stop(Reservation reservation, string reason) => throw new InvalidOperationException(reason);
    }
}
