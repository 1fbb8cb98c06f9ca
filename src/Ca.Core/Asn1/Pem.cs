using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Ca.Core.Asn1;

/// <summary>Textual encodings of RFC 7468, read when a person may have sent either form.</summary>
public static class Pem
{
    /// <summary>
    /// How long a text with one object of <paramref name="maxOctets"/> may be: base64 in lines (four characters for three octets and
    /// two line ends for 48), and as much again for what OpenSSL prints before it with <c>-text</c>.
    /// </summary>
    public static int MaxOctets(int maxOctets) => 3 * maxOctets;

    /// <summary>
    /// The DER octets of <paramref name="bytes"/>: themselves when they begin with a SEQUENCE, else of the first PEM block with this label.
    /// </summary>
    /// <param name="bytes">PEM in ASCII or any superset of it, or DER.</param>
    /// <param name="maxOctets">Longer input is refused before it is searched.</param>
    /// <param name="labels">Accepted labels, as in <c>CERTIFICATE REQUEST</c>.</param>
    public static Outcome<ReadOnlyMemory<byte>> Unwrap(ReadOnlyMemory<byte> bytes, int maxOctets, params ReadOnlySpan<string> labels) =>
        Unwrap(bytes, maxOctets, labels, out _);

    /// <summary>The same, where a second such block is refused: it is not said which of them is meant.</summary>
    public static Outcome<ReadOnlyMemory<byte>> UnwrapOnly(ReadOnlyMemory<byte> bytes, int maxOctets, params ReadOnlySpan<string> labels)
    {
        var first = Unwrap(bytes, maxOctets, labels, out var rest);
        return !first.Refused(out _, out _) && TryNext(ref rest, labels, out _, out _)
            ? new Refusal(RefusalCode.Malformed, "Asn1.several-pem", string.Join(", ", labels.ToArray()))
            : first;
    }

    static Outcome<ReadOnlyMemory<byte>> Unwrap(ReadOnlyMemory<byte> bytes, int maxOctets, ReadOnlySpan<string> labels, out ReadOnlySpan<byte> rest)
    {
        rest = default;
        if (bytes.Length > maxOctets)
            return new Refusal(RefusalCode.TooLarge, "Asn1.too-large", bytes.Length, maxOctets);
        if (bytes.Length == 0)
            return new Refusal(RefusalCode.Malformed, "Asn1.empty");
        if (bytes.Span[0] == 0x30)
            return bytes;
        if (IsUtf16(bytes.Span))
            return new Refusal(RefusalCode.Malformed, "Asn1.utf-16");
        rest = bytes.Span;
        if (!TryNext(ref rest, labels, out var label, out var base64))
            return new Refusal(RefusalCode.Malformed, "Asn1.no-pem", string.Join(", ", labels.ToArray()));
        return Decode(base64) is { } der
            ? (ReadOnlyMemory<byte>)der
            : new Refusal(RefusalCode.Malformed, "Asn1.damaged-pem", label);
    }

    /// <summary>The DER octets of every block with this label, in order; none when there is none. One damaged block refuses all.</summary>
    /// <param name="bytes">PEM of a length that the caller has bounded, or one object in DER.</param>
    /// <param name="label">The label.</param>
    public static Outcome<ReadOnlyMemory<byte>[]> All(ReadOnlyMemory<byte> bytes, string label)
    {
        var blocks = new List<ReadOnlyMemory<byte>>();
        if (bytes.Span is [0x30, ..])
            blocks.Add(bytes);
        else if (IsUtf16(bytes.Span))
            return new Refusal(RefusalCode.Malformed, "Asn1.utf-16");
        else
            for (var rest = bytes.Span; TryNext(ref rest, [label], out _, out var base64);)
            {
                if (Decode(base64) is not { } der)
                    return new Refusal(RefusalCode.Malformed, "Asn1.damaged-pem", label);
                blocks.Add(der);
            }
        return blocks.ToArray();
    }

    /// <summary>One block, ending with a line feed.</summary>
    public static string Write(string label, ReadOnlySpan<byte> der) => PemEncoding.WriteString(label, der) + "\n";

    static bool TryNext(ref ReadOnlySpan<byte> rest, scoped ReadOnlySpan<string> labels, out string label, out ReadOnlySpan<byte> base64)
    {
        while (TryNext(ref rest, out var found, out base64))
            foreach (var accepted in labels)
                if (Ascii.Equals(found, accepted))
                {
                    label = accepted;
                    return true;
                }
        label = "";
        return false;
    }

    /// <summary>The next <c>-----BEGIN label-----</c> that has its <c>-----END label-----</c> as the next line of dashes.</summary>
    // Each octet is looked at once or twice whatever comes: the platform's PemEncoding.Find looks through the whole rest for the END
    // of each of a thousand BEGINs.
    static bool TryNext(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> label, out ReadOnlySpan<byte> base64)
    {
        label = base64 = default;
        while (rest.IndexOf("-----BEGIN "u8) is var begin and >= 0)
        {
            rest = rest[(begin + "-----BEGIN ".Length)..];
            var labelEnd = rest.IndexOf("-----"u8);
            if (labelEnd < 0)
                return false;
            label = rest[..labelEnd];
            var body = rest[(labelEnd + "-----".Length)..];
            var bodyEnd = body.IndexOf("-----"u8);
            if (bodyEnd < 0)
                return false;
            base64 = body[..bodyEnd];
            rest = body[bodyEnd..];
            if (!rest.StartsWith("-----END "u8))
                continue;
            rest = rest["-----END ".Length..];
            if (rest.StartsWith(label) && rest[label.Length..].StartsWith("-----"u8))
            {
                rest = rest[(label.Length + "-----".Length)..];
                return true;
            }
        }
        return false;
    }

    static byte[]? Decode(ReadOnlySpan<byte> base64)
    {
        // White space is skipped; anything else that is not base64, as the headers of old encrypted keys, is refused.
        var octets = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        return Base64.DecodeFromUtf8(base64, octets, out _, out var written) == OperationStatus.Done ? octets[..written] : null;
    }

    /// <summary>What Notepad and PowerShell call Unicode: with a byte order mark, or ASCII with every second octet zero.</summary>
    static bool IsUtf16(ReadOnlySpan<byte> bytes) => bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [(byte)'-', 0, ..] or [0, (byte)'-', ..];
}
