using System.Globalization;
using System.Net;
using Ca.Cli.Desk;
using Ca.Core.Asn1;
using Ca.Core.Certificates;

namespace Ca.Cli.Certificates;

/// <summary>What the extensions of a certificate or a request say.</summary>
static class ExtensionView
{
    /// <summary>For people: the known ones in words, the others by OID and octets.</summary>
    public static IEnumerable<Line> Lines(CertificateExtensions extensions) =>
        from extension in extensions
        select Line.Of(extension.Critical ? "Certificates.critical-extension" : "Certificates.extension", $"{extension.Oid} {Describe(extension, extensions)}");

    /// <summary>For machines: the same, with the octets of all of them.</summary>
    public static object Json(CertificateExtensions extensions) => extensions.Select(extension => new
    {
        extension.Oid,
        extension.Critical,
        text = Describe(extension, extensions),
        value = Convert.ToHexStringLower(extension.Value.Span),
    });

    static string Describe(Extension extension, CertificateExtensions all) => extension.Oid switch
    {
        "2.5.29.19" when all.BasicConstraints is { } c =>
            $"basicConstraints cA={(c.IsAuthority ? "TRUE" : "FALSE")}{(c.PathLength is { } n ? $" pathLen={n}" : "")}",
        "2.5.29.15" when all.KeyUsage is { } usages => $"keyUsage {Names(usages)}",
        "2.5.29.37" when all.ExtendedKeyUsage is { } purposes => $"extKeyUsage {string.Join(", ", purposes.Select(Purpose))}",
        "2.5.29.17" when all.SubjectAlternativeName is { } names => $"subjectAltName {string.Join(", ", names.Select(Name))}",
        "2.5.29.14" when all.SubjectKeyIdentifier is { } id => $"subjectKeyIdentifier {Hex(id)}",
        "2.5.29.35" when all.AuthorityKeyIdentifier is { } authority => $"authorityKeyIdentifier {Describe(authority)}",
        "2.5.29.31" when all.CrlUrls is { } urls => $"cRLDistributionPoints {string.Join(", ", urls)}",
        "1.3.6.1.5.5.7.1.1" when all.AuthorityInformationAccess is { } access =>
            $"authorityInfoAccess {string.Join(", ", access.Select(a => $"{Method(a.Method)} {Name(a.Location)}"))}",
        "2.5.29.32" when all.Policies is { } policies => $"certificatePolicies {string.Join(", ", policies.Select(p => p.Policy))}",
        "2.5.29.16" when all.PrivateKeyUsagePeriod is { } period => $"privateKeyUsagePeriod {period.NotBefore:u} – {period.NotAfter:u}",
        "1.2.643.100.111" when all.SubjectSignTool is { } tool => $"subjectSignTool {tool}",
        "1.2.643.100.112" when all.IssuerSignTool is { } tools => $"issuerSignTool {tools.SignTool}; {tools.CaTool}; {tools.SignToolCertificate}; {tools.CaToolCertificate}",
        "1.2.643.100.114" when all.IdentificationKind is { } kind => $"identificationKind {kind.ToString(CultureInfo.InvariantCulture)}",
        "1.3.6.1.5.5.7.48.1.5" => "ocsp-nocheck",
        _ => Hex(extension.Value),
    };

    static string Names(KeyUsages usages) =>
        string.Join(", ", Enum.GetValues<KeyUsages>().Where(u => u != KeyUsages.None && usages.HasFlag(u)).Select(Camel));

    /// <summary>As the standard spells it: digitalSignature, cRLSign.</summary>
    static string Camel(KeyUsages usage) => usage == KeyUsages.CrlSign ? "cRLSign" : $"{char.ToLowerInvariant(usage.ToString()[0])}{usage.ToString()[1..]}";

    static string Purpose(string oid) => oid switch
    {
        Oids.ServerAuth => "serverAuth",
        Oids.ClientAuth => "clientAuth",
        Oids.EmailProtection => "emailProtection",
        Oids.TimeStamping => "timeStamping",
        Oids.OcspSigning => "OCSPSigning",
        _ => oid,
    };

    static string Method(string oid) => oid switch
    {
        "1.3.6.1.5.5.7.48.1" => "ocsp",
        "1.3.6.1.5.5.7.48.2" => "caIssuers",
        _ => oid,
    };

    static string Describe(AuthorityKeyIdentifier authority) => string.Join(' ', new[]
    {
        authority.KeyIdentifier is { } id ? Hex(id) : null,
        authority.Issuer is { } issuer ? $"({issuer}, {authority.SerialNumber})" : null,
    }.Where(part => part is not null));

    static string Name(GeneralName name) => name.Kind switch
    {
        GeneralNameKind.Email => $"email:{name.Text}",
        GeneralNameKind.Dns => $"dns:{name.Text}",
        GeneralNameKind.Uri => name.Text,
        GeneralNameKind.Directory => $"name:{name.DirectoryName}",
        GeneralNameKind.IpAddress when name.Value.Length is 4 or 16 => $"ip:{new IPAddress(name.Value.Span)}",
        _ => $"{name.Kind}:{Hex(name.Value)}",
    };

    static string Hex(ReadOnlyMemory<byte> octets) => Convert.ToHexStringLower(octets.Span);
}
