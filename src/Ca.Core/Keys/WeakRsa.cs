using System.Numerics;

namespace Ca.Core.Keys;

/// <summary>Signs that an RSA modulus was made badly: each costs an attacker far less than factoring, and us a few milliseconds.</summary>
static class WeakRsa
{
    /// <summary>Baseline Requirements §6.1.6: a modulus has no factors smaller than 752.</summary>
    const int SmallFactorBound = 752;

    /// <summary>Baseline Requirements §6.1.1.3: Fermat's factorization, 100 rounds (the printers of 2022 fell in the first).</summary>
    const int FermatRounds = 100;

    static readonly BigInteger SmallPrimes = PrimesBelow(SmallFactorBound).Aggregate(BigInteger.One, (product, prime) => product * prime);

    // Infineon's generator made primes of the form k·M + 65537^a mod M, M a product of the first primes: so a modulus of its keys is a
    // power of 65537 modulo M. Modulo each prime of M alone, one sound key in 2^27 is one too; modulo all of them together with one
    // and the same exponent, none is to be expected (Nemec et al., The Return of Coppersmith's Attack, CCS 2017, §3.4: CVE-2017-15361).
    // M of the shortest keys has the primes to 167 and divides that of the longer ones.
    static readonly (int Prime, Dictionary<int, int> Logarithms)[] RocaMarks =
        [.. PrimesBelow(168).Skip(1).Select(p => (Prime: p, Logarithms: LogarithmsTo65537(p)))];

    public static bool HasSmallFactor(BigInteger modulus) =>
        !BigInteger.GreatestCommonDivisor(modulus, SmallPrimes % modulus).IsOne;

    public static bool IsRoca(BigInteger modulus)
    {
        var exponents = new (int Exponent, int Order)[RocaMarks.Length];
        for (var i = 0; i < RocaMarks.Length; i++)
        {
            var (prime, logarithms) = RocaMarks[i];
            if (!logarithms.TryGetValue((int)(modulus % prime), out var exponent))
                return false;
            exponents[i] = (exponent, logarithms.Count);
        }
        // Remainders of one exponent agree wherever their orders have a common divisor; agreeing in pairs, they are of one exponent.
        return exponents.All(a => exponents.All(b => (a.Exponent - b.Exponent) % (int)BigInteger.GreatestCommonDivisor(a.Order, b.Order) == 0));
    }

    /// <summary>Whether the two primes lie so near to each other that Fermat's method finds them.</summary>
    public static bool HasClosePrimes(BigInteger modulus)
    {
        var mean = CeilingOfRoot(modulus);
        for (var round = 0; round < FermatRounds; round++, mean++)
            if (IsSquare(mean * mean - modulus))
                return true;
        return false;
    }

    static bool IsSquare(BigInteger number)
    {
        // Squares are 0, 1, 4 or 9 modulo 16: three of four numbers need no root.
        if ((int)(number & 15) is not (0 or 1 or 4 or 9))
            return false;
        var root = CeilingOfRoot(number);
        return root * root == number;
    }

    /// <summary>The least integer whose square is not below the number.</summary>
    static BigInteger CeilingOfRoot(BigInteger number)
    {
        if (number <= 1)
            return number;
        // Newton's method from above falls until it has the floor.
        var root = BigInteger.One << (int)((number.GetBitLength() + 1) / 2);
        while ((root + number / root) >> 1 is var next && next < root)
            root = next;
        return root * root == number ? root : root + 1;
    }

    /// <summary>For every power of 65537 modulo the prime, its least exponent: as many as the order of 65537.</summary>
    static Dictionary<int, int> LogarithmsTo65537(int prime)
    {
        var logarithms = new Dictionary<int, int>();
        for (var power = 1; logarithms.TryAdd(power, logarithms.Count);)
            power = (int)(power * 65537L % prime);
        return logarithms;
    }

    static IEnumerable<int> PrimesBelow(int bound) =>
        Enumerable.Range(2, bound - 2).Where(n => Enumerable.Range(2, n - 2).TakeWhile(d => d * d <= n).All(d => n % d != 0));
}
