using System.Text.Json;
using Ca.Api.Officers;
using Ca.Core.Audit;
using Ca.Core.Certificates;
using Ca.Core.Profiles;
using Ca.Core.Registration;
using Ca.Core.Revocation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Ca.Api.Storage;

/// <summary>Everything that the authority has to remember. Domain types are rows as they are; nothing is changed but through <see cref="Writer"/>.</summary>
public sealed class CaDbContext(DbContextOptions<CaDbContext> options) : DbContext(options)
{
    /// <summary>Certificate applications.</summary>
    public DbSet<CertificateApplication> Applications => Set<CertificateApplication>();

    /// <summary>Every serial number that was ever reserved.</summary>
    public DbSet<CertificateRecord> Certificates => Set<CertificateRecord>();

    /// <summary>What certificates can be found by: see <see cref="SubjectTerm"/>.</summary>
    public DbSet<SubjectTerm> SubjectTerms => Set<SubjectTerm>();

    /// <summary>The revoked and held ones, in a narrow table of their own: CRL and OCSP read nothing else.</summary>
    public DbSet<Revocation> Revocations => Set<Revocation>();

    /// <summary>Keys that are never certified again.</summary>
    public DbSet<BlockedKey> BlockedKeys => Set<BlockedKey>();

    /// <summary>Issuers that sign nothing more.</summary>
    public DbSet<IssuanceStop> IssuanceStops => Set<IssuanceStop>();

    /// <summary>Who may come through the officers' listener.</summary>
    public DbSet<OfficerCertificate> OfficerCertificates => Set<OfficerCertificate>();

    /// <summary>Answers that are given again to the same request.</summary>
    public DbSet<KeptAnswer> KeptAnswers => Set<KeptAnswer>();

    /// <summary>Verdicts that can be fetched again.</summary>
    public DbSet<KeptVerdict> KeptVerdicts => Set<KeptVerdict>();

    /// <summary>How much they take.</summary>
    public DbSet<VerdictRoom> VerdictRooms => Set<VerdictRoom>();

    /// <summary>The last CRL number each issuer has used.</summary>
    public DbSet<CrlNumber> CrlNumbers => Set<CrlNumber>();

    /// <summary>The audit log.</summary>
    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();

    /// <summary>The column that pages of applications are cut by.</summary>
    internal const string Number = "Number";

    /// <summary>How far the log reaches in this transaction; null before the first <see cref="Audit"/>.</summary>
    internal AuditHead? AuditHead { get; set; }

    /// <summary>Adds an event to the log. It is saved with what it tells of, in the same transaction, or not at all.</summary>
    public async Task Audit(AuditEntry entry)
    {
        AuditHead ??= await AuditEvents.OrderByDescending(e => e.Sequence)
            .Select(e => new AuditHead(e.Sequence, e.Hash)).FirstOrDefaultAsync() ?? AuditHead.Empty;
        var next = AuditEvent.After(AuditHead, entry);
        AuditEvents.Add(next);
        AuditHead = next.Head;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<SerialNumber>().HaveConversion<SerialNumberText>();
        configurationBuilder.Properties<ContentHash>().HaveConversion<ContentHashText>();
        configurationBuilder.Properties<CertificateContent>().HaveConversion<ContentOctets>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<CertificateApplication>(row =>
        {
            // Pages are cut by a number that rises; what the application is called says nothing about how many there are.
            row.Property<long>(Number).ValueGeneratedOnAdd();
            row.HasKey(Number);
            row.HasAlternateKey(a => a.Id);
            row.HasIndex(nameof(CertificateApplication.State), Number);
            row.Property(a => a.State).HasConversion<string>().IsConcurrencyToken();
        });
        modelBuilder.Entity<CertificateRecord>(row =>
        {
            row.HasKey(c => c.Id);
            row.HasAlternateKey(c => new { c.Issuer, c.SerialNumber });
            row.HasIndex(c => c.SerialNumber);
            row.HasIndex(c => c.KeyIdentity);
            // Two certificates for one application cannot be stored, whatever the code above does.
            row.HasIndex(c => c.ApplicationId).IsUnique().HasFilter($"\"State\" <> '{nameof(CertificateState.NotIssued)}'");
            row.HasIndex(c => new { c.State, c.Id });
            row.Property(c => c.State).HasConversion<string>().IsConcurrencyToken();
        });
        modelBuilder.Entity<SubjectTerm>(row =>
        {
            row.HasKey(t => new { t.Term, t.CertificateId });
            row.HasOne<CertificateRecord>().WithMany().HasForeignKey(t => t.CertificateId).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<Revocation>(row =>
        {
            row.HasKey(r => new { r.Issuer, r.SerialNumber });
            row.HasOne<CertificateRecord>().WithOne().HasForeignKey<Revocation>(r => new { r.Issuer, r.SerialNumber })
                .HasPrincipalKey<CertificateRecord>(c => new { c.Issuer, c.SerialNumber }).OnDelete(DeleteBehavior.Restrict);
            row.Property(r => r.Reason).IsConcurrencyToken();
        });
        modelBuilder.Entity<IssuanceStop>().HasKey(s => s.Issuer);
        modelBuilder.Entity<OfficerCertificate>(row =>
        {
            row.HasKey(o => o.Fingerprint);
            row.Property(o => o.Role).HasConversion<string>();
            row.Ignore(o => o.Officer);
        });
        modelBuilder.Entity<KeptAnswer>(row =>
        {
            row.HasKey(a => new { a.Officer, a.Key });
            row.HasIndex(a => a.KeptAt);
        });
        modelBuilder.Entity<KeptVerdict>(row =>
        {
            row.HasKey(v => v.Id);
            // Holds all that is asked when the expired ones are looked for, so that no verdict is read for it.
            row.HasIndex(v => new { v.ExpiresAt, v.Octets, v.Id });
        });
        modelBuilder.Entity<VerdictRoom>(row =>
        {
            row.HasKey(r => r.Id);
            row.Property(r => r.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<BlockedKey>().HasKey(k => k.KeyIdentity);
        modelBuilder.Entity<CrlNumber>(row =>
        {
            row.HasKey(n => n.Issuer);
            row.Property(n => n.Number).IsConcurrencyToken();
        });
        modelBuilder.Entity<AuditEvent>(row =>
        {
            row.HasKey(e => e.Sequence);
            row.Property(e => e.Sequence).ValueGeneratedNever();
            row.Property(e => e.Facts).HasConversion(
                facts => JsonSerializer.Serialize(facts, default(JsonSerializerOptions)),
                text => JsonSerializer.Deserialize<Dictionary<string, string>>(text, default(JsonSerializerOptions))!,
                new ValueComparer<IReadOnlyDictionary<string, string>>(favorStructuralComparisons: false));
            row.Ignore(e => e.Head);
        });
    }

    sealed class ContentHashText() : ValueConverter<ContentHash, string>(h => h.Hex, t => ContentHash.Parse(t).Expect());

    sealed class ContentOctets() : ValueConverter<CertificateContent, byte[]>(c => c.Encode(), o => CertificateContent.Parse(o).Expect());

    sealed class SerialNumberText() : ValueConverter<SerialNumber, string>(s => s.ToString(), t => SerialNumber.Parse(t).Expect());

    /// <summary>SQLite has no time type that sorts with its offset; a number sorts.</summary>
    sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(t => t.ToUnixTimeMilliseconds(), n => DateTimeOffset.FromUnixTimeMilliseconds(n));
}
