using System.Security.Cryptography;

namespace Ca.Core.Certificates;

/// <summary>
/// A certificate serial number, unique per issuer (RFC 5280 §4.1.2.2). Ours are positive and of 16 random octets;
/// a foreign one may be any INTEGER, since relying parties have to tell such certificates apart too. <c>CertificateRule</c>s
/// hold what we issue to the narrower form.
/// </summary>
public readonly record struct SerialNumber
{
    /// <summary>Longer integers are refused even from others: RFC 5280 allows 20 octets, the longest seen in the wild is under 40.</summary>
    public const int MaxOctets = 64;

    readonly string? hex;

    SerialNumber(string hex) => this.hex = hex;

    /// <summary>Contents of the INTEGER, minimally encoded, in lower-case hex.</summary>
    public string Hex => hex ?? throw new InvalidOperationException("A serial number that was never made.");

    /// <summary>Contents of the INTEGER, big-endian, two's complement.</summary>
    public byte[] Octets => Convert.FromHexString(Hex);

    /// <summary>How many octets the contents have.</summary>
    public int Length => Hex.Length / 2;

    /// <summary>Greater than zero.</summary>
    public bool IsPositive => Hex[0] < '8' && Hex != "00";

    /// <summary>From the contents of a DER INTEGER.</summary>
    public static Outcome<SerialNumber> Parse(ReadOnlySpan<byte> contents) => contents switch
    {
        { Length: 0 or > MaxOctets } => new Refusal(RefusalCode.Malformed, "Certificates.serial-length", MaxOctets),
        [0, < 0x80, ..] or [0xFF, >= 0x80, ..] => new Refusal(RefusalCode.Malformed, "Certificates.serial-not-minimal"),
        _ => new SerialNumber(Convert.ToHexStringLower(contents)),
    };

    /// <summary>From hex as <see cref="Hex"/> writes it; upper case is read too.</summary>
    public static Outcome<SerialNumber> Parse(string hex)
    {
        if (hex.Length is 0 or > 2 * MaxOctets || hex.Length % 2 != 0 || !hex.All(char.IsAsciiHexDigit))
            return new Refusal(RefusalCode.Malformed, "Certificates.serial-not-hex");
        return Parse(Convert.FromHexString(hex));
    }

    /// <summary>A new one: 16 octets, 126 random bits.</summary>
    // Positive and without a leading zero octet whatever comes, so that all have one length (the 63-bit serials of 2019 came from
    // clearing a sign bit of eight octets): the first octet is 0x40 to 0x7F.
    public static SerialNumber Generate()
    {
        Span<byte> octets = stackalloc byte[16];
        RandomNumberGenerator.Fill(octets);
        octets[0] = (byte)(octets[0] & 0x3F | 0x40);
        return new SerialNumber(Convert.ToHexStringLower(octets));
    }

    /// <summary>The hex.</summary>
    public override string ToString() => Hex;
}
