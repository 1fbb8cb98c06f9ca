using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.TimeStamping;

namespace Ca.Cli.TimeStamps;

/// <summary>A file with a time-stamp: what an authority answered, or the token out of it.</summary>
static class TimeStampFile
{
    /// <summary>The token; of an answer without one, the refusal that the authority gave.</summary>
    public static Outcome<TimeStampToken> Read(string path) =>
        InputFile.Read(path, Pem.MaxOctets(TimeStampResponse.MaxOctets)).Then(bytes => Parse(bytes));

    /// <summary>The same of the file's octets.</summary>
    public static Outcome<TimeStampToken> Parse(ReadOnlyMemory<byte> bytes)
    {
        // A response begins with a status and a token with an object identifier: neither can be taken for the other.
        if (TimeStampResponse.Parse(bytes).Refused(out _, out var response))
            return TimeStampToken.Parse(bytes);
        return response.Token is { } token
            ? token
            : new Refusal(RefusalCode.NotAllowed, new Sentence(
                typeof(TimeStampFile).Assembly, "TimeStamps.rejected", response.Failure?.ToString() ?? response.Status.ToString(), Printable(string.Join(' ', response.Text))));
    }

    /// <summary>A stranger's text, without what could move a terminal's cursor or turn its direction.</summary>
    static string Printable(string text) => new([.. text.Where(c => char.IsLetterOrDigit(c) || char.IsPunctuation(c) || c == ' ').Take(500)]);
}
