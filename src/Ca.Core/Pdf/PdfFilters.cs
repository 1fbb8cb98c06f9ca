using System.IO.Compression;

namespace Ca.Core.Pdf;

/// <summary>
/// FlateDecode with its predictors (ISO 32000-2 §7.4.4): what cross-reference streams, object streams and certificates of a security store
/// are written with. No page is ever decoded here, so the other filters are not needed.
/// </summary>
static class PdfFilters
{
    const int MaxColumns = 65_536;

    /// <summary>The decoded data; null when it is damaged, too much, or of a filter not known.</summary>
    /// <param name="data">As in the file.</param>
    /// <param name="dictionary">The stream's, with filter and parameters written in it.</param>
    /// <param name="work">What it may still expand to.</param>
    public static ReadOnlyMemory<byte>? Decode(ReadOnlyMemory<byte> data, PdfDictionary dictionary, PdfWork work)
    {
        if (One(dictionary["Filter"]) is not { } filter || One(dictionary["DecodeParms"]) is not { } parameters)
            return null;
        return filter switch
        {
            PdfNull => data,
            PdfName { Value: "FlateDecode" } when Inflate(data, work) is { } inflated => Unpredict(inflated, parameters as PdfDictionary),
            _ => null,
        };
    }

    /// <summary>A value, or the one value of an array; null when there are several.</summary>
    static PdfValue? One(PdfValue value) => value switch
    {
        PdfArray { Items: [] } => PdfValue.Null,
        PdfArray { Items: [var only] } => only,
        PdfArray => null,
        _ => value,
    };

    static byte[]? Inflate(ReadOnlyMemory<byte> data, PdfWork work)
    {
        using var output = new MemoryStream();
        try
        {
            using var input = new ZLibStream(new MemoryStream(data.ToArray(), writable: false), CompressionMode.Decompress);
            var buffer = new byte[81_920];
            for (int read; (read = input.Read(buffer)) > 0;)
            {
                if (!work.TakeExpanded(read))
                    return null;
                output.Write(buffer, 0, read);
            }
        }
        // The latter when the data ask for a dictionary that nobody has (RFC 1950 §2.2, FDICT).
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return null;
        }
        return output.ToArray();
    }

    static ReadOnlyMemory<byte>? Unpredict(byte[] data, PdfDictionary? parameters)
    {
        if (parameters is null || Number(parameters, "Predictor", 1) is not { } predictor || predictor == 1)
            return data;
        if (Number(parameters, "Columns", 1) is not (> 0 and <= MaxColumns and var columns)
            || Number(parameters, "Colors", 1) is not (> 0 and <= 4 and var colors)
            || Number(parameters, "BitsPerComponent", 8) != 8)
            return null;
        return predictor switch
        {
            2 => Tiff(data, columns * colors, colors),
            >= 10 and <= 15 => Png(data, columns * colors, colors),
            _ => null,
        };
    }

    static int? Number(PdfDictionary parameters, string key, int otherwise) => parameters[key] switch
    {
        PdfNull => otherwise,
        PdfInteger { Value: >= 0 and <= int.MaxValue } number => (int)number.Value,
        _ => null,
    };

    static byte[] Tiff(byte[] data, int row, int pixel)
    {
        for (var at = 0; at < data.Length; at++)
            if (at % row >= pixel)
                data[at] = unchecked((byte)(data[at] + data[at - pixel]));
        return data;
    }

    /// <summary>Each row begins with its own predictor (PNG §9.2); a last row that is cut short is left out.</summary>
    static byte[]? Png(byte[] data, int row, int pixel)
    {
        var rows = data.Length / (row + 1);
        var output = new byte[rows * row];
        var above = new byte[row].AsSpan();
        for (var r = 0; r < rows; r++)
        {
            var from = data.AsSpan(r * (row + 1), row + 1);
            var to = output.AsSpan(r * row, row);
            from[1..].CopyTo(to);
            if (!Restore(from[0], to, above, pixel))
                return null;
            above = to;
        }
        return output;
    }

    static bool Restore(byte kind, Span<byte> row, ReadOnlySpan<byte> above, int pixel)
    {
        for (var i = 0; i < row.Length; i++)
        {
            int left = i < pixel ? 0 : row[i - pixel];
            int corner = i < pixel ? 0 : above[i - pixel];
            var add = kind switch
            {
                0 => 0,
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                4 => Paeth(left, above[i], corner),
                _ => -1,
            };
            if (add < 0)
                return false;
            row[i] = unchecked((byte)(row[i] + add));
        }
        return true;
    }

    static int Paeth(int left, int above, int corner)
    {
        var estimate = left + above - corner;
        var (toLeft, toAbove, toCorner) = (Math.Abs(estimate - left), Math.Abs(estimate - above), Math.Abs(estimate - corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
}
