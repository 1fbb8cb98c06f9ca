namespace Ca.Core.Tests.Keys;

/// <summary>Damaged copies of an object, the same in every run.</summary>
static class Mutants
{
    static readonly byte[] Octets = [0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x30, 0x7f, 0x80, 0x81, 0x84, 0xa0, 0xff];

    public static IEnumerable<byte[]> Of(byte[] whole)
    {
        for (var at = 0; at < whole.Length; at++)
        {
            yield return whole[..at];
            yield return [.. whole[..at], .. whole[(at + 1)..]];
            yield return [.. whole[..at], 0, .. whole[at..]];
            foreach (var octet in Octets)
            {
                byte[] changed = [.. whole];
                changed[at] = octet;
                yield return changed;
            }
        }
    }
}
