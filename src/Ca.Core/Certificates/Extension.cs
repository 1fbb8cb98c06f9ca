using System.Formats.Asn1;

namespace Ca.Core.Certificates;

/// <summary>An extension of a certificate, CRL or request (RFC 5280 §4.2).</summary>
/// <param name="Oid">Its type.</param>
/// <param name="Critical">Whether whoever does not know it must refuse.</param>
/// <param name="Value">Contents of extnValue.</param>
public sealed record Extension(string Oid, bool Critical, ReadOnlyMemory<byte> Value)
{
    /// <summary>The same type, criticality and octets.</summary>
    public bool Equals(Extension? other) =>
        other is not null && Oid == other.Oid && Critical == other.Critical && Value.Span.SequenceEqual(other.Value.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Oid);
        hash.AddBytes(Value.Span);
        return hash.ToHashCode();
    }

    /// <summary>
    /// Reads one. <c>critical</c> that says FALSE is read, though DER leaves a default out (X.690 §11.5): public authorities have issued
    /// certificates so, and relying parties read them (mozilla::pkix, webpki).
    /// </summary>
    internal static Extension Read(AsnReader reader)
    {
        var parts = reader.ReadSequence();
        var oid = parts.ReadObjectIdentifier();
        var critical = parts.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && parts.ReadBoolean();
        if (!parts.TryReadPrimitiveOctetString(out var value))
            throw new AsnContentException();
        parts.ThrowIfNotEmpty();
        return new(oid, critical, value);
    }

    /// <summary>Writes it.</summary>
    internal void Write(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oid);
            if (Critical)
                writer.WriteBoolean(true);
            writer.WriteOctetString(Value.Span);
        }
    }
}

/// <summary>Bits of KeyUsage by their number in RFC 5280 §4.2.1.3.</summary>
[Flags]
public enum KeyUsages
{
    /// <summary>No bit.</summary>
    None = 0,
    /// <summary>digitalSignature (0).</summary>
    DigitalSignature = 1 << 0,
    /// <summary>nonRepudiation, contentCommitment (1).</summary>
    NonRepudiation = 1 << 1,
    /// <summary>keyEncipherment (2).</summary>
    KeyEncipherment = 1 << 2,
    /// <summary>dataEncipherment (3).</summary>
    DataEncipherment = 1 << 3,
    /// <summary>keyAgreement (4).</summary>
    KeyAgreement = 1 << 4,
    /// <summary>keyCertSign (5).</summary>
    KeyCertSign = 1 << 5,
    /// <summary>cRLSign (6).</summary>
    CrlSign = 1 << 6,
    /// <summary>encipherOnly (7).</summary>
    EncipherOnly = 1 << 7,
    /// <summary>decipherOnly (8).</summary>
    DecipherOnly = 1 << 8,
}

/// <summary>BasicConstraints (RFC 5280 §4.2.1.9).</summary>
/// <param name="IsAuthority">cA.</param>
/// <param name="PathLength">pathLenConstraint, or null.</param>
public sealed record BasicConstraints(bool IsAuthority, int? PathLength);

/// <summary>AuthorityKeyIdentifier (RFC 5280 §4.2.1.1); issuer and serial should come together or not at all.</summary>
/// <param name="KeyIdentifier">keyIdentifier, or null.</param>
/// <param name="Issuer">The directory name of authorityCertIssuer, or null.</param>
/// <param name="SerialNumber">authorityCertSerialNumber, or null.</param>
public sealed record AuthorityKeyIdentifier(ReadOnlyMemory<byte>? KeyIdentifier, DistinguishedName? Issuer, SerialNumber? SerialNumber);

/// <summary>One AccessDescription of AuthorityInformationAccess (RFC 5280 §4.2.2.1).</summary>
/// <param name="Method">OID of the access method.</param>
/// <param name="Location">Where.</param>
public sealed record AccessDescription(string Method, GeneralName Location);

/// <summary>PrivateKeyUsagePeriod (2.5.29.16): when the private key may sign, narrower than the certificate's validity.</summary>
/// <param name="NotBefore">First second, or null.</param>
/// <param name="NotAfter">Last second, or null.</param>
public sealed record PrivateKeyUsagePeriod(DateTimeOffset? NotBefore, DateTimeOffset? NotAfter);

/// <summary>One PolicyInformation (RFC 5280 §4.2.1.4).</summary>
/// <param name="Policy">Its OID.</param>
/// <param name="Qualifiers">DER of policyQualifiers, or null.</param>
public sealed record PolicyInformation(string Policy, ReadOnlyMemory<byte>? Qualifiers);

/// <summary>IssuerSignTool (1.2.643.100.112): names and conformity documents of the tools that the authority works with.</summary>
/// <param name="SignTool">Signature tool of the authority, 1–200 characters.</param>
/// <param name="CaTool">Tool of the authority, 1–200.</param>
/// <param name="SignToolCertificate">Requisites of the first one's conformity document, 1–100.</param>
/// <param name="CaToolCertificate">Requisites of the second one's, 1–100.</param>
public sealed record IssuerSignTool(string SignTool, string CaTool, string SignToolCertificate, string CaToolCertificate);

/// <summary>One DistributionPoint (RFC 5280 §4.2.1.13).</summary>
/// <param name="FullName">The names where the list is, or null.</param>
/// <param name="NameRelativeToIssuer">DER of the RelativeDistinguishedName under its SET tag, or null.</param>
/// <param name="Reasons">The reasons that the list covers, or null for all.</param>
/// <param name="CrlIssuer">Who signs the list, when it is not the certificate's issuer; else null.</param>
public sealed record DistributionPoint(
    IReadOnlyList<GeneralName>? FullName, ReadOnlyMemory<byte>? NameRelativeToIssuer, ReasonFlags? Reasons, IReadOnlyList<GeneralName>? CrlIssuer);

/// <summary>Bits of ReasonFlags by their number in RFC 5280 §4.2.1.13.</summary>
[Flags]
public enum ReasonFlags
{
    /// <summary>No bit.</summary>
    None = 0,
    /// <summary>unused (0).</summary>
    Unused = 1 << 0,
    /// <summary>keyCompromise (1).</summary>
    KeyCompromise = 1 << 1,
    /// <summary>cACompromise (2).</summary>
    CaCompromise = 1 << 2,
    /// <summary>affiliationChanged (3).</summary>
    AffiliationChanged = 1 << 3,
    /// <summary>superseded (4).</summary>
    Superseded = 1 << 4,
    /// <summary>cessationOfOperation (5).</summary>
    CessationOfOperation = 1 << 5,
    /// <summary>certificateHold (6).</summary>
    CertificateHold = 1 << 6,
    /// <summary>privilegeWithdrawn (7).</summary>
    PrivilegeWithdrawn = 1 << 7,
    /// <summary>aACompromise (8).</summary>
    AaCompromise = 1 << 8,
}

/// <summary>NameConstraints (RFC 5280 §4.2.1.10): the bases of subtrees; minimum is 0 and maximum absent, or the whole is refused.</summary>
/// <param name="Permitted">permittedSubtrees, or null when absent.</param>
/// <param name="Excluded">excludedSubtrees, or null when absent.</param>
public sealed record NameConstraints(IReadOnlyList<GeneralName>? Permitted, IReadOnlyList<GeneralName>? Excluded);

/// <summary>One pair of PolicyMappings (RFC 5280 §4.2.1.5).</summary>
/// <param name="IssuerDomainPolicy">The policy of the issuer.</param>
/// <param name="SubjectDomainPolicy">The one that the subject calls the same.</param>
public sealed record PolicyMapping(string IssuerDomainPolicy, string SubjectDomainPolicy);

/// <summary>PolicyConstraints (RFC 5280 §4.2.1.11): how many certificates may still follow.</summary>
/// <param name="RequireExplicitPolicy">requireExplicitPolicy, or null.</param>
/// <param name="InhibitPolicyMapping">inhibitPolicyMapping, or null.</param>
public sealed record PolicyConstraints(int? RequireExplicitPolicy, int? InhibitPolicyMapping);
