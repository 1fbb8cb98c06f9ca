namespace Ca.Cli.Desk;

/// <summary>A line without its end, or the word that there was one that is too long to be held.</summary>
readonly record struct BoundedLine(ReadOnlyMemory<byte> Octets, bool IsTooLong);

/// <summary>Lines of a stream, one held at a time: each looked at once, none held beyond the bound.</summary>
sealed class BoundedLines(Stream stream, int maxOctets)
{
    byte[] buffer = new byte[64 * 1024];
    int start;
    int end;

    /// <summary>The next line, good until the one after it is asked for; null at the end. What stands behind the last line feed is a line too, unless it is nothing.</summary>
    public async Task<BoundedLine?> Next(CancellationToken cancellation)
    {
        var searched = start;
        var tooLong = false;
        while (true)
        {
            if (buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n') is var found and >= 0)
            {
                var line = Line(searched + found, tooLong);
                start = searched + found + 1;
                return line;
            }
            if (tooLong || end - start > maxOctets)
                (tooLong, start, end) = (true, 0, 0);
            searched = MakeRoom();
            var read = await stream.ReadAsync(buffer.AsMemory(end), cancellation);
            end += read;
            if (read > 0)
                continue;
            if (end == start && !tooLong)
                return null;
            var last = Line(end, tooLong);
            start = end;
            return last;
        }
    }

    BoundedLine Line(int lineEnd, bool tooLong)
    {
        if (tooLong || lineEnd - start > maxOctets)
            return new(default, true);
        var withoutReturn = lineEnd > start && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        return new(buffer.AsMemory(start, withoutReturn - start), false);
    }

    /// <returns>Where the octets end that were searched already.</returns>
    int MakeRoom()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }
        if (end == buffer.Length)
            Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, maxOctets + 64L * 1024));
        return end;
    }
}
