namespace Ca.Core.Persons;

/// <summary>ОГРН: the main state registration number of an organization.</summary>
public readonly record struct Ogrn
{
    readonly string? digits;

    Ogrn(string digits) => this.digits = digits;

    /// <summary>Thirteen digits.</summary>
    public string Digits => digits ?? throw new InvalidOperationException("A number that was never made.");

    /// <summary>Reads thirteen digits, of which the first is 1 or 5: others begin numbers of mere entries in the register (ГРН).</summary>
    public static Outcome<Ogrn> Parse(string text)
    {
        if (!CheckDigits.AreDigits(text, 13) || text[0] is not ('1' or '5'))
            return new Refusal(RefusalCode.Malformed, "Persons.ogrn-form");
        return CheckDigits.Number(text.AsSpan(0, 12)) % 11 % 10 == text[12] - '0'
            ? new Ogrn(text)
            : new Refusal(RefusalCode.Malformed, "Persons.ogrn-check");
    }

    /// <summary>The digits.</summary>
    public override string ToString() => Digits;
}
