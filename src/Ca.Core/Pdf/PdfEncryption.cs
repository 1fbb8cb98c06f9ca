using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Ca.Core.Pdf;

/// <summary>
/// The standard security handler (ISO 32000-2 §7.6.4), opened as every reader opens a file that is only protected from being changed or
/// printed: with the empty user password. RC4 and AES of each revision are read, nothing is written. Values and keys are compared as records.
/// </summary>
sealed record PdfEncryption
{
    /// <summary>An initial vector stands before what AES has encrypted.</summary>
    const int AesBlock = 16;

    /// <summary>Algorithm 1 (§7.6.3.2), step b, for AES.</summary>
    static readonly byte[] Salt = "sAlT"u8.ToArray();

    enum Method
    {
        None,
        Rc4,
        Aes128,
        Aes256,
    }

    /// <summary>The file's key, in hex.</summary>
    public required string Key { get; init; }

    Method Strings { get; init; }

    Method Streams { get; init; }

    bool CoversMetadata { get; init; }

    /// <summary>What the Encrypt dictionary of this revision's trailer says; a refusal when the file takes a password, or a handler that is not known here.</summary>
    public static Outcome<PdfEncryption> Open(PdfRevision revision)
    {
        var unknown = new Refusal(RefusalCode.Unsupported, "Pdf.encryption-unknown");
        if (revision.Dictionary(revision.Trailer, "Encrypt") is not { HasDuplicates: false } dictionary || revision.Name(dictionary, "Filter") != "Standard"
            || revision.Resolve(dictionary["V"]) is not PdfInteger { Value: 1 or 2 or 4 or 5 } number)
            return unknown;
        var version = (int)number.Value;
        var covers = revision.Resolve(dictionary["EncryptMetadata"]) is not PdfBoolean { Value: false };
        var (strings, streams) = version < 4
            ? (Method.Rc4, Method.Rc4)
            : (MethodOf(revision, dictionary, "StrF", version), MethodOf(revision, dictionary, "StmF", version));
        if (strings is not { } ofStrings || streams is not { } ofStreams)
            return unknown;
        var id = revision.Array(revision.Trailer, "ID") is [PdfString first, ..] ? first.Octets : default;
        var key = PdfFileKey.Read(revision, dictionary, version, id, covers);
        return key is null
            ? new Refusal(RefusalCode.Unsupported, "Pdf.encrypted")
            : new PdfEncryption { Key = Convert.ToHexString(key), Strings = ofStrings, Streams = ofStreams, CoversMetadata = covers };
    }

    /// <summary>A crypt filter by its name (§7.6.6): of the method that goes with the version; null for another.</summary>
    static Method? MethodOf(PdfRevision revision, PdfDictionary dictionary, string key, int version)
    {
        if (revision.Name(dictionary, key) is not ({ } name and not "Identity"))
            return Method.None;
        var filter = revision.Dictionary(dictionary, "CF") is { } filters ? revision.Dictionary(filters, name) : null;
        return (version, filter is null ? null : revision.Name(filter, "CFM")) switch
        {
            (_, "None") => Method.None,
            (4, "V2") => Method.Rc4,
            (4, "AESV2") => Method.Aes128,
            (5, "AESV3") => Method.Aes256,
            _ => null,
        };
    }

    /// <summary>The value of an indirect object with its strings as they are meant; that of a signature is in the clear (§7.6.2).</summary>
    public PdfValue Decrypt(PdfValue value, int number, int generation) => value switch
    {
        PdfString text => Apply(Strings, text.Octets.Span, number, generation) is { } clear
            ? new PdfString(clear, text.Place, text.IsHex)
            : new PdfUnreadable(text.Place?.Start.Value ?? 0),
        PdfArray array => new PdfArray([.. array.Items.Select(i => Decrypt(i, number, generation))]),
        PdfDictionary dictionary => Decrypt(dictionary, number, generation),
        PdfStream stream => new PdfStream(Decrypt(stream.Dictionary, number, generation), stream.Start) { Owner = (number, generation) },
        _ => value,
    };

    PdfDictionary Decrypt(PdfDictionary dictionary, int number, int generation)
    {
        var isSignature = dictionary["ByteRange"] is PdfArray;
        return new(
            dictionary.Entries.ToDictionary(e => e.Key, e => isSignature && e.Key == "Contents" ? e.Value : Decrypt(e.Value, number, generation)),
            dictionary.HasDuplicates);
    }

    /// <summary>The data of a stream; null when it cannot be decrypted.</summary>
    public ReadOnlyMemory<byte>? Decrypt(PdfStream stream, ReadOnlyMemory<byte> data)
    {
        var type = (stream.Dictionary["Type"] as PdfName)?.Value;
        var isClear = type == "XRef" || type == "Metadata" && !CoversMetadata || stream.Dictionary["Filter"] is PdfName { Value: "Crypt" } or PdfArray { Items: [PdfName { Value: "Crypt" }, ..] };
        return isClear ? data : Apply(Streams, data.Span, stream.Owner.Number, stream.Owner.Generation) is { } clear ? clear : null;
    }

    byte[]? Apply(Method method, ReadOnlySpan<byte> data, int number, int generation)
    {
        var file = Convert.FromHexString(Key);
        return method switch
        {
            Method.None => data.ToArray(),
            Method.Rc4 => Rc4.Apply(KeyOf(file, number, generation, []), data),
            Method.Aes128 => Aes(KeyOf(file, number, generation, Salt), data),
            _ => Aes(file, data),
        };
    }

    /// <summary>Algorithm 1: a key of its own for each object.</summary>
    static byte[] KeyOf(ReadOnlySpan<byte> file, int number, int generation, ReadOnlySpan<byte> salt)
    {
        Span<byte> place = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(place, number);
        BinaryPrimitives.WriteInt32LittleEndian(place[3..], generation);
        return PdfFileKey.Md5([.. file, .. place[..5], .. salt])[..Math.Min(file.Length + 5, 16)];
    }

    static byte[]? Aes(byte[] key, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return [];
        if (data.Length < AesBlock || data.Length % AesBlock != 0)
            return null;
        using var aes = System.Security.Cryptography.Aes.Create();
        aes.Key = key;
        try
        {
            return aes.DecryptCbc(data[AesBlock..], data[..AesBlock]);
        }
        // The platform's word for a padding that is none.
        catch (CryptographicException)
        {
            return null;
        }
    }
}
