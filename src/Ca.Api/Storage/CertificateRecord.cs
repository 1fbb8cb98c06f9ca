using Ca.Core.Certificates;

namespace Ca.Api.Storage;

/// <summary>How far a serial number has come.</summary>
public enum CertificateState
{
    /// <summary>The key may be signing it now. OCSP knows nothing of it.</summary>
    Reserved,
    /// <summary>The certificate exists.</summary>
    Issued,
    /// <summary>It will never exist: signing failed, or the process died before the certificate was recorded.</summary>
    NotIssued,
    /// <summary>It exists and we have lost it: the database is an older one, put back, and only a published revocation list still names it.</summary>
    Lost,
}

/// <summary>One serial number with the certificate that has it.</summary>
public sealed class CertificateRecord
{
    /// <summary>Rises; pages are cut by it.</summary>
    public long Id { get; init; }

    /// <summary>By the name the authority's configuration calls it.</summary>
    public required string Issuer { get; init; }

    public required SerialNumber SerialNumber { get; init; }

    public required CertificateState State { get; set; }

    /// <summary>The application it was issued for; null for what the authority issues to itself.</summary>
    public required Guid? ApplicationId { get; init; }

    /// <summary>As text, for lists.</summary>
    public required string Subject { get; init; }

    /// <summary>Name and version of the profile.</summary>
    public required string Profile { get; init; }

    /// <summary>SHA-256 of the profile's file.</summary>
    public required string ProfileHash { get; init; }

    /// <summary><see cref="Ca.Core.Keys.PublicKey.Identity"/>.</summary>
    public required string KeyIdentity { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>What was about to be signed.</summary>
    public required byte[] TbsCertificate { get; init; }

    /// <summary>DER; null unless issued.</summary>
    public byte[]? Encoded { get; set; }

    /// <summary>What is left of a certificate of which nothing but its entry on a list came through: it was valid within its issuer's time.</summary>
    public static CertificateRecord OfLost(string issuer, SerialNumber serialNumber, Validity ofIssuer) => new()
    {
        Issuer = issuer,
        SerialNumber = serialNumber,
        State = CertificateState.Lost,
        ApplicationId = null,
        Subject = "",
        Profile = "",
        ProfileHash = "",
        // Unknown, and so another one than that of any other certificate.
        KeyIdentity = $"lost:{issuer}/{serialNumber}",
        NotBefore = ofIssuer.NotBefore,
        NotAfter = ofIssuer.NotAfter,
        TbsCertificate = [],
    };
}

/// <summary>Something that a certificate can be found by: from each word of its subject's values to the value's end, in upper case.</summary>
/// <remarks>"Иванов Иван" is found by "иванов и" and by "иван", both from an index; a search inside of words would read every row.</remarks>
public sealed record SubjectTerm(string Term, long CertificateId)
{
    /// <summary>Longer values are found by their beginning: no attribute but a title may be longer (RFC 5280 appendix A.1).</summary>
    public const int MaxLength = 64;

    public static IEnumerable<string> Of(DistinguishedName subject) => subject.Attributes
        .Select(a => Normal(a.Value))
        .SelectMany(value => Starts(value).Select(at => value[at..Math.Min(value.Length, at + MaxLength)]))
        .Distinct();

    /// <summary>As terms are kept and asked for.</summary>
    public static string Normal(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();

    static IEnumerable<int> Starts(string value) => Enumerable.Range(0, value.Length).Where(i => i == 0 || value[i - 1] == ' ');
}

/// <summary>A key that is never certified again, since somebody else has it.</summary>
public sealed record BlockedKey(string KeyIdentity, DateTimeOffset BlockedAt);

/// <summary>The last number that a CRL of this issuer had.</summary>
public sealed class CrlNumber
{
    public required string Issuer { get; init; }

    public required long Number { get; set; }
}
