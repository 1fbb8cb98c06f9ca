using System.Formats.Asn1;
using Ca.Core.Asn1;

namespace Ca.Core.Certificates;

/// <summary>
/// Makes the extensions that we issue, each in the one encoding its standard gives it, critical as RFC 5280 §4.2 has it; who needs it
/// otherwise writes <c>with { Critical = … }</c>.
/// </summary>
public static class ExtensionWriter
{
    /// <summary>basicConstraints, critical (RFC 5280 §4.2.1.9).</summary>
    public static Extension BasicConstraints(BasicConstraints constraints) => Make(Oids.BasicConstraints, true, writer =>
    {
        using (writer.PushSequence())
        {
            if (constraints.IsAuthority)
                writer.WriteBoolean(true);
            if (constraints.PathLength is { } pathLength)
                writer.WriteInteger(pathLength);
        }
    });

    /// <summary>keyUsage, critical (RFC 5280 §4.2.1.3).</summary>
    public static Extension KeyUsage(KeyUsages usages) => Make(Oids.KeyUsage, true, writer => writer.WriteNamedBitList(usages));

    /// <summary>extKeyUsage, not critical (RFC 5280 §4.2.1.12).</summary>
    public static Extension ExtendedKeyUsage(IEnumerable<string> oids) => Make(Oids.ExtendedKeyUsage, false, writer =>
    {
        using (writer.PushSequence())
            foreach (var oid in oids)
                writer.WriteObjectIdentifier(oid);
    });

    /// <summary>subjectKeyIdentifier (RFC 5280 §4.2.1.2).</summary>
    public static Extension SubjectKeyIdentifier(ReadOnlyMemory<byte> keyIdentifier) =>
        Make(Oids.SubjectKeyIdentifier, false, writer => writer.WriteOctetString(keyIdentifier.Span));

    /// <summary>
    /// authorityKeyIdentifier (RFC 5280 §4.2.1.1). Issuer and serial are the issuer's own issuer and serial: so order 795 wants the
    /// number of the authority's certificate named.
    /// </summary>
    public static Extension AuthorityKeyIdentifier(
        ReadOnlyMemory<byte> keyIdentifier, DistinguishedName? issuer = null, SerialNumber? serialNumber = null) =>
        Make(Oids.AuthorityKeyIdentifier, false, writer =>
        {
            using (writer.PushSequence())
            {
                writer.WriteOctetString(keyIdentifier.Span, Context(0));
                if (issuer is not null)
                    using (writer.PushSequence(Context(1)))
                        GeneralName.Of(issuer).Write(writer);
                if (serialNumber is { } serial)
                    writer.WriteInteger(serial.Octets, Context(2));
            }
        });

    /// <summary>cRLDistributionPoints: one point for each URL (RFC 5280 §4.2.1.13).</summary>
    // Mirrors could share one point, but then a reader may take one URL and stop (OpenSSL's apps do).
    public static Extension CrlDistributionPoints(IEnumerable<string> urls) => Make(Oids.CrlDistributionPoints, false, writer =>
    {
        using (writer.PushSequence())
            foreach (var url in urls)
                using (writer.PushSequence())
                using (writer.PushSequence(Context(0)))
                using (writer.PushSequence(Context(0)))
                    GeneralName.Of(GeneralNameKind.Uri, url).Write(writer);
    });

    /// <summary>authorityInfoAccess (RFC 5280 §4.2.2.1).</summary>
    public static Extension AuthorityInformationAccess(IEnumerable<string> ocspUrls, IEnumerable<string> caIssuersUrls) =>
        Make(Oids.AuthorityInformationAccess, false, writer =>
        {
            using (writer.PushSequence())
                foreach (var (method, url) in ocspUrls.Select(u => (Oids.AccessOcsp, u)).Concat(caIssuersUrls.Select(u => (Oids.AccessCaIssuers, u))))
                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier(method);
                        GeneralName.Of(GeneralNameKind.Uri, url).Write(writer);
                    }
        });

    /// <summary>certificatePolicies without qualifiers (RFC 5280 §4.2.1.4).</summary>
    public static Extension Policies(IEnumerable<string> oids) => Make(Oids.CertificatePolicies, false, writer =>
    {
        using (writer.PushSequence())
            foreach (var oid in oids)
                using (writer.PushSequence())
                    writer.WriteObjectIdentifier(oid);
    });

    /// <summary>privateKeyUsagePeriod (RFC 3280 §4.2.1.4), in GeneralizedTime whatever the year.</summary>
    public static Extension PrivateKeyUsagePeriod(PrivateKeyUsagePeriod period) => Make(Oids.PrivateKeyUsagePeriod, false, writer =>
    {
        using (writer.PushSequence())
        {
            if (period.NotBefore is { } notBefore)
                writer.WriteGeneralizedTime(notBefore, omitFractionalSeconds: true, Context(0));
            if (period.NotAfter is { } notAfter)
                writer.WriteGeneralizedTime(notAfter, omitFractionalSeconds: true, Context(1));
        }
    });

    /// <summary>subjectAltName; critical only when the subject is empty (RFC 5280 §4.2.1.6).</summary>
    public static Extension SubjectAlternativeName(IEnumerable<GeneralName> names) => Make(Oids.SubjectAlternativeName, false, writer =>
    {
        using (writer.PushSequence())
            foreach (var name in names)
                name.Write(writer);
    });

    /// <summary>subjectSignTool (order 795 of the FSB, RFC 9215 §5).</summary>
    public static Extension SubjectSignTool(string tool) =>
        Make(Oids.SubjectSignTool, false, writer => writer.WriteCharacterString(UniversalTagNumber.UTF8String, tool));

    /// <summary>issuerSignTool (order 795 of the FSB, RFC 9215 §5).</summary>
    public static Extension IssuerSignTool(IssuerSignTool tools) => Make(Oids.IssuerSignTool, false, writer =>
    {
        using (writer.PushSequence())
            foreach (var text in (ReadOnlySpan<string>)[tools.SignTool, tools.CaTool, tools.SignToolCertificate, tools.CaToolCertificate])
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, text);
    });

    /// <summary>identificationKind (order 795 of the FSB, edition of 2021): 0 in person, 1 by a qualified signature, 2 by a passport's chip, 3 by a state system.</summary>
    public static Extension IdentificationKind(int kind) => Make(Oids.IdentificationKind, false, writer => writer.WriteInteger(kind));

    /// <summary>id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1).</summary>
    public static Extension OcspNoCheck() => Make(Oids.OcspNoCheck, false, writer => writer.WriteNull());

    static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number);

    static Extension Make(string oid, bool critical, Action<AsnWriter> write) => new(oid, critical, Der.Write(write));
}
