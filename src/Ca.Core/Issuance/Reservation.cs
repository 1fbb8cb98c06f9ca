using Ca.Core.Certificates;
using Ca.Core.Profiles;

namespace Ca.Core.Issuance;

/// <summary>What is about to be signed: durable before the key is touched.</summary>
public sealed record Reservation
{
    /// <summary>The issuer's name.</summary>
    public required DistinguishedName Issuer { get; init; }

    /// <summary>The issuer's key identifier: 20 octets, also of a root that certifies itself.</summary>
    public required ReadOnlyMemory<byte> IssuerKeyIdentifier { get; init; }

    /// <summary>New, and never to be used again whatever happens next.</summary>
    public required SerialNumber SerialNumber { get; init; }

    /// <summary>The octets that will be signed.</summary>
    public required ReadOnlyMemory<byte> TbsCertificate { get; init; }

    /// <summary>From the clock.</summary>
    public required Validity Validity { get; init; }

    /// <summary>What an officer approved.</summary>
    public required CertificateContent Content { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}
