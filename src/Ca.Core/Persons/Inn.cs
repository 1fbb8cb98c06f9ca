namespace Ca.Core.Persons;

/// <summary>ИНН: the number of a taxpayer, a person's with twelve digits or an organization's with ten.</summary>
public readonly record struct Inn
{
    readonly string? digits;

    Inn(string digits) => this.digits = digits;

    /// <summary>Ten or twelve digits.</summary>
    public string Digits => digits ?? throw new InvalidOperationException("A number that was never made.");

    /// <summary>Whether it is an organization's.</summary>
    public bool IsLegalEntity => Digits.Length == 10;

    /// <summary>
    /// Reads ten or twelve digits. Twelve with <c>00</c> before them are an organization's too: so certificates carried it until the
    /// attribute of its own came in September 2021 (order 31 of the FSB).
    /// </summary>
    public static Outcome<Inn> Parse(string text)
    {
        var digits = text.Length == 12 && text.StartsWith("00", StringComparison.Ordinal) ? text[2..] : text;
        if (!CheckDigits.AreDigits(digits, 10) && !CheckDigits.AreDigits(digits, 12))
            return new Refusal(RefusalCode.Malformed, "Persons.inn-form");
        return IsRight(digits) ? new Inn(digits) : new Refusal(RefusalCode.Malformed, "Persons.inn-check");
    }

    /// <summary>The digits.</summary>
    public override string ToString() => Digits;

    static bool IsRight(ReadOnlySpan<char> digits) => digits.Length == 10
        ? Checks(digits, [2, 4, 10, 3, 5, 9, 4, 6, 8])
        : Checks(digits, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) && Checks(digits, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]);

    static bool Checks(ReadOnlySpan<char> digits, ReadOnlySpan<int> weights) =>
        CheckDigits.WeightedSum(digits, weights) % 11 % 10 == digits[weights.Length] - '0';
}
