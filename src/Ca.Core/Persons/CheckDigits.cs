using System.Globalization;

namespace Ca.Core.Persons;

/// <summary>What the numbers have in common: digits, and sums over them.</summary>
static class CheckDigits
{
    public static bool AreDigits(string text, int length) => text.Length == length && text.All(char.IsAsciiDigit);

    public static long Number(ReadOnlySpan<char> digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    public static int WeightedSum(ReadOnlySpan<char> digits, ReadOnlySpan<int> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
            sum += (digits[i] - '0') * weights[i];
        return sum;
    }
}
