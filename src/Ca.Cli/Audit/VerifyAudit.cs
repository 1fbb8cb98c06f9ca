using System.CommandLine;
using Ca.Cli.Desk;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Audit;

namespace Ca.Cli.Audit;

/// <summary><c>ca audit verify FILE [--head FILE]</c>: a log as the service exports it, or as a ceremony's register keeps it.</summary>
static class VerifyAudit
{
    public static Command Verb(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = terminal.Say("Audit.argument-file") };
        var head = new Option<string?>("--head") { Description = terminal.Say("Audit.option-head"), HelpName = "FILE" };
        return Desk.Verb.Create(terminal, "verify", "Audit.verify", parsed =>
        {
            AuditHead? kept = null;
            if (parsed.GetValue(head) is { } path && ReadHead(path).Refused(out var why, out kept))
                return why;
            var log = parsed.GetRequiredValue(file);
            if (!File.Exists(log))
                return new Refusal(RefusalCode.NotFound, new Sentence(typeof(VerifyAudit).Assembly, "Audit.no-file", log));
            return AuditChain.Verify(File.ReadLines(log), kept).Then<Answer>(reached => View(reached, kept));
        }, file, head);
    }

    static Outcome<AuditHead> ReadHead(string path) =>
        InputFile.Read(path, AuditEvent.MaxLineLength).Then(bytes => AuditHead.Parse(System.Text.Encoding.UTF8.GetString(bytes)));

    /// <summary>Without a kept head we say what that leaves open: a chain cannot tell that its end was cut off.</summary>
    static Answer View(AuditHead reached, AuditHead? kept) => new(
        [
            Line.Of(new Sentence(typeof(VerifyAudit).Assembly, "Audit.intact", reached.Sequence)),
            Line.Of(kept is null
                ? new Sentence(typeof(VerifyAudit).Assembly, "Audit.no-head")
                : new Sentence(typeof(VerifyAudit).Assembly, "Audit.head-holds", kept.Sequence)),
            Line.Of("Audit.head", reached),
        ],
        new { events = reached.Sequence, head = reached.ToString(), comparedWith = kept?.ToString() });
}
