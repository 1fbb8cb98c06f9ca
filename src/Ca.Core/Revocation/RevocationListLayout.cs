using System.Formats.Asn1;
using Ca.Core.Asn1;
using Microsoft.Win32.SafeHandles;

namespace Ca.Core.Revocation;

/// <summary>Where the parts of a CRL lie in its file, found by stepping over them.</summary>
sealed class RevocationListLayout
{
    // Names, algorithms, extensions and the signature together.
    const int MaxOtherOctets = 64 * 1024;

    const byte Sequence = 0x30;

    RevocationListLayout(ValueInFile tbs, ValueInFile entries, byte[] withoutEntries)
    {
        TbsStart = tbs.Start;
        TbsEnd = tbs.End;
        EntriesStart = entries.Contents;
        EntriesEnd = entries.End;
        WithoutEntries = withoutEntries;
    }

    public long TbsStart { get; }

    public long TbsEnd { get; }

    /// <summary>Of the contents of revokedCertificates; as <see cref="EntriesEnd"/> when there are none.</summary>
    public long EntriesStart { get; }

    public long EntriesEnd { get; }

    /// <summary>DER of a CertificateList like this one, less revokedCertificates.</summary>
    public byte[] WithoutEntries { get; }

    /// <summary>Throws <see cref="AsnContentException"/> where the file is not one DER value of the outer form of a CertificateList.</summary>
    public static Outcome<RevocationListLayout> Read(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        if (length > RevocationList.MaxOctets)
            return new Refusal(RefusalCode.TooLarge, "Asn1.too-large", length, RevocationList.MaxOctets);
        var list = ValueInFile.At(file, 0, length, Sequence);
        var tbs = ValueInFile.At(file, list.Contents, list.End, Sequence);
        if (list.End != length)
            return new Refusal(RefusalCode.Malformed, "Asn1.trailing-bytes");

        var entries = default(ValueInFile);
        using var others = new MemoryStream();
        var before = default(ValueInFile);
        for (var at = tbs.Contents; at < tbs.End; at = before.End)
        {
            var value = ValueInFile.At(file, at, tbs.End);
            // revokedCertificates is the SEQUENCE behind the last Time.
            if (value.Tag == Sequence && before.IsTime)
                entries = value;
            else
                Append(others, file, value.Start, value.End);
            before = value;
        }
        var othersOfTbs = (int)others.Length;
        Append(others, file, tbs.End, list.End);
        byte[] contents = [.. Der.Header(Sequence, othersOfTbs), .. others.ToArray()];
        return new RevocationListLayout(tbs, entries, [.. Der.Header(Sequence, contents.Length), .. contents]);
    }

    static void Append(MemoryStream others, SafeFileHandle file, long start, long end)
    {
        if (others.Length + end - start > MaxOtherOctets)
            throw new AsnContentException("Too much beside the entries.");
        var octets = new byte[end - start];
        if (RandomAccess.Read(file, octets, start) != octets.Length)
            throw new AsnContentException("The file became shorter.");
        others.Write(octets);
    }

    readonly record struct ValueInFile(byte Tag, long Start, long Contents, long End)
    {
        public bool IsTime => Tag is (byte)UniversalTagNumber.UtcTime or (byte)UniversalTagNumber.GeneralizedTime;

        public static ValueInFile At(SafeFileHandle file, long start, long limit, byte? tag = null)
        {
            Span<byte> header = stackalloc byte[Der.MaxHeaderOctets];
            header = header[..RandomAccess.Read(file, header[..(int)Math.Min(header.Length, limit - start)], start)];
            if (header.IsEmpty || tag is not null && header[0] != tag
                || !AsnDecoder.TryDecodeLength(header[1..], AsnEncodingRules.DER, out var length, out var read)
                || length > limit - start - 1 - read)
                throw new AsnContentException("Not the header of a value that fits.");
            return new(header[0], start, start + 1 + read, start + 1 + read + length!.Value);
        }
    }
}
