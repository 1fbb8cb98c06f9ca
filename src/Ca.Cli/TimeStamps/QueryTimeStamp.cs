using System.CommandLine;
using Ca.Cli.Desk;
using Ca.Cli.Verification;
using Ca.Core;
using Ca.Core.Keys;
using Ca.Core.TimeStamping;

namespace Ca.Cli.TimeStamps;

/// <summary><c>ca timestamp query FILE --out FILE [--digest NAME]</c>: the request for a time-stamp; it is for others to send.</summary>
static class QueryTimeStamp
{
    public static Command Verb(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = terminal.Say("TimeStamps.argument-content") };
        var output = new Option<string>("--out") { Description = terminal.Say("TimeStamps.option-out"), HelpName = "FILE", Required = true };
        var digest = new Option<string>("--digest") { Description = terminal.Say("TimeStamps.option-digest"), HelpName = "NAME", DefaultValueFactory = _ => DigestAlgorithm.Sha256.Name };
        digest.AcceptOnlyFromAmong([.. TimeStampAuthority.Digests.Select(d => d.Name)]);
        return Desk.Verb.Create(terminal, "query", "TimeStamps.query", parsed =>
            Query(parsed.GetRequiredValue(file), parsed.GetRequiredValue(output), parsed.GetRequiredValue(digest)), file, output, digest);
    }

    static Outcome<Answer> Query(string path, string output, string name)
    {
        var digest = TimeStampAuthority.Digests.First(d => d.Name == name);
        if (MaterialFile.Open(path).Refused(out var why, out var content))
            return why;
        byte[] hash;
        using (content)
            hash = digest.Compute(content);
        var request = TimeStampRequest.Create(digest, hash);
        return OutputFile.Write(output, request.Encoded.Span) is { } unwritten
            ? unwritten
            : new Answer(
                [
                    Line.Of("TimeStamps.hash", $"{digest.Name} {Convert.ToHexStringLower(hash)}"),
                    Line.Of("TimeStamps.nonce", Convert.ToHexStringLower(request.Nonce!.Value.Span)),
                ],
                new { digest = digest.Name, hash = Convert.ToHexStringLower(hash), nonce = Convert.ToHexStringLower(request.Nonce.Value.Span) });
    }
}
