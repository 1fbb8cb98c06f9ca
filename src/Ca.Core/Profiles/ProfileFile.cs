using System.Text.Json.Serialization;

namespace Ca.Core.Profiles;

/// <summary>A profile as its file spells it; docs/certificate-profile.schema.json says the same, and a test holds the two together.</summary>
sealed record ProfileFile
{
    /// <summary>Where an editor finds the schema; not read here.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    public required string Name { get; init; }

    public required int Version { get; init; }

    /// <summary>For who reads the file.</summary>
    public string? Description { get; init; }

    public IssuerFile Issuer { get; init; } = new();

    public required IReadOnlyList<string> KeyAlgorithms { get; init; }

    public required string Validity { get; init; }

    public string? PrivateKeyUsagePeriod { get; init; }

    /// <summary>The allow-list, in the order of the name.</summary>
    public required IReadOnlyList<AttributeFile> Subject { get; init; }

    public required ExtensionsFile Extensions { get; init; }

    public sealed record IssuerFile
    {
        public bool SelfSigned { get; init; }

        public IReadOnlyList<IssuerKey> Keys { get; init; } = [];

        public IReadOnlyList<string> Names { get; init; } = [];
    }

    /// <summary>Families of issuers' keys.</summary>
    public enum IssuerKey
    {
        Rsa,
        Ec,
        Ed25519,
        [JsonStringEnumMemberName("gost2012-256")]
        Gost256,
        [JsonStringEnumMemberName("gost2012-512")]
        Gost512,
    }

    public sealed record AttributeFile
    {
        public required string Attribute { get; init; }

        public required Presence Presence { get; init; }

        public string? Value { get; init; }

        public StringType? StringType { get; init; }

        public int? MinimumLength { get; init; }

        public int? MaximumLength { get; init; }

        public NumberCheck? Check { get; init; }
    }

    public enum StringType
    {
        Utf8,
        Printable,
        Ia5,
        Numeric,
    }

    public sealed record ExtensionsFile
    {
        public BasicConstraintsFile? BasicConstraints { get; init; }

        public required IReadOnlyList<Usage> KeyUsage { get; init; }

        public ExtendedKeyUsageFile? ExtendedKeyUsage { get; init; }

        public AlternativeNamesFile? SubjectAlternativeName { get; init; }

        public IReadOnlyList<string> CertificatePolicies { get; init; } = [];

        public string? SubjectSignTool { get; init; }

        public IssuerSignToolFile? IssuerSignTool { get; init; }

        public IdentificationKind? IdentificationKind { get; init; }

        public bool OcspNoCheck { get; init; }

        public AuthorityKey? AuthorityKeyIdentifier { get; init; }

        public bool CrlDistributionPoints { get; init; }

        public IReadOnlyList<Access> AuthorityInformationAccess { get; init; } = [];
    }

    public sealed record BasicConstraintsFile
    {
        public required bool Authority { get; init; }

        public int? PathLength { get; init; }
    }

    /// <summary>In the order of the bits (RFC 5280 §4.2.1.3).</summary>
    public enum Usage
    {
        DigitalSignature,
        NonRepudiation,
        KeyEncipherment,
        DataEncipherment,
        KeyAgreement,
        KeyCertSign,
        CrlSign,
        EncipherOnly,
        DecipherOnly,
    }

    public sealed record ExtendedKeyUsageFile
    {
        public bool Critical { get; init; }

        public required IReadOnlyList<string> Purposes { get; init; }
    }

    public sealed record AlternativeNamesFile
    {
        public CountFile? Dns { get; init; }

        public CountFile? IpAddress { get; init; }

        public CountFile? Email { get; init; }

        public CountFile? Uri { get; init; }
    }

    public sealed record CountFile
    {
        public required int Minimum { get; init; }

        public required int Maximum { get; init; }
    }

    public sealed record IssuerSignToolFile
    {
        public required string SignTool { get; init; }

        public required string CaTool { get; init; }

        public required string SignToolCertificate { get; init; }

        public required string CaToolCertificate { get; init; }
    }

    /// <summary>How the applicant was identified, by its number (order 795 of the FSB, edition of 2021).</summary>
    public enum IdentificationKind
    {
        Personal,
        RemoteCertificate,
        RemotePassport,
        RemoteSystem,
    }

    public enum AuthorityKey
    {
        Key,
        KeyAndCertificate,
    }

    public enum Access
    {
        Ocsp,
        CaIssuers,
    }
}
