namespace Ca.Core.Gost;

/// <summary>
/// The substitution of octets by operations on nibbles, after Biryukov, Perrin and Udovenko, "Reverse-Engineering the S-Box of Streebog,
/// Kuznyechik and STRIBOBr1" (EUROCRYPT 2016, eprint 2016/071, §3.4). RFC 6986 gives only its values.
/// </summary>
/// <remarks>
/// With l and r the left and the right nibble of alpha(x), and products in GF(2^4): l becomes nu0(l) where r is 0 and nu1(l / r) elsewhere,
/// then r becomes sigma(r · phi(l)), where phi(l) is never 0; and pi(x) is omega of both. The products are sums of logarithms.
/// </remarks>
static class StreebogDecomposition
{
    public static ReadOnlySpan<byte> Nu0 => [0x2, 0x5, 0x3, 0xb, 0x6, 0x9, 0xe, 0xa, 0x0, 0x4, 0xf, 0x1, 0x8, 0xd, 0xc, 0x7];

    public static ReadOnlySpan<byte> Nu1 => [0x7, 0x6, 0xc, 0x9, 0x0, 0xf, 0x8, 0x1, 0x4, 0x5, 0xb, 0xe, 0xd, 0x2, 0x3, 0xa];

    public static ReadOnlySpan<byte> Phi => [0xb, 0x2, 0xb, 0x8, 0xc, 0x4, 0x1, 0xc, 0x6, 0x3, 0x5, 0x8, 0xe, 0x3, 0x6, 0xb];

    public static ReadOnlySpan<byte> Sigma => [0xc, 0xd, 0x0, 0x4, 0x8, 0xb, 0xa, 0xe, 0x3, 0x9, 0x5, 0x2, 0xf, 0x1, 0x6, 0x7];

    /// <summary>The powers of X in GF(2^4) = GF(2)[X] / (X^4 + X^3 + 1).</summary>
    public static ReadOnlySpan<byte> Powers => [0x1, 0x2, 0x4, 0x8, 0x9, 0xb, 0xf, 0x7, 0xe, 0x5, 0xa, 0xd, 0x3, 0x6, 0xc];

    public static int Alpha(int octet) => Product(
        [0b00001000, 0b01000001, 0b01000011, 0b11101111, 0b10001010, 0b01000100, 0b00011010, 0b00100000], octet);

    public static int Omega(int octet) => Product(
        [0b00001010, 0b00000100, 0b00100000, 0b10011010, 0b00001000, 0b01000100, 0b10000010, 0b00000001], octet);

    /// <summary>A matrix times an octet, the highest bit first.</summary>
    static int Product(ReadOnlySpan<byte> lines, int octet)
    {
        var product = 0;
        foreach (var line in lines)
            product = product << 1 | int.PopCount(line & octet) & 1;
        return product;
    }
}
