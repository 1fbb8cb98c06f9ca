using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Ca.Api.Storage.Migrations;

/// <summary>The log is only added to, and no serial number is ever forgotten: held by the database too, against our own mistakes.</summary>
[DbContext(typeof(CaDbContext))]
[Migration("20260101000001_NothingIsDeleted")]
public sealed class NothingIsDeleted : Migration
{
    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            CREATE TRIGGER AuditEvents_are_kept BEFORE DELETE ON AuditEvents
            BEGIN SELECT RAISE(ABORT, 'An audit event is never deleted.'); END;
            CREATE TRIGGER AuditEvents_stay BEFORE UPDATE OF Sequence, Time, Actor, Act, Target, Facts, Digest, Previous, Hash ON AuditEvents
            BEGIN SELECT RAISE(ABORT, 'An audit event is never changed, only its salt erased.'); END;
            CREATE TRIGGER Certificates_are_kept BEFORE DELETE ON Certificates
            BEGIN SELECT RAISE(ABORT, 'A serial number is never forgotten.'); END;
            CREATE TRIGGER BlockedKeys_are_kept BEFORE DELETE ON BlockedKeys
            BEGIN SELECT RAISE(ABORT, 'A compromised key stays compromised.'); END;
            """);
    }

    /// <inheritdoc/>
    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        DROP TRIGGER AuditEvents_are_kept; DROP TRIGGER AuditEvents_stay; DROP TRIGGER Certificates_are_kept; DROP TRIGGER BlockedKeys_are_kept;
        """);
}
