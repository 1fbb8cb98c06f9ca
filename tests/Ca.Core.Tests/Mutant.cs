using System.Security.Cryptography;

namespace Ca.Core.Tests;

/// <summary>Octets that were once an object: a few changed, cut out, doubled or cut off.</summary>
static class Mutant
{
    public static byte[] Of(ReadOnlySpan<byte> whole)
    {
        var octets = whole.ToArray();
        for (var changes = RandomNumberGenerator.GetInt32(1, 4); changes > 0 && octets.Length > 0; changes--)
        {
            var at = RandomNumberGenerator.GetInt32(octets.Length);
            var length = Math.Min(RandomNumberGenerator.GetInt32(1, 16), octets.Length - at);
            octets = RandomNumberGenerator.GetInt32(8) switch
            {
                0 => octets[..at],
                1 => [.. octets[..at], .. octets[(at + length)..]],
                2 => [.. octets[..(at + length)], .. octets[at..]],
                3 => [.. octets[..at], .. RandomNumberGenerator.GetBytes(length), .. octets[at..]],
                4 or 5 => [.. octets[..at], (byte)RandomNumberGenerator.GetInt32(256), .. octets[(at + 1)..]],
                // Lengths, tags and signs are where readers go wrong.
                _ => [.. octets[..at], (byte)(octets[at] ^ (1 << RandomNumberGenerator.GetInt32(8))), .. octets[(at + 1)..]],
            };
        }
        return octets;
    }
}
