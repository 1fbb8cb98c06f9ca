using System.CommandLine;
using Ca.Cli.Desk;
using Ca.Core.TimeStamping;

namespace Ca.Cli.TimeStamps;

/// <summary><c>ca timestamp show FILE</c>: what it says; whether that is so, <c>verify</c> tells.</summary>
static class ShowTimeStamp
{
    public static Command Verb(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = terminal.Say("TimeStamps.argument-file") };
        return Desk.Verb.Create(terminal, "show", "TimeStamps.show", parsed =>
            TimeStampFile.Read(parsed.GetRequiredValue(file)).Then<Answer>(token => new Answer(Lines(token), Json(token))), file);
    }

    public static IEnumerable<Line> Lines(TimeStampToken token)
    {
        yield return Line.Of("TimeStamps.time", $"{token.Time.ToUniversalTime():yyyy-MM-dd HH:mm:ss.FFFFFF}Z");
        if (token.Accuracy is { } accuracy)
            yield return Line.Of("TimeStamps.accuracy", $"{accuracy.TotalSeconds:0.######}");
        yield return Line.Of("TimeStamps.hash", $"{DigestOf(token)} {Convert.ToHexStringLower(token.Imprint.Span)}");
        yield return Line.Of("TimeStamps.policy", token.Policy);
        yield return Line.Of("TimeStamps.serial-number", Convert.ToHexStringLower(token.SerialNumber.Span));
        if (token.Nonce is { } nonce)
            yield return Line.Of("TimeStamps.nonce", Convert.ToHexStringLower(nonce.Span));
        foreach (var certificate in token.SignedData.Certificates)
            yield return Line.Of("TimeStamps.certificate", certificate.Subject);
    }

    public static object Json(TimeStampToken token, string? kind = null) => new
    {
        kind,
        time = token.Time,
        accuracySeconds = token.Accuracy?.TotalSeconds,
        token.Ordering,
        digest = DigestOf(token),
        hash = Convert.ToHexStringLower(token.Imprint.Span),
        token.Policy,
        serialNumber = Convert.ToHexStringLower(token.SerialNumber.Span),
        nonce = token.Nonce is { } nonce ? Convert.ToHexStringLower(nonce.Span) : null,
        certificates = token.SignedData.Certificates.Select(c => c.Subject.ToString()),
    };

    static string DigestOf(TimeStampToken token) => token.Digest.Refused(out _, out var digest) ? "?" : digest.Name;
}
