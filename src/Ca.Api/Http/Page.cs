using System.Buffers.Binary;
using System.Buffers.Text;
using Ca.Core;

namespace Ca.Api.Http;

/// <summary>One page of a list, and the cursor with which the next begins; null at the end.</summary>
/// <remarks>A page begins behind a row's number and not after a count of rows: it costs the same at the end of a million, and nothing is shown twice.</remarks>
sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>From up to <see cref="Page.Size"/> rows and one more, which only says that there is a next page.</summary>
    public static Page<T> Of<TRow>(IReadOnlyList<TRow> rows, Func<TRow, long> number, Func<TRow, T> show) => new(
        [.. rows.Take(Page.Size).Select(show)],
        rows.Count > Page.Size ? Page.Cursor(number(rows[Page.Size - 1])) : null);
}

static class Page
{
    public const int Size = 50;

    /// <summary>The number that the cursor of a page before gave; <paramref name="start"/> for the first page.</summary>
    public static Outcome<long> Behind(string? cursor, long start)
    {
        Span<byte> octets = stackalloc byte[sizeof(long)];
        if (cursor is null)
            return start;
        return cursor.Length == 11 && Base64Url.IsValid(cursor) && Base64Url.TryDecodeFromChars(cursor, octets, out var written) && written == octets.Length
            ? BinaryPrimitives.ReadInt64BigEndian(octets)
            : new Refusal(RefusalCode.Malformed, new Sentence(typeof(Page).Assembly, "Http.bad-cursor"));
    }

    public static string Cursor(long number)
    {
        Span<byte> octets = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(octets, number);
        return Base64Url.EncodeToString(octets);
    }
}
