using System.Formats.Asn1;
using System.Numerics;
using Ca.Core.Asn1;

namespace Ca.Core.Certificates;

/// <summary>Reads the extensions that we know, each from the octets of its extnValue; what it cannot read throws, and becomes a refusal in <see cref="Der.Read"/>.</summary>
/// <remarks>What the syntax forbids is refused (an empty SEQUENCE where one element must be); what only a profile forbids is read.</remarks>
static class ExtensionReader
{
    static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0);
    static readonly Asn1Tag Context1 = new(TagClass.ContextSpecific, 1);
    static readonly Asn1Tag Context2 = new(TagClass.ContextSpecific, 2);

    public static BasicConstraints BasicConstraints(AsnReader reader)
    {
        var parts = reader.ReadSequence();
        // cA that says FALSE is read: see Extension.Read on defaults that should have been left out.
        var isAuthority = parts.IsNext(Asn1Tag.Boolean) && parts.ReadBoolean();
        int? pathLength = parts.HasData ? Count(parts.ReadInteger()) : null;
        parts.ThrowIfNotEmpty();
        return new(isAuthority, pathLength);
    }

    public static KeyUsages KeyUsage(AsnReader reader) => (KeyUsages)NamedBits(reader, tag: null);

    public static IReadOnlyList<string> ExtendedKeyUsage(AsnReader reader) => OneOrMore(reader, r => r.ReadObjectIdentifier());

    public static IReadOnlyList<GeneralName> GeneralNames(AsnReader reader) => GeneralName.ReadAll(reader);

    public static ReadOnlyMemory<byte> SubjectKeyIdentifier(AsnReader reader) => reader.ReadOctetString();

    public static AuthorityKeyIdentifier AuthorityKeyIdentifier(AsnReader reader)
    {
        var parts = reader.ReadSequence();
        // A bare null would turn into an empty memory, by way of byte[].
        ReadOnlyMemory<byte>? keyIdentifier = parts.IsNext(Context0) ? parts.ReadOctetString(Context0) : default(ReadOnlyMemory<byte>?);
        var issuer = parts.IsNext(Context1) ? GeneralName.ReadAll(parts, Context1) : null;
        SerialNumber? serial = parts.IsNext(Context2) ? Serial(parts, Context2) : null;
        parts.ThrowIfNotEmpty();
        return new(keyIdentifier, issuer?.FirstOrDefault(n => n.Kind == GeneralNameKind.Directory)?.DirectoryName, serial);
    }

    public static IReadOnlyList<PolicyInformation> CertificatePolicies(AsnReader reader) => OneOrMore(reader, r =>
    {
        var parts = r.ReadSequence();
        var policy = parts.ReadObjectIdentifier();
        ReadOnlyMemory<byte>? qualifiers = null;
        if (parts.HasData)
        {
            qualifiers = parts.PeekEncodedValue();
            OneOrMore(parts, PolicyQualifier);
        }
        parts.ThrowIfNotEmpty();
        return new PolicyInformation(policy, qualifiers);
    });

    public static IReadOnlyList<PolicyMapping> PolicyMappings(AsnReader reader) => OneOrMore(reader, r =>
    {
        var pair = r.ReadSequence();
        var mapping = new PolicyMapping(pair.ReadObjectIdentifier(), pair.ReadObjectIdentifier());
        pair.ThrowIfNotEmpty();
        return mapping;
    });

    public static PolicyConstraints PolicyConstraints(AsnReader reader)
    {
        var parts = reader.ReadSequence();
        int? explicitPolicy = parts.IsNext(Context0) ? Count(parts.ReadInteger(Context0)) : null;
        int? mapping = parts.IsNext(Context1) ? Count(parts.ReadInteger(Context1)) : null;
        parts.ThrowIfNotEmpty();
        return new(explicitPolicy, mapping);
    }

    public static int InhibitAnyPolicy(AsnReader reader) => Count(reader.ReadInteger());

    public static NameConstraints NameConstraints(AsnReader reader)
    {
        var parts = reader.ReadSequence();
        var permitted = parts.IsNext(Context0) ? Subtrees(parts, Context0) : null;
        var excluded = parts.IsNext(Context1) ? Subtrees(parts, Context1) : null;
        parts.ThrowIfNotEmpty();
        return new(permitted, excluded);
    }

    public static IReadOnlyList<DistributionPoint> DistributionPoints(AsnReader reader) => OneOrMore(reader, r =>
    {
        var parts = r.ReadSequence();
        IReadOnlyList<GeneralName>? fullName = null;
        ReadOnlyMemory<byte>? relative = null;
        if (parts.IsNext(Context0))
        {
            var name = parts.ReadSequence(Context0);
            if (name.IsNext(Context0))
                fullName = GeneralName.ReadAll(name, Context0);
            else
                relative = RelativeName(name, Context1);
            name.ThrowIfNotEmpty();
        }
        ReasonFlags? reasons = parts.IsNext(Context1) ? (ReasonFlags)NamedBits(parts, Context1) : null;
        var issuer = parts.IsNext(Context2) ? GeneralName.ReadAll(parts, Context2) : null;
        parts.ThrowIfNotEmpty();
        return new DistributionPoint(fullName, relative, reasons, issuer);
    });

    public static IReadOnlyList<AccessDescription> AuthorityInformationAccess(AsnReader reader) => OneOrMore(reader, r =>
    {
        var pair = r.ReadSequence();
        var description = new AccessDescription(pair.ReadObjectIdentifier(), GeneralName.Read(pair));
        pair.ThrowIfNotEmpty();
        return description;
    });

    public static PrivateKeyUsagePeriod PrivateKeyUsagePeriod(AsnReader reader)
    {
        var parts = reader.ReadSequence();
        DateTimeOffset? notBefore = parts.IsNext(Context0) ? Time.ReadGeneralized(parts, Context0) : null;
        DateTimeOffset? notAfter = parts.IsNext(Context1) ? Time.ReadGeneralized(parts, Context1) : null;
        parts.ThrowIfNotEmpty();
        return new(notBefore, notAfter);
    }

    public static string SubjectSignTool(AsnReader reader) => reader.ReadCharacterString(UniversalTagNumber.UTF8String);

    public static IssuerSignTool IssuerSignTool(AsnReader reader)
    {
        var parts = reader.ReadSequence();
        var tools = new IssuerSignTool(SubjectSignTool(parts), SubjectSignTool(parts), SubjectSignTool(parts), SubjectSignTool(parts));
        parts.ThrowIfNotEmpty();
        return tools;
    }

    public static int IdentificationKind(AsnReader reader) => Count(reader.ReadInteger());

    /// <summary>RelativeDistinguishedName under an implicit tag, given back as the SET that it is.</summary>
    internal static byte[] RelativeName(AsnReader reader, Asn1Tag tag)
    {
        var attributes = reader.ReadSetOf(expectedTag: tag);
        return Der.Write(writer =>
        {
            using (writer.PushSetOf())
                do
                {
                    var attribute = attributes.PeekEncodedValue();
                    if (NameAttribute.Read(attributes).Refused(out _, out _))
                        throw new AsnContentException();
                    writer.WriteEncodedValue(attribute.Span);
                }
                while (attributes.HasData);
        });
    }

    /// <summary>
    /// A named bit list of at most nine bits, in the order of the enumerations: bit 0 of the standard is 1. Zero bits at its end, which
    /// DER leaves out (X.690 §11.2.2), are read, as the platform and Go do.
    /// </summary>
    internal static int NamedBits(AsnReader reader, Asn1Tag? tag)
    {
        var bits = reader.ReadNamedBitList(tag);
        if (bits.Length > 9)
            throw new AsnContentException();
        return Enumerable.Range(0, bits.Length).Sum(i => bits[i] ? 1 << i : 0);
    }

    static bool PolicyQualifier(AsnReader reader)
    {
        var parts = reader.ReadSequence();
        parts.ReadObjectIdentifier();
        parts.ReadEncodedValue();
        parts.ThrowIfNotEmpty();
        return true;
    }

    static List<GeneralName> Subtrees(AsnReader reader, Asn1Tag tag) => OneOrMore(reader, r =>
    {
        var subtree = r.ReadSequence();
        var name = GeneralName.Read(subtree);
        // "minimum MUST be zero, and maximum MUST be absent" (RFC 5280 §4.2.1.10); zero is the default, which DER leaves out.
        subtree.ThrowIfNotEmpty();
        // An address and a mask of four or sixteen octets each: with any other the subtree would have nobody within.
        return name.Kind == GeneralNameKind.IpAddress && name.Value.Length is not (8 or 32) ? throw new AsnContentException() : name;
    }, tag);

    static SerialNumber Serial(AsnReader reader, Asn1Tag tag) =>
        SerialNumber.Parse(reader.ReadIntegerBytes(tag).Span).Refused(out _, out var serial) ? throw new AsnContentException() : serial;

    /// <summary>INTEGER (0..MAX) where more than any path is long is as good as no bound.</summary>
    static int Count(BigInteger value) => value.Sign < 0 ? throw new AsnContentException() : (int)BigInteger.Min(value, int.MaxValue);

    static List<T> OneOrMore<T>(AsnReader reader, Func<AsnReader, T> read, Asn1Tag? tag = null)
    {
        var elements = reader.ReadSequence(tag);
        var all = new List<T>();
        do
            all.Add(read(elements));
        while (elements.HasData);
        return all;
    }
}
