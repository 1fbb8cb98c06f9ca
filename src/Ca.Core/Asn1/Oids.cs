namespace Ca.Core.Asn1;

/// <summary>Every object identifier once, with its source.</summary>
public static class Oids
{
    // Keys: RFC 8017 A.1, RFC 5480 §2.1.1, RFC 8410 §3, RFC 9215 §4
    internal const string RsaEncryption = "1.2.840.113549.1.1.1";
    internal const string EcPublicKey = "1.2.840.10045.2.1";
    internal const string Dsa = "1.2.840.10040.4.1";
    internal const string P256 = "1.2.840.10045.3.1.7";
    internal const string P384 = "1.3.132.0.34";
    internal const string P521 = "1.3.132.0.35";
    internal const string Ed25519 = "1.3.101.112";
    internal const string Gost2012Key256 = "1.2.643.7.1.1.1.1";
    internal const string Gost2012Key512 = "1.2.643.7.1.1.1.2";

    // GOST parameter sets: RFC 9215 §4.1, RFC 7836 appendix A, RFC 4357 §11.4
    internal const string Gost256A = "1.2.643.7.1.2.1.1.1";
    internal const string Gost256B = "1.2.643.7.1.2.1.1.2";
    internal const string Gost256C = "1.2.643.7.1.2.1.1.3";
    internal const string Gost256D = "1.2.643.7.1.2.1.1.4";
    internal const string GostCryptoProTest = "1.2.643.2.2.35.0";
    internal const string GostCryptoProA = "1.2.643.2.2.35.1";
    internal const string GostCryptoProB = "1.2.643.2.2.35.2";
    internal const string GostCryptoProC = "1.2.643.2.2.35.3";
    internal const string GostCryptoProXchA = "1.2.643.2.2.36.0";
    internal const string GostCryptoProXchB = "1.2.643.2.2.36.1";
    internal const string Gost512Test = "1.2.643.7.1.2.1.2.0";
    internal const string Gost512A = "1.2.643.7.1.2.1.2.1";
    internal const string Gost512B = "1.2.643.7.1.2.1.2.2";
    internal const string Gost512C = "1.2.643.7.1.2.1.2.3";

    // Digests: RFC 8017 appendix B.1, RFC 3279 §2.1, RFC 9215 §2
    internal const string Md5 = "1.2.840.113549.2.5";
    internal const string Sha1 = "1.3.14.3.2.26";
    internal const string Sha224 = "2.16.840.1.101.3.4.2.4";
    internal const string Sha256 = "2.16.840.1.101.3.4.2.1";
    internal const string Sha384 = "2.16.840.1.101.3.4.2.2";
    internal const string Sha512 = "2.16.840.1.101.3.4.2.3";
    internal const string Streebog256 = "1.2.643.7.1.1.2.2";
    internal const string Streebog512 = "1.2.643.7.1.1.2.3";

    // Signatures: RFC 8017 A.2, RFC 5758 §3.2, RFC 8410 §3, RFC 9215 §3
    internal const string Md5WithRsa = "1.2.840.113549.1.1.4";
    internal const string Sha1WithRsa = "1.2.840.113549.1.1.5";
    internal const string Sha224WithRsa = "1.2.840.113549.1.1.14";
    internal const string Sha256WithRsa = "1.2.840.113549.1.1.11";
    internal const string Sha384WithRsa = "1.2.840.113549.1.1.12";
    internal const string Sha512WithRsa = "1.2.840.113549.1.1.13";
    internal const string RsaPss = "1.2.840.113549.1.1.10";
    internal const string Mgf1 = "1.2.840.113549.1.1.8";
    internal const string EcdsaWithSha1 = "1.2.840.10045.4.1";
    internal const string EcdsaWithSha224 = "1.2.840.10045.4.3.1";
    internal const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";
    internal const string EcdsaWithSha384 = "1.2.840.10045.4.3.3";
    internal const string EcdsaWithSha512 = "1.2.840.10045.4.3.4";
    internal const string DsaWithSha1 = "1.2.840.10040.4.3";
    internal const string DsaWithSha224 = "2.16.840.1.101.3.4.3.1";
    internal const string DsaWithSha256 = "2.16.840.1.101.3.4.3.2";
    internal const string Gost2012With256 = "1.2.643.7.1.1.3.2";
    internal const string Gost2012With512 = "1.2.643.7.1.1.3.3";

    // Attribute types of names: RFC 4519, RFC 5280 appendix A.1, RFC 9215 §5 and order 795 of the FSB
    /// <summary>commonName (RFC 4519 §2.3).</summary>
    public const string CommonName = "2.5.4.3";
    /// <summary>surname (RFC 4519 §2.32).</summary>
    public const string Surname = "2.5.4.4";
    /// <summary>serialNumber of a name, not of a certificate (RFC 4519 §2.31).</summary>
    public const string NameSerialNumber = "2.5.4.5";
    /// <summary>countryName (RFC 4519 §2.2): PrintableString of two letters.</summary>
    public const string Country = "2.5.4.6";
    /// <summary>localityName (RFC 4519 §2.16).</summary>
    public const string Locality = "2.5.4.7";
    /// <summary>stateOrProvinceName (RFC 4519 §2.33).</summary>
    public const string StateOrProvince = "2.5.4.8";
    /// <summary>streetAddress (RFC 4519 §2.34).</summary>
    public const string StreetAddress = "2.5.4.9";
    /// <summary>organizationName (RFC 4519 §2.19).</summary>
    public const string Organization = "2.5.4.10";
    /// <summary>organizationalUnitName (RFC 4519 §2.20).</summary>
    public const string OrganizationalUnit = "2.5.4.11";
    /// <summary>title (RFC 4519 §2.38).</summary>
    public const string Title = "2.5.4.12";
    /// <summary>givenName: name and patronymic (RFC 4519 §2.12).</summary>
    public const string GivenName = "2.5.4.42";
    /// <summary>pseudonym (RFC 5280 appendix A.1).</summary>
    public const string Pseudonym = "2.5.4.65";
    /// <summary>domainComponent (RFC 4519 §2.4): IA5String.</summary>
    public const string DomainComponent = "0.9.2342.19200300.100.1.25";
    /// <summary>emailAddress (RFC 5280 §4.1.2.6): IA5String.</summary>
    public const string EmailAddress = "1.2.840.113549.1.9.1";
    /// <summary>ОГРН: NumericString of 13 (RFC 9215 §5).</summary>
    public const string Ogrn = "1.2.643.100.1";
    /// <summary>СНИЛС: NumericString of 11 (RFC 9215 §5).</summary>
    public const string Snils = "1.2.643.100.3";
    /// <summary>ИНН of a legal entity: NumericString of 10 (order 795, edition of 2021).</summary>
    public const string InnLegalEntity = "1.2.643.100.4";
    /// <summary>ОГРНИП: NumericString of 15 (RFC 9215 §5).</summary>
    public const string Ogrnip = "1.2.643.100.5";
    /// <summary>ИНН: NumericString of 12 (RFC 9215 §5).</summary>
    public const string Inn = "1.2.643.3.131.1.1";

    // Extensions of certificates and CRLs: RFC 5280 §4.2 and §5.2, RFC 6960 §4.2.2.2.1, RFC 9215 §5
    internal const string SubjectDirectoryAttributes = "2.5.29.9";
    internal const string SubjectKeyIdentifier = "2.5.29.14";
    internal const string KeyUsage = "2.5.29.15";
    internal const string PrivateKeyUsagePeriod = "2.5.29.16";
    internal const string SubjectAlternativeName = "2.5.29.17";
    internal const string IssuerAlternativeName = "2.5.29.18";
    internal const string BasicConstraints = "2.5.29.19";
    internal const string CrlNumber = "2.5.29.20";
    internal const string ReasonCode = "2.5.29.21";
    internal const string InvalidityDate = "2.5.29.24";
    internal const string DeltaCrlIndicator = "2.5.29.27";
    internal const string IssuingDistributionPoint = "2.5.29.28";
    internal const string CertificateIssuer = "2.5.29.29";
    internal const string NameConstraints = "2.5.29.30";
    internal const string CrlDistributionPoints = "2.5.29.31";
    internal const string CertificatePolicies = "2.5.29.32";
    /// <summary>anyPolicy (RFC 5280 §4.2.1.4).</summary>
    public const string AnyPolicy = "2.5.29.32.0";
    internal const string CpsQualifier = "1.3.6.1.5.5.7.2.1";
    internal const string UserNoticeQualifier = "1.3.6.1.5.5.7.2.2";
    internal const string PolicyMappings = "2.5.29.33";
    internal const string AuthorityKeyIdentifier = "2.5.29.35";
    internal const string PolicyConstraints = "2.5.29.36";
    internal const string ExtendedKeyUsage = "2.5.29.37";
    internal const string FreshestCrl = "2.5.29.46";
    internal const string InhibitAnyPolicy = "2.5.29.54";
    internal const string ExpiredCertsOnCrl = "2.5.29.60"; // X.509 (2019) §9.5.2.8
    internal const string AuthorityInformationAccess = "1.3.6.1.5.5.7.1.1";
    internal const string AccessOcsp = "1.3.6.1.5.5.7.48.1";
    internal const string AccessCaIssuers = "1.3.6.1.5.5.7.48.2";
    internal const string NoRevocationAvailable = "2.5.29.56";
    internal const string OcspNoCheck = "1.3.6.1.5.5.7.48.1.5";
    internal const string QcStatements = "1.3.6.1.5.5.7.1.3";
    internal const string SubjectSignTool = "1.2.643.100.111";
    internal const string IssuerSignTool = "1.2.643.100.112";
    internal const string IdentificationKind = "1.2.643.100.114";

    // Extended key usages: RFC 5280 §4.2.1.12, RFC 6960 §4.2.2.2, RFC 3161 §2.3
    /// <summary>anyExtendedKeyUsage.</summary>
    public const string AnyExtendedKeyUsage = "2.5.29.37.0";
    /// <summary>id-kp-serverAuth.</summary>
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    /// <summary>id-kp-clientAuth.</summary>
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    /// <summary>id-kp-emailProtection.</summary>
    public const string EmailProtection = "1.3.6.1.5.5.7.3.4";
    /// <summary>id-kp-timeStamping.</summary>
    public const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    /// <summary>id-kp-OCSPSigning.</summary>
    public const string OcspSigning = "1.3.6.1.5.5.7.3.9";
    /// <summary>Our own, from the arc that needs no registration (X.667): signs verdicts for this authority (docs/decisions/0017-kept-verdicts.md).</summary>
    public const string VerdictSigning = "2.25.243639212709190136398167438080287179158";

    // OCSP: RFC 6960 §4.2.1 and §4.4
    internal const string OcspBasic = "1.3.6.1.5.5.7.48.1.1";
    internal const string OcspNonce = "1.3.6.1.5.5.7.48.1.2";
    internal const string OcspArchiveCutoff = "1.3.6.1.5.5.7.48.1.6";

    // CMS and its attributes: RFC 5652 §4, §5, §11; RFC 5035 §3; RFC 2985 §5.4
    internal const string CmsData = "1.2.840.113549.1.7.1";
    internal const string CmsSignedData = "1.2.840.113549.1.7.2";
    internal const string ContentType = "1.2.840.113549.1.9.3";
    internal const string MessageDigest = "1.2.840.113549.1.9.4";
    internal const string SigningTime = "1.2.840.113549.1.9.5";
    internal const string CmsAlgorithmProtection = "1.2.840.113549.1.9.52"; // RFC 6211 §2
    internal const string SigningCertificate = "1.2.840.113549.1.9.16.2.12";
    internal const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";
    internal const string TimeStampTokenContent = "1.2.840.113549.1.9.16.1.4"; // id-ct-TSTInfo, RFC 3161 §2.4.2
    internal const string SignatureTimeStamp = "1.2.840.113549.1.9.16.2.14"; // RFC 3161 appendix A
    internal const string CounterSignature = "1.2.840.113549.1.9.6"; // RFC 5652 §11.4
    internal const string OcspInCms = "1.3.6.1.5.5.7.16.2"; // id-ri-ocsp-response, RFC 5940 §2.1

    // Attributes of CAdES: RFC 5126 §5 and §6, ETSI EN 319 122-1 §5.5 and annex A
    internal const string SignaturePolicy = "1.2.840.113549.1.9.16.2.15";
    internal const string ContentTimeStamp = "1.2.840.113549.1.9.16.2.20";
    internal const string CertificateReferences = "1.2.840.113549.1.9.16.2.21";
    internal const string RevocationReferences = "1.2.840.113549.1.9.16.2.22";
    internal const string CertificateValues = "1.2.840.113549.1.9.16.2.23";
    internal const string AdobeRevocationInfo = "1.2.840.113583.1.1.8";
    internal const string RevocationValues = "1.2.840.113549.1.9.16.2.24";
    internal const string SignatureAndReferencesTimeStamp = "1.2.840.113549.1.9.16.2.25"; // id-aa-ets-escTimeStamp
    internal const string ReferencesTimeStamp = "1.2.840.113549.1.9.16.2.26"; // id-aa-ets-certCRLTimestamp
    internal const string ArchiveTimeStamp1 = "1.2.840.113549.1.9.16.2.27";
    internal const string ArchiveTimeStamp2 = "1.2.840.113549.1.9.16.2.48";
    internal const string ArchiveTimeStamp3 = "0.4.0.1733.2.4";
    internal const string ArchiveHashIndex1 = "0.4.0.1733.2.5"; // ats-hash-index, TS 101 733 §6.4.2
    internal const string ArchiveHashIndex2 = "0.4.0.19122.1.4";
    internal const string ArchiveHashIndex3 = "0.4.0.19122.1.5";
    internal const string ExtensionRequest = "1.2.840.113549.1.9.14";
    internal const string ChallengePassword = "1.2.840.113549.1.9.7";

    // Encrypted private keys: RFC 8018 appendices A and B, NIST's register of algorithms
    internal const string Pbes2 = "1.2.840.113549.1.5.13";
    internal const string Pbkdf2 = "1.2.840.113549.1.5.12";
    internal const string HmacWithSha1 = "1.2.840.113549.2.7";
    internal const string HmacWithSha256 = "1.2.840.113549.2.9";
    internal const string HmacWithSha384 = "1.2.840.113549.2.10";
    internal const string HmacWithSha512 = "1.2.840.113549.2.11";
    internal const string Aes128Cbc = "2.16.840.1.101.3.4.1.2";
    internal const string Aes192Cbc = "2.16.840.1.101.3.4.1.22";
    internal const string Aes256Cbc = "2.16.840.1.101.3.4.1.42";

    // PKCS #12: RFC 7292 §4 and appendix D, RFC 5652 §8, RFC 2985 §5.5
    internal const string CmsEncryptedData = "1.2.840.113549.1.7.6";
    internal const string KeyBag = "1.2.840.113549.1.12.10.1.1";
    internal const string ShroudedKeyBag = "1.2.840.113549.1.12.10.1.2";
    internal const string CertificateBag = "1.2.840.113549.1.12.10.1.3";
    internal const string X509Certificate = "1.2.840.113549.1.9.22.1";
    internal const string LocalKeyId = "1.2.840.113549.1.9.21";

    /// <summary>Whether the text is an object identifier in numbers and dots (X.660 §7.6).</summary>
    public static bool IsDotted(string text)
    {
        var arcs = text.Split('.');
        return arcs.Length >= 2
            // 39 digits hold 128 bits: what the platform reads and what a UUID needs (X.667).
            && arcs.All(a => a.Length is > 0 and <= 39 && a.All(char.IsAsciiDigit) && (a == "0" || a[0] != '0'))
            && arcs[0] is ("0" or "1" or "2")
            && (arcs[0] == "2" || arcs[1].Length == 1 || arcs[1].Length == 2 && arcs[1][0] < '4');
    }
}
