namespace Ca.Api.Issuers;

/// <summary><c>issuers/&lt;name&gt;/issuer.json</c>: what an operator says about an issuer, beside its certificate and key.</summary>
sealed record IssuerFile
{
    /// <summary>A few names and addresses.</summary>
    public const int MaxOctets = 64 * 1024;

    /// <summary>
    /// Where relying parties reach this authority, nearest first; from each follow the addresses of the certificate, the CRL and the
    /// OCSP responder that stand in what is issued. Several are mirrors.
    /// </summary>
    public required IReadOnlyList<Uri> PublicUrls { get; init; }

    /// <summary>The file with the passphrase of <c>key.pem</c>, relative to the data directory.</summary>
    public required string PassphraseFile { get; init; }

    /// <summary>Names of the profiles this issuer may issue under.</summary>
    public required IReadOnlyList<string> Profiles { get; init; }

    /// <summary>What it signs with, where its kind of key leaves a choice (<c>rsa-pss-sha256</c>).</summary>
    public string? SignatureAlgorithm { get; init; }
}
