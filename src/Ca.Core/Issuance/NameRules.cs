using System.Buffers;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Profiles;
using static Ca.Core.Issuance.Kinds;

namespace Ca.Core.Issuance;

/// <summary>Rules of what stands in issuer and subject (RFC 5280 §4.1.2.4, appendix A.1).</summary>
static class NameRules
{
    static readonly SearchValues<char> PrintableLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?");

    static readonly SearchValues<char> NumericLetters = SearchValues.Create("0123456789 ");

    public static CertificateRule[] All { get; } =
    [
        new("name-attributes-are-text", "RFC 5280 §4.1.2.4", Any, Every(a => a.StringType != NameStringType.Other)),
        new("name-directory-string-utf8-or-printable", "RFC 5280 §4.1.2.4", Any,
            Each(NameStringType.Utf8, a => a.StringType is NameStringType.Utf8 or NameStringType.Printable)),
        new("name-printable-string-where-defined", "RFC 5280 appendix A.1", Any,
            Each(NameStringType.Printable, a => a.StringType == NameStringType.Printable)),
        new("name-ia5-string-where-defined", "RFC 5280 appendix A.1", Any, Each(NameStringType.Ia5, a => a.StringType == NameStringType.Ia5)),
        new("name-letters-of-their-string-type", "X.680 §41.4", Any, Every(HasLettersOfItsType)),
        new("name-values-not-empty", "RFC 5280 appendix A.1", Any, Every(a => a.Value.Length > 0)),
        new("name-values-within-upper-bounds", "RFC 5280 appendix A.1", Any, Every(a => Length(a) <= NameAttributeType.Of(a.Type).MaxLength)),
        new("name-country-two-capital-letters", "RFC 5280 appendix A.1, ISO 3166-1", Any,
            Every(a => a.Type != Oids.Country || a.Value is [>= 'A' and <= 'Z', >= 'A' and <= 'Z'])),
        new("name-without-hidden-characters", "RFC 4518 §2.4, CVE-2021-42574", Any, Every(a => HiddenCharacters.Refuse(a.Type, a.Value) is null)),
        new("name-values-without-outer-spaces", "RFC 4518 §2.6.1", Any, Every(a => a.Value.AsSpan().Trim().Length == a.Value.Length)),
        new("name-attribute-types-once", "ETSI EN 319 412-2 §4.2.4", Any, c => AreSingle(c.Subject) && AreSingle(c.Issuer)),
        new("name-email-address-is-a-mailbox", "RFC 5280 §4.1.2.6", Any,
            Every(a => a.Type != Oids.EmailAddress || AlternativeNameSyntax.IsMailbox(a.Value))),
    ];

    static Func<Certificate, bool> Every(Func<NameAttribute, bool> holds) => c => Every(c.Subject, holds) && Every(c.Issuer, holds);

    /// <summary>Over the attributes whose definition has this string type.</summary>
    static Func<Certificate, bool> Each(NameStringType defined, Func<NameAttribute, bool> holds) =>
        Every(a => NameAttributeType.Of(a.Type).StringType != defined || holds(a));

    // Loops, since LINQ over lists of lists is most of what the rules would cost.
    static bool Every(DistinguishedName name, Func<NameAttribute, bool> holds)
    {
        foreach (var rdn in name.RelativeNames)
            foreach (var attribute in rdn)
                if (!holds(attribute))
                    return false;
        return true;
    }

    static int Length(NameAttribute attribute)
    {
        var length = 0;
        foreach (var _ in attribute.Value.EnumerateRunes())
            length++;
        return length;
    }

    static bool HasLettersOfItsType(NameAttribute attribute) => attribute.StringType switch
    {
        NameStringType.Printable => !attribute.Value.AsSpan().ContainsAnyExcept(PrintableLetters),
        NameStringType.Numeric => !attribute.Value.AsSpan().ContainsAnyExcept(NumericLetters),
        _ => true,
    };

    /// <summary>Units and domain components may stand several times, the rest says one thing of one subject.</summary>
    static bool AreSingle(DistinguishedName name)
    {
        var seen = new List<string>(name.RelativeNames.Count);
        foreach (var rdn in name.RelativeNames)
            foreach (var attribute in rdn)
            {
                if (attribute.Type is Oids.OrganizationalUnit or Oids.DomainComponent)
                    continue;
                if (seen.Contains(attribute.Type))
                    return false;
                seen.Add(attribute.Type);
            }
        return true;
    }
}
