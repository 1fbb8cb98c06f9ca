using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Persons;
using static Ca.Core.Issuance.Kinds;

namespace Ca.Core.Issuance;

/// <summary>Rules of certificates that name a natural person, and of what Russian law puts into certificates.</summary>
static class PersonRules
{
    const string ClassOfTools = "1.2.643.100.113.";
    const string Order795 = "order 795 of the FSB";

    static readonly string[] Numbers = [Oids.Snils, Oids.Inn, Oids.InnLegalEntity, Oids.Ogrn, Oids.Ogrnip];

    public static CertificateRule[] All { get; } =
    [
        new("person-has-country", "ETSI EN 319 412-2 §4.2.4", Person, c => c.Subject[Oids.Country] is not null),
        new("person-has-common-name", "ETSI EN 319 412-2 §4.2.4", Person, c => c.Subject[Oids.CommonName] is not null),
        new("person-has-name-or-pseudonym", "ETSI EN 319 412-2 §4.2.4, RFC 3739 §3.1.2", Person,
            c => c.Subject[Oids.Surname] is not null || c.Subject[Oids.GivenName] is not null || c.Subject[Oids.Pseudonym] is not null),
        new("person-with-pseudonym-has-no-name", "ETSI EN 319 412-2 §4.2.4", c => Person(c) && c.Subject[Oids.Pseudonym] is not null,
            c => c.Subject[Oids.Surname] is null && c.Subject[Oids.GivenName] is null),
        new("person-has-number", "ETSI EN 319 412-2 §4.2.4, 63-FZ art. 17(2)", Person,
            c => c.Subject[Oids.NameSerialNumber] is not null || c.Subject[Oids.Snils] is not null || c.Subject[Oids.Inn] is not null),
        new("person-key-usage-signs", "ETSI EN 319 412-2 §4.3.2", Person,
            c => c.KeyUsage is not { } usage || (usage & (KeyUsages.DigitalSignature | KeyUsages.NonRepudiation | KeyUsages.KeyEncipherment | KeyUsages.KeyAgreement)) != 0),

        new("numbers-in-numeric-strings", "RFC 9215 §5.1", NamesAny(Numbers),
            c => c.Subject.Attributes.All(a => !Numbers.Contains(a.Type) || a.StringType == NameStringType.Numeric)),
        new("snils-right", "RFC 9215 §5.1, rules of the Pension Fund", NamesAny(Oids.Snils), Number(Oids.Snils, 11, text => !Snils.Parse(text).Refused(out _, out _))),
        new("inn-right", "RFC 9215 §5.1, order 795 of the FSB", NamesAny(Oids.Inn), Number(Oids.Inn, 12, text => !Inn.Parse(text).Refused(out _, out _))),
        new("inn-of-legal-entity-right", Order795, NamesAny(Oids.InnLegalEntity), Number(Oids.InnLegalEntity, 10, text => !Inn.Parse(text).Refused(out _, out _))),
        new("ogrn-right", "RFC 9215 §5.1", NamesAny(Oids.Ogrn), Number(Oids.Ogrn, 13, text => !Ogrn.Parse(text).Refused(out _, out _))),
        new("ogrnip-right", "RFC 9215 §5.1", NamesAny(Oids.Ogrnip), Number(Oids.Ogrnip, 15, text => !Ogrnip.Parse(text).Refused(out _, out _))),

        new("subject-sign-tool-1-to-200-characters", "RFC 9215 §5.3, order 795 of the FSB", c => c.SubjectSignTool is not null, c => c.SubjectSignTool!.Length is >= 1 and <= 200),
        new("subject-sign-tool-not-critical", Order795, c => c.SubjectSignTool is not null, c => !c.Extension(Oids.SubjectSignTool)!.Critical),
        new("issuer-sign-tool-within-lengths", "RFC 9215 §5.4, order 795 of the FSB", c => c.IssuerSignTool is not null, c => c.IssuerSignTool is
            { SignTool.Length: >= 1 and <= 200, CaTool.Length: >= 1 and <= 200, SignToolCertificate.Length: >= 1 and <= 100, CaToolCertificate.Length: >= 1 and <= 100 }),
        new("issuer-sign-tool-not-critical", Order795, c => c.IssuerSignTool is not null, c => !c.Extension(Oids.IssuerSignTool)!.Critical),
        new("identification-kind-0-to-3", "order 795 of the FSB, edition of 2021", c => c.IdentificationKind is not null, c => c.IdentificationKind is >= 0 and <= 3),
        new("classes-of-tools-from-ks1-up", "RFC 9215 §5.2, order 795 of the FSB", c => c.Policies?.Any(IsClassOfTools) == true, ClassesAreCumulative),
    ];

    static Func<Certificate, bool> NamesAny(params string[] types) => c => c.Subject.Attributes.Any(a => types.Contains(a.Type));

    static Func<Certificate, bool> Number(string type, int digits, Func<string, bool> isRight) =>
        c => c.Subject.Attributes.All(a => a.Type != type || (a.Value.Length == digits && isRight(a.Value)));

    static bool IsClassOfTools(PolicyInformation policy) => policy.Policy.StartsWith(ClassOfTools, StringComparison.Ordinal);

    /// <summary>KS1 is .1; who meets a class meets those below it, and names them (order 795).</summary>
    static bool ClassesAreCumulative(Certificate c)
    {
        var classes = c.Policies!.Where(IsClassOfTools).Select(p => p.Policy[ClassOfTools.Length..]).Order(StringComparer.Ordinal).ToList();
        return classes.SequenceEqual(Enumerable.Range(1, classes.Count).Select(n => $"{n}")) && classes.Count <= 6;
    }
}
