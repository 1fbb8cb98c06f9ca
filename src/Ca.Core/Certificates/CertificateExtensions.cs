using System.Collections;
using System.Formats.Asn1;
using Ca.Core.Asn1;

namespace Ca.Core.Certificates;

/// <summary>
/// The extensions of a certificate, or those that a request asks for: each of another type (RFC 5280 §4.2), in order, and what the known
/// ones say. A known one that cannot be read refuses the whole.
/// </summary>
public sealed class CertificateExtensions : IReadOnlyList<Extension>
{
    readonly IReadOnlyList<Extension> all;

    CertificateExtensions(IReadOnlyList<Extension> all) => this.all = all;

    /// <summary>None at all.</summary>
    public static CertificateExtensions None { get; } = new([]);

    /// <inheritdoc/>
    public int Count => all.Count;

    /// <inheritdoc/>
    public Extension this[int index] => all[index];

    /// <summary>The extension of this type, or null.</summary>
    public Extension? this[string oid] => all.FirstOrDefault(e => e.Oid == oid);

    /// <summary>BasicConstraints, or null when absent. So with the rest.</summary>
    public BasicConstraints? BasicConstraints { get; private set; }

    /// <summary>KeyUsage.</summary>
    public KeyUsages? KeyUsage { get; private set; }

    /// <summary>OIDs of ExtendedKeyUsage.</summary>
    public IReadOnlyList<string>? ExtendedKeyUsage { get; private set; }

    /// <summary>SubjectAlternativeName.</summary>
    public IReadOnlyList<GeneralName>? SubjectAlternativeName { get; private set; }

    /// <summary>IssuerAlternativeName.</summary>
    public IReadOnlyList<GeneralName>? IssuerAlternativeName { get; private set; }

    /// <summary>SubjectKeyIdentifier.</summary>
    public ReadOnlyMemory<byte>? SubjectKeyIdentifier { get; private set; }

    /// <summary>AuthorityKeyIdentifier.</summary>
    public AuthorityKeyIdentifier? AuthorityKeyIdentifier { get; private set; }

    /// <summary>CertificatePolicies.</summary>
    public IReadOnlyList<PolicyInformation>? Policies { get; private set; }

    /// <summary>PolicyMappings.</summary>
    public IReadOnlyList<PolicyMapping>? PolicyMappings { get; private set; }

    /// <summary>PolicyConstraints.</summary>
    public PolicyConstraints? PolicyConstraints { get; private set; }

    /// <summary>InhibitAnyPolicy: its SkipCerts.</summary>
    public int? InhibitAnyPolicy { get; private set; }

    /// <summary>NameConstraints.</summary>
    public NameConstraints? NameConstraints { get; private set; }

    /// <summary>CRLDistributionPoints.</summary>
    public IReadOnlyList<DistributionPoint>? DistributionPoints { get; private set; }

    /// <summary>FreshestCRL.</summary>
    public IReadOnlyList<DistributionPoint>? FreshestCrl { get; private set; }

    /// <summary>AuthorityInformationAccess.</summary>
    public IReadOnlyList<AccessDescription>? AuthorityInformationAccess { get; private set; }

    /// <summary>PrivateKeyUsagePeriod.</summary>
    public PrivateKeyUsagePeriod? PrivateKeyUsagePeriod { get; private set; }

    /// <summary>subjectSignTool (1.2.643.100.111).</summary>
    public string? SubjectSignTool { get; private set; }

    /// <summary>issuerSignTool (1.2.643.100.112).</summary>
    public IssuerSignTool? IssuerSignTool { get; private set; }

    /// <summary>identificationKind (1.2.643.100.114): 0 in person … 3.</summary>
    public int? IdentificationKind { get; private set; }

    /// <summary>The URIs of the distribution points' full names.</summary>
    public IReadOnlyList<string>? CrlUrls => DistributionPoints?
        .SelectMany(p => p.FullName ?? []).Where(n => n.Kind == GeneralNameKind.Uri).Select(n => n.Text).ToList();

    /// <summary>These extensions, or why they cannot stand in one certificate.</summary>
    public static Outcome<CertificateExtensions> Of(IReadOnlyList<Extension> extensions)
    {
        var known = new CertificateExtensions(extensions);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var extension in extensions)
        {
            if (!seen.Add(extension.Oid))
                return new Refusal(RefusalCode.Malformed, "Certificates.extension-twice", extension.Oid);
            if (!known.CanKeep(extension))
                return new Refusal(RefusalCode.Malformed, "Certificates.extension-malformed", extension.Oid);
        }
        return known;
    }

    /// <summary>Reads Extensions: one or more.</summary>
    internal static Outcome<CertificateExtensions> Read(AsnReader reader)
    {
        var sequence = reader.ReadSequence();
        var extensions = new List<Extension>();
        do
            extensions.Add(Extension.Read(sequence));
        while (sequence.HasData);
        return Of(extensions);
    }

    /// <summary>
    /// Reads Extensions in the one encoding that DER has, also where <see cref="Read(AsnReader)"/> forgives a default that is written.
    /// </summary>
    internal static Outcome<CertificateExtensions> Parse(ReadOnlyMemory<byte> der) => Der.Read(der, Certificate.MaxOctets, reader =>
        Read(reader).Then(read => Der.Write(writer => Write(writer, read)).AsSpan().SequenceEqual(der.Span)
            ? (Outcome<CertificateExtensions>)read
            : new Refusal(RefusalCode.Malformed, "Asn1.not-der")));

    /// <summary>Writes Extensions.</summary>
    internal static void Write(AsnWriter writer, IEnumerable<Extension> extensions)
    {
        using (writer.PushSequence())
            foreach (var extension in extensions)
                extension.Write(writer);
    }

    /// <summary>Keeps what a known extension says; false when it cannot be read.</summary>
    bool CanKeep(Extension extension) => extension.Oid switch
    {
        Oids.BasicConstraints => Keep(extension, ExtensionReader.BasicConstraints, v => BasicConstraints = v),
        Oids.KeyUsage => Keep(extension, ExtensionReader.KeyUsage, v => KeyUsage = v),
        Oids.ExtendedKeyUsage => Keep(extension, ExtensionReader.ExtendedKeyUsage, v => ExtendedKeyUsage = v),
        Oids.SubjectAlternativeName => Keep(extension, ExtensionReader.GeneralNames, v => SubjectAlternativeName = v),
        Oids.IssuerAlternativeName => Keep(extension, ExtensionReader.GeneralNames, v => IssuerAlternativeName = v),
        Oids.SubjectKeyIdentifier => Keep(extension, ExtensionReader.SubjectKeyIdentifier, v => SubjectKeyIdentifier = v),
        Oids.AuthorityKeyIdentifier => Keep(extension, ExtensionReader.AuthorityKeyIdentifier, v => AuthorityKeyIdentifier = v),
        Oids.CertificatePolicies => Keep(extension, ExtensionReader.CertificatePolicies, v => Policies = v),
        Oids.PolicyMappings => Keep(extension, ExtensionReader.PolicyMappings, v => PolicyMappings = v),
        Oids.PolicyConstraints => Keep(extension, ExtensionReader.PolicyConstraints, v => PolicyConstraints = v),
        Oids.InhibitAnyPolicy => Keep(extension, ExtensionReader.InhibitAnyPolicy, v => InhibitAnyPolicy = v),
        Oids.NameConstraints => Keep(extension, ExtensionReader.NameConstraints, v => NameConstraints = v),
        Oids.CrlDistributionPoints => Keep(extension, ExtensionReader.DistributionPoints, v => DistributionPoints = v),
        Oids.FreshestCrl => Keep(extension, ExtensionReader.DistributionPoints, v => FreshestCrl = v),
        Oids.AuthorityInformationAccess => Keep(extension, ExtensionReader.AuthorityInformationAccess, v => AuthorityInformationAccess = v),
        Oids.PrivateKeyUsagePeriod => Keep(extension, ExtensionReader.PrivateKeyUsagePeriod, v => PrivateKeyUsagePeriod = v),
        Oids.SubjectSignTool => Keep(extension, ExtensionReader.SubjectSignTool, v => SubjectSignTool = v),
        Oids.IssuerSignTool => Keep(extension, ExtensionReader.IssuerSignTool, v => IssuerSignTool = v),
        Oids.IdentificationKind => Keep(extension, ExtensionReader.IdentificationKind, v => IdentificationKind = v),
        _ => true,
    };

    static bool Keep<T>(Extension extension, Func<AsnReader, T> read, Action<T> keep) where T : notnull
    {
        if (Der.Read(extension.Value, Certificate.MaxOctets, reader => (Outcome<T>)read(reader)).Refused(out _, out var value))
            return false;
        keep(value);
        return true;
    }

    /// <inheritdoc/>
    public IEnumerator<Extension> GetEnumerator() => all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
