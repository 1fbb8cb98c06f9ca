using System.Formats.Asn1;
using Microsoft.Win32.SafeHandles;

namespace Ca.Core.Revocation;

/// <summary>The entries of a list in a file, one after another through one buffer.</summary>
sealed class EntryStream(SafeFileHandle file, long start, long end)
{
    // Longer than any entry: the serial number is bounded, and so are the few extensions an entry has.
    const int BufferOctets = 64 * 1024;

    readonly byte[] buffer = new byte[BufferOctets];
    long position = start;
    int at;
    int filled;
    int length;

    /// <summary>Encoding of the entry; until the next step.</summary>
    public ReadOnlySpan<byte> Current => buffer.AsSpan(at, length);

    /// <summary>Throws <see cref="AsnContentException"/> where there is no entry but not the end either.</summary>
    public bool MoveNext()
    {
        at += length;
        length = 0;
        if (at == filled && position == end)
            return false;
        if (!TryMeasure())
        {
            Fill();
            if (!TryMeasure())
                throw new AsnContentException("An entry is too long, or no entry.");
        }
        return true;
    }

    bool TryMeasure()
    {
        var found = AsnDecoder.TryReadEncodedValue(buffer.AsSpan(at, filled - at), AsnEncodingRules.DER, out _, out _, out _, out length);
        return found && length > 0;
    }

    void Fill()
    {
        buffer.AsSpan(at, filled - at).CopyTo(buffer);
        filled -= at;
        at = 0;
        var room = (int)Math.Min(buffer.Length - filled, end - position);
        var read = RandomAccess.Read(file, buffer.AsSpan(filled, room), position);
        filled += read;
        position += read;
    }
}
