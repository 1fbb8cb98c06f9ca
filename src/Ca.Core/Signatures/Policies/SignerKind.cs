using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Persons;

namespace Ca.Core.Signatures.Policies;

/// <summary>As what somebody signs, by the attributes of the certificate's subject (order 795 of the FSB; 63-FZ article 14 (3)).</summary>
public enum SignerKind
{
    /// <summary>ЭП-П: a natural person for itself: СНИЛС and no organization.</summary>
    Citizen,
    /// <summary>ЭП-СП: a person in the service of a body: ОГРН of the body and the person's name.</summary>
    Official,
    /// <summary>ЭП-ОВ: the body's information system: ОГРН and no person.</summary>
    System,
}

/// <summary>A number that certificates name persons and organizations by.</summary>
public enum PersonNumber
{
    /// <summary>СНИЛС.</summary>
    Snils,
    /// <summary>ИНН, of a person or of an organization, in either of its attributes.</summary>
    Inn,
    /// <summary>ОГРН.</summary>
    Ogrn,
}

/// <summary>What a subject says about its owner.</summary>
static class SignerSubject
{
    /// <summary>As what its owner signs; null when the attributes do not say.</summary>
    public static SignerKind? KindOf(DistinguishedName subject) => (subject[Oids.Ogrn], Person(subject)) switch
    {
        (null, true) when subject[Oids.Organization] is null => SignerKind.Citizen,
        (not null, true) => SignerKind.Official,
        (not null, false) => SignerKind.System,
        _ => null,
    };

    /// <summary>Every right number of the kind in the subject, in digits; a wrong one is none.</summary>
    public static IEnumerable<string> NumbersOf(DistinguishedName subject, PersonNumber kind) => subject.Attributes
        .Where(a => a.Type switch
        {
            Oids.Snils => kind == PersonNumber.Snils,
            Oids.Inn or Oids.InnLegalEntity => kind == PersonNumber.Inn,
            Oids.Ogrn => kind == PersonNumber.Ogrn,
            _ => false,
        })
        .Select(a => Digits(a.Value, kind)).OfType<string>();

    /// <summary>The digits of a number as people write it; null when its check digits are wrong.</summary>
    public static string? Digits(string text, PersonNumber kind) => kind switch
    {
        PersonNumber.Snils => Snils.Parse(text).Refused(out _, out var snils) ? null : snils.Digits,
        PersonNumber.Inn => Inn.Parse(text).Refused(out _, out var inn) ? null : inn.Digits,
        _ => Ogrn.Parse(text).Refused(out _, out var ogrn) ? null : ogrn.Digits,
    };

    static bool Person(DistinguishedName subject) => subject[Oids.Surname] is not null || subject[Oids.Snils] is not null;
}
