using System.Text.RegularExpressions;

namespace Ca.Core.Persons;

/// <summary>СНИЛС: the number of a person's individual insurance account, whose last two digits check the others.</summary>
public readonly partial record struct Snils
{
    // Numbers up to 001-001-998 were given before there was a check (rules of the Pension Fund).
    const int LastUnchecked = 001_001_998;

    readonly string? digits;

    Snils(string digits) => this.digits = digits;

    /// <summary>Eleven digits, as certificates carry it (RFC 9215 §5).</summary>
    public string Digits => digits ?? throw new InvalidOperationException("A number that was never made.");

    /// <summary>Reads eleven digits, or the form of the paper: <c>112-233-445 95</c>.</summary>
    public static Outcome<Snils> Parse(string text)
    {
        var digits = Paper().IsMatch(text) ? text.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal) : text;
        if (!CheckDigits.AreDigits(digits, 11))
            return new Refusal(RefusalCode.Malformed, "Persons.snils-form");
        return IsRight(digits) ? new Snils(digits) : new Refusal(RefusalCode.Malformed, "Persons.snils-check");
    }

    /// <summary>The digits.</summary>
    public override string ToString() => Digits;

    static bool IsRight(ReadOnlySpan<char> digits)
    {
        var check = CheckDigits.WeightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101 % 100;
        return CheckDigits.Number(digits[9..]) == check || CheckDigits.Number(digits[..9]) <= LastUnchecked;
    }

    [GeneratedRegex(@"^[0-9]{3}-[0-9]{3}-[0-9]{3} [0-9]{2}\z")]
    private static partial Regex Paper();
}
