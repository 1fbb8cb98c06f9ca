using System.Globalization;
using Ca.Core.Audit;

namespace Ca.Core.Tests.Audit;

public class AuditChainTests
{
    static readonly DateTimeOffset Noon = new(2026, 2, 3, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void A_log_as_it_was_written_verifies_and_gives_its_head()
    {
        var log = Log(5);
        var head = AuditChain.Verify(Lines(log), log[2].Head).Expect();
        Assert.That(head, Is.EqualTo(log[4].Head));
        Assert.That(AuditHead.Parse(head + "\n").Expect(), Is.EqualTo(head));
    }

    [Test]
    public void An_empty_log_verifies() => Assert.That(AuditChain.Verify([]).Expect(), Is.EqualTo(AuditHead.Empty));

    [TestCase("changed actor", "Audit.changed")]
    [TestCase("changed time", "Audit.changed")]
    [TestCase("changed fact", "Audit.changed")]
    [TestCase("added fact", "Audit.changed")]
    [TestCase("changed digest", "Audit.changed")]
    [TestCase("changed and sealed again", "Audit.broken-link")]
    [TestCase("removed", "Audit.out-of-order")]
    [TestCase("removed first", "Audit.out-of-order")]
    [TestCase("removed and renumbered", "Audit.broken-link")]
    [TestCase("reordered", "Audit.out-of-order")]
    [TestCase("doubled", "Audit.out-of-order")]
    [TestCase("cut off", "Audit.cut-off")]
    [TestCase("emptied", "Audit.cut-off")]
    [TestCase("rewritten whole", "Audit.other-than-kept")]
    [TestCase("member added", "Audit.bad-line")]
    [TestCase("member doubled", "Audit.bad-line")]
    [TestCase("line torn", "Audit.bad-line")]
    [TestCase("line enormous", "Audit.bad-line")]
    public void Tampering_is_found(string how, string key)
    {
        var log = Log(5);
        var kept = log[4].Head;
        var lines = Lines(log).ToList();
        lines = how switch
        {
            "changed actor" => Replace(lines, 2, (log[2] with { Actor = "officer:other" }).ToLine()),
            "changed time" => Replace(lines, 2, (log[2] with { Time = "2026-02-03T12:00:09.000Z" }).ToLine()),
            "changed fact" => Replace(lines, 2, (log[2] with { Facts = Facts("superseded") }).ToLine()),
            "added fact" => Replace(lines, 2, (log[2] with { Facts = new Dictionary<string, string>(log[2].Facts) { ["more"] = "" } }).ToLine()),
            "changed digest" => Replace(lines, 2, (log[2] with { Digest = null }).ToLine()),
            "changed and sealed again" => Replace(lines, 2, Sealed(log[2] with { Actor = "officer:other" }).ToLine()),
            "removed" => [.. lines[..2], .. lines[3..]],
            "removed first" => lines[1..],
            "removed and renumbered" => [.. lines[..2], .. log[3..].Select(e => Sealed(e with { Sequence = e.Sequence - 1 }).ToLine())],
            "reordered" => [lines[0], lines[2], lines[1], .. lines[3..]],
            "doubled" => [.. lines[..2], lines[1], .. lines[2..]],
            "cut off" => lines[..4],
            "emptied" => [],
            "rewritten whole" => Lines(Log(5, "officer:other")).ToList(),
            "member added" => Replace(lines, 2, lines[2].Replace("{\"seq", "{\"note\":1,\"seq", StringComparison.Ordinal)),
            "member doubled" => Replace(lines, 2, lines[2].Replace("{\"seq", "{\"actor\":\"x\",\"seq", StringComparison.Ordinal)),
            "line torn" => Replace(lines, 2, lines[2][..^5]),
            "line enormous" => Replace(lines, 2, new string(' ', AuditEvent.MaxLineLength) + lines[2]),
            _ => throw new ArgumentException(how),
        };
        Assert.That(AuditChain.Verify(lines, kept).Refused(out var why, out _), Is.True);
        Assert.That(why!.Sentence.Key, Is.EqualTo(key));
    }

    [Test]
    public void A_hash_is_what_its_definition_says()
    {
        var first = Log(1)[0] with { Digest = null, Hash = "" };
        // python3 -c 'import json,hashlib; print(hashlib.sha256(json.dumps([1,"2026-02-03T12:00:00.000Z","officer:0","certificate-revoked",
        //   "certificate:ec/00",{"reason":"keyCompromise"},None,"0"*64],separators=(",",":")).encode()).hexdigest())'
        Assert.That(first.ComputeHash(), Is.EqualTo("715b01e1155b68a8438b54c316c897bd7ccf299f6166016146fb0271f50a1bc3"));
    }

    [Test]
    public void The_digest_proves_what_an_act_concerned_until_its_salt_is_erased()
    {
        var seen = Log(1)[0];
        Assert.That(seen.Concerns("Иванов"u8), Is.True);
        Assert.That(seen.Concerns("Петров"u8), Is.False);
        Assert.That((seen with { Salt = null }).Concerns("Иванов"u8), Is.False);
        Assert.That(seen.ToLine(), Does.Not.Contain("salt").IgnoreCase);
    }

    [TestCase("")]
    [TestCase("5")]
    [TestCase("-1 0000000000000000000000000000000000000000000000000000000000000000")]
    [TestCase("1 000000000000000000000000000000000000000000000000000000000000000G")]
    [TestCase("1  000000000000000000000000000000000000000000000000000000000000000")]
    public void What_is_no_head_is_refused(string text) =>
        Assert.That(AuditHead.Parse(text).Refused(out _, out _), Is.True);

    static List<AuditEvent> Log(int length, string actor = "officer:0")
    {
        var log = new List<AuditEvent>();
        for (var i = 0; i < length; i++)
            log.Add(AuditEvent.After(log.Count == 0 ? AuditHead.Empty : log[^1].Head, new AuditEntry
            {
                Time = Noon.AddSeconds(i),
                Actor = actor,
                Act = AuditAct.CertificateRevoked,
                Target = "certificate:ec/" + i.ToString("x2", CultureInfo.InvariantCulture),
                Facts = Facts("keyCompromise"),
                Concerning = "Иванов"u8.ToArray(),
            }));
        return log;
    }

    static Dictionary<string, string> Facts(string reason) => new() { ["reason"] = reason };

    static IEnumerable<string> Lines(IEnumerable<AuditEvent> log) => log.Select(e => e.ToLine());

    static AuditEvent Sealed(AuditEvent changed) => changed with { Hash = changed.ComputeHash() };

    static List<string> Replace(List<string> lines, int index, string line)
    {
        lines[index] = line;
        return lines;
    }
}
