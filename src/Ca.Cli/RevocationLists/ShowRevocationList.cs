using System.CommandLine;
using System.Globalization;
using Ca.Cli.Desk;
using Ca.Core.Asn1;
using Ca.Core.Revocation;

namespace Ca.Cli.RevocationLists;

/// <summary><c>ca crl show FILE</c></summary>
static class ShowRevocationList
{
    public static Command Verb(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = terminal.Say("RevocationLists.argument-file") };
        return Desk.Verb.Create(terminal, "show", "RevocationLists.show", parsed =>
            InputFile.Read(parsed.GetRequiredValue(file), Pem.MaxOctets(RevocationList.MaxOctets))
                .Then(bytes => RevocationList.ParsePemOrDer(bytes))
                .Then<Answer>(list => View(list, terminal.Clock.GetUtcNow())), file);
    }

    static Answer View(RevocationList list, DateTimeOffset now)
    {
        var header = list.Header;
        var number = header.Number?.ToString(CultureInfo.InvariantCulture);
        Line[] lines =
            [
                Line.Of("RevocationLists.issuer", header.Issuer),
                Line.Of("RevocationLists.number", number ?? "–"),
                Line.Of("RevocationLists.this-update", $"{header.ThisUpdate:u}"),
                Line.Of("RevocationLists.next-update", header.NextUpdate is { } next ? $"{next:u}" : "–"),
                .. header.NextUpdate <= now ? [Line.Of("RevocationLists.stale", $"{now:u}")] : Array.Empty<Line>(),
                Line.Of("RevocationLists.signature", header.SignatureAlgorithm.Refused(out var unread, out var algorithm) ? unread.Sentence : algorithm),
                Line.Of("RevocationLists.count", list.Count),
            ];
        // The rows one at a time: a list has up to a million.
        return new(
            lines.Concat(list.Entries.Select(Row)),
            new
            {
                issuer = header.Issuer.ToString(),
                number,
                header.ThisUpdate,
                header.NextUpdate,
                signatureAlgorithm = algorithm?.Name,
                list.Count,
                entries = list.Entries.Select(e => new
                {
                    serialNumber = e.SerialNumber.Hex,
                    e.RevokedAt,
                    reason = e.Reason.Name(),
                    e.InvalidityDate,
                }),
            });
    }

    static Line Row(RevocationListEntry entry) =>
        Line.Of($"{entry.SerialNumber}  {entry.RevokedAt:u}  {entry.Reason.Name()}{(entry.InvalidityDate is { } date ? $"  {date:u}" : "")}");
}
