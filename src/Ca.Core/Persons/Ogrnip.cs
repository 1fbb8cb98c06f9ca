namespace Ca.Core.Persons;

/// <summary>ОГРНИП: the main state registration number of a sole trader.</summary>
public readonly record struct Ogrnip
{
    readonly string? digits;

    Ogrnip(string digits) => this.digits = digits;

    /// <summary>Fifteen digits.</summary>
    public string Digits => digits ?? throw new InvalidOperationException("A number that was never made.");

    /// <summary>Reads fifteen digits, of which the first is 3.</summary>
    public static Outcome<Ogrnip> Parse(string text)
    {
        if (!CheckDigits.AreDigits(text, 15) || text[0] != '3')
            return new Refusal(RefusalCode.Malformed, "Persons.ogrnip-form");
        return CheckDigits.Number(text.AsSpan(0, 14)) % 13 % 10 == text[14] - '0'
            ? new Ogrnip(text)
            : new Refusal(RefusalCode.Malformed, "Persons.ogrnip-check");
    }

    /// <summary>The digits.</summary>
    public override string ToString() => Digits;
}
