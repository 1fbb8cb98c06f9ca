using System.Text.Json;

namespace Ca.Core.Paths;

/// <summary>What a validation came to, in the words of ETSI EN 319 102-1 §5.1.3.</summary>
/// <remarks>Ordered from good to bad, so that the verdict of several findings is their greatest.</remarks>
public enum Indication
{
    /// <summary>TOTAL_PASSED.</summary>
    TotalPassed,
    /// <summary>INDETERMINATE: what is at hand does not suffice to say yes or no.</summary>
    Indeterminate,
    /// <summary>TOTAL_FAILED.</summary>
    TotalFailed,
}

/// <summary>Why, in the words of ETSI EN 319 102-1 table 5 and 6: those that this validator can come to.</summary>
public enum SubIndication
{
    /// <summary>FORMAT_FAILURE: the signature does not conform to its format.</summary>
    FormatFailure,
    /// <summary>HASH_FAILURE: the content is not what was signed.</summary>
    HashFailure,
    /// <summary>SIG_CRYPTO_FAILURE: the signature value is not the signer's over the signed attributes.</summary>
    SigCryptoFailure,
    /// <summary>SIG_CONSTRAINTS_FAILURE: a property of the signature breaks a rule.</summary>
    SigConstraintsFailure,
    /// <summary>CHAIN_CONSTRAINTS_FAILURE: the chain breaks a rule of path validation.</summary>
    ChainConstraintsFailure,
    /// <summary>CERTIFICATE_CHAIN_GENERAL_FAILURE: the chain could not be judged, for want of budget or for another reason.</summary>
    CertificateChainGeneralFailure,
    /// <summary>CRYPTO_CONSTRAINTS_FAILURE: an algorithm or a key size that is not accepted.</summary>
    CryptoConstraintsFailure,
    /// <summary>NO_SIGNING_CERTIFICATE_FOUND.</summary>
    NoSigningCertificateFound,
    /// <summary>NO_CERTIFICATE_CHAIN_FOUND: no chain ends at a trust anchor.</summary>
    NoCertificateChainFound,
    /// <summary>REVOKED_NO_POE: the signer's certificate is revoked, and nothing proves the signature older.</summary>
    RevokedNoPoe,
    /// <summary>REVOKED_CA_NO_POE: so is an authority's above it.</summary>
    RevokedCaNoPoe,
    /// <summary>OUT_OF_BOUNDS_NO_POE: the time judged at is outside a certificate's validity.</summary>
    OutOfBoundsNoPoe,
    /// <summary>TRY_LATER: revocation information is missing or too old; newer may decide.</summary>
    TryLater,
    /// <summary>SIGNED_DATA_NOT_FOUND: the content that was signed is not at hand.</summary>
    SignedDataNotFound,
}

/// <summary>The standard's spelling.</summary>
public static class Words
{
    /// <summary><c>TOTAL_PASSED</c>, <c>INDETERMINATE</c>, <c>TOTAL_FAILED</c>.</summary>
    public static string Word(this Indication indication) => Spell(indication.ToString());

    /// <summary><c>NO_CERTIFICATE_CHAIN_FOUND</c> and the like.</summary>
    public static string Word(this SubIndication subIndication) => Spell(subIndication.ToString());

    /// <summary><c>DAY_OF_CHECKING</c>, <c>GIVEN_BY_REQUESTER</c>, <c>TRUSTED_TIME_STAMP</c>.</summary>
    public static string Word(this JudgementTimeSource source) => Spell(source.ToString());

    static string Spell(string name) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(name);
}
