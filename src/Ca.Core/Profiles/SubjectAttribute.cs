using Ca.Core.Certificates;
using Ca.Core.Persons;

namespace Ca.Core.Profiles;

/// <summary>Whether a subject has an attribute.</summary>
public enum Presence
{
    /// <summary>Without it there is no certificate.</summary>
    Required,
    /// <summary>As the applicant likes.</summary>
    Optional,
    /// <summary>Always, with the profile's value.</summary>
    Fixed,
}

/// <summary>What a number has to be besides digits.</summary>
public enum NumberCheck
{
    /// <summary>СНИЛС.</summary>
    Snils,
    /// <summary>ИНН of a person: twelve digits.</summary>
    Inn,
    /// <summary>ИНН of an organization: ten digits.</summary>
    InnLegal,
    /// <summary>ИНН of an organization behind two zeros, as before September 2021.</summary>
    InnLegalPadded,
    /// <summary>ОГРН.</summary>
    Ogrn,
    /// <summary>ОГРНИП.</summary>
    Ogrnip,
}

/// <summary>One attribute that a profile allows in a subject.</summary>
/// <param name="Type">Which.</param>
/// <param name="Presence">Whether it must be there.</param>
/// <param name="FixedValue">The profile's value, of <see cref="Presence.Fixed"/>.</param>
/// <param name="StringType">How it will be encoded.</param>
/// <param name="MinLength">Fewest characters.</param>
/// <param name="MaxLength">Most characters.</param>
/// <param name="Check">What the number has to be, or null.</param>
public sealed record SubjectAttribute(
    NameAttributeType Type, Presence Presence, string? FixedValue, NameStringType StringType, int MinLength, int MaxLength, NumberCheck? Check)
{
    /// <summary>The attribute as it will stand in the certificate; null when it is optional and not asked for.</summary>
    /// <param name="asked">The value asked for, or null.</param>
    internal Outcome<NameAttribute>? Admit(string? asked) => (Presence, asked) switch
    {
        (Presence.Fixed, null) => Take(FixedValue!),
        (Presence.Fixed, _) when asked != FixedValue => new Refusal(RefusalCode.NotAllowed, "Profiles.attribute-fixed", Type.Name, FixedValue!),
        (Presence.Required, null) => new Refusal(RefusalCode.NotAllowed, "Profiles.attribute-missing", Type.Name),
        (_, null) => (Outcome<NameAttribute>?)null,
        _ => Take(asked),
    };

    Outcome<NameAttribute> Take(string text)
    {
        if (Number(text).Refused(out var why, out var value))
            return why;
        var attribute = new NameAttribute(Type.Oid, value, StringType);
        if (attribute.Check() is { } bad)
            return bad;
        // In code points, as X.680 and the bounds of RFC 5280 count.
        var length = value.EnumerateRunes().Count();
        return length >= MinLength && length <= MaxLength
            ? attribute
            : new Refusal(RefusalCode.NotAllowed, "Profiles.attribute-length", Type.Name, length, MinLength, MaxLength);
    }

    /// <summary>The number in digits; any text where nothing is to be checked.</summary>
    Outcome<string> Number(string text) => Check switch
    {
        NumberCheck.Snils => Snils.Parse(text).Then(n => (Outcome<string>)n.Digits),
        NumberCheck.Inn => Inn.Parse(text).Then(n => n.IsLegalEntity ? NotA(Check) : n.Digits),
        NumberCheck.InnLegal => Inn.Parse(text).Then(n => n.IsLegalEntity ? n.Digits : NotA(Check)),
        NumberCheck.InnLegalPadded => Inn.Parse(text).Then(n => n.IsLegalEntity ? "00" + n.Digits : NotA(Check)),
        NumberCheck.Ogrn => Ogrn.Parse(text).Then(n => (Outcome<string>)n.Digits),
        NumberCheck.Ogrnip => Ogrnip.Parse(text).Then(n => (Outcome<string>)n.Digits),
        _ => text,
    };

    static Outcome<string> NotA(NumberCheck? wanted) => wanted == NumberCheck.Inn
        ? new Refusal(RefusalCode.NotAllowed, "Profiles.inn-of-a-person")
        : new Refusal(RefusalCode.NotAllowed, "Profiles.inn-of-an-organization");
}
