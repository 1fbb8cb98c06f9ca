using Ca.Core.Asn1;

namespace Ca.Core.Certificates;

/// <summary>What the standards say of one attribute of a name: how it is written for people, encoded and how long it may be.</summary>
/// <param name="Oid">The type.</param>
/// <param name="Name">Its short name, as OpenSSL prints it; the dotted OID of a type that has none.</param>
/// <param name="StringType">The string type in which we write it.</param>
/// <param name="MinLength">Fewest characters (code points: X.680 counts characters, not octets).</param>
/// <param name="MaxLength">Most characters.</param>
public sealed record NameAttributeType(string Oid, string Name, NameStringType StringType, int MinLength, int MaxLength)
{
    // No standard bounds what it does not define: long enough for anything a person reads, short enough to show in a table.
    const int UnknownTypeMaxLength = 1024;

    /// <summary>The types that have a name here.</summary>
    public static IReadOnlyList<NameAttributeType> Known { get; } =
    [
        // RFC 5280 appendix A.1, upper bounds ub-…
        new(Oids.Country, "C", NameStringType.Printable, 2, 2),
        new(Oids.StateOrProvince, "ST", NameStringType.Utf8, 1, 128),
        new(Oids.Locality, "L", NameStringType.Utf8, 1, 128),
        new(Oids.Organization, "O", NameStringType.Utf8, 1, 64),
        new(Oids.OrganizationalUnit, "OU", NameStringType.Utf8, 1, 64),
        new(Oids.CommonName, "CN", NameStringType.Utf8, 1, 64),
        new(Oids.Title, "title", NameStringType.Utf8, 1, 64),
        new(Oids.Surname, "SN", NameStringType.Utf8, 1, 32768),
        new(Oids.GivenName, "GN", NameStringType.Utf8, 1, 32768),
        new("2.5.4.41", "name", NameStringType.Utf8, 1, 32768),
        new("2.5.4.43", "initials", NameStringType.Utf8, 1, 32768),
        new("2.5.4.44", "generationQualifier", NameStringType.Utf8, 1, 32768),
        new("2.5.4.46", "dnQualifier", NameStringType.Printable, 1, 64),
        new(Oids.NameSerialNumber, "serialNumber", NameStringType.Printable, 1, 64),
        new(Oids.Pseudonym, "pseudonym", NameStringType.Utf8, 1, 128),
        new(Oids.EmailAddress, "emailAddress", NameStringType.Ia5, 1, 255),
        // One label of a DNS name (RFC 4519 §2.4, RFC 1035 §2.3.4).
        new(Oids.DomainComponent, "DC", NameStringType.Ia5, 1, 63),
        // X.520 (1997) upper bounds: ub-street-address, ub-business-category, ub-postal-code.
        new(Oids.StreetAddress, "street", NameStringType.Utf8, 1, 128),
        new("2.5.4.15", "businessCategory", NameStringType.Utf8, 1, 128),
        new("2.5.4.17", "postalCode", NameStringType.Utf8, 1, 40),
        // ETSI EN 319 412-1 §5.1.4 through X.520; no bound of its own.
        new("2.5.4.97", "organizationIdentifier", NameStringType.Utf8, 1, UnknownTypeMaxLength),
        new("0.9.2342.19200300.100.1.1", "UID", NameStringType.Utf8, 1, 256),
        // RFC 2985 §5.4.3: pkcs-9-ub-unstructuredName.
        new("1.2.840.113549.1.9.2", "unstructuredName", NameStringType.Utf8, 1, 255),
        // RFC 9215 §5 and order 795 of the FSB: exactly so many digits.
        new(Oids.Ogrn, "OGRN", NameStringType.Numeric, 13, 13),
        new(Oids.Snils, "SNILS", NameStringType.Numeric, 11, 11),
        new(Oids.InnLegalEntity, "INNLE", NameStringType.Numeric, 10, 10),
        new(Oids.Ogrnip, "OGRNIP", NameStringType.Numeric, 15, 15),
        new(Oids.Inn, "INN", NameStringType.Numeric, 12, 12),
    ];

    static readonly Dictionary<string, NameAttributeType> ByOid = Known.ToDictionary(t => t.Oid, StringComparer.Ordinal);

    // What CryptoPro, Windows and RFC 4514 write where OpenSSL writes something else.
    static readonly Dictionary<string, NameAttributeType> ByName = Known
        .Select(t => (t.Name, Type: t))
        .Append(("S", ByOid[Oids.StateOrProvince]))
        .Append(("T", ByOid[Oids.Title]))
        .Append(("G", ByOid[Oids.GivenName]))
        .Append(("E", ByOid[Oids.EmailAddress]))
        .ToDictionary(p => p.Item1, p => p.Item2, StringComparer.OrdinalIgnoreCase);

    /// <summary>The type with this OID; one that is not <see cref="Known"/> is a UTF8String under its dotted OID.</summary>
    public static NameAttributeType Of(string oid) =>
        ByOid.GetValueOrDefault(oid) ?? new(oid, oid, NameStringType.Utf8, 1, UnknownTypeMaxLength);

    /// <summary>By short name, in any case, or by dotted OID.</summary>
    public static Outcome<NameAttributeType> Parse(string name)
    {
        if (ByName.TryGetValue(name, out var known))
            return known;
        return Oids.IsDotted(name) ? Of(name) : new Refusal(RefusalCode.Malformed, "Certificates.name-unknown-attribute", HiddenCharacters.Escape(name));
    }
}
