namespace Ca.Cli.Tests.Audit;

public class AuditCommandTests
{
    Bench bench = null!;

    [SetUp]
    public async Task Open()
    {
        bench = new();
        await new Ceremonies.SampleCeremonies(bench).Run("root.json", "ec-p256");
    }

    [TearDown]
    public void Close() => bench.Dispose();

    string Log => bench.PathOf("register", "root", "audit.jsonl");

    [Test]
    public async Task A_log_is_intact_and_its_head_can_be_kept_and_compared()
    {
        var head = (string)(await bench.Json("audit", "verify", "@register/root/audit.jsonl"))["head"]!;
        await File.WriteAllTextAsync(bench.PathOf("head"), head + "\n");

        Assert.That(await bench.Run("audit", "verify", "@register/root/audit.jsonl", "--head", "@head"), Is.Zero, bench.Error);

        await File.WriteAllLinesAsync(Log, (await File.ReadAllLinesAsync(Log))[..^1]);
        Assert.That(await bench.Run("audit", "verify", "@register/root/audit.jsonl"), Is.Zero, bench.Error);
        Assert.That(bench.Out, Does.Contain("Compared with no head"));
        Assert.That(await bench.Run("audit", "verify", "@register/root/audit.jsonl", "--head", "@head"), Is.EqualTo(2));
        Assert.That(bench.Error, Does.Contain("cut off"));
    }

    [Test]
    public async Task A_changed_a_removed_and_a_moved_event_are_found()
    {
        var lines = await File.ReadAllLinesAsync(Log);
        foreach (var spoilt in new[]
        {
            lines.Select(l => l.Replace("key-generated", "key-destroyed")),
            lines.Where((_, i) => i != 1),
            [lines[1], lines[0], .. lines[2..]],
            lines.Append("{}"),
        })
        {
            await File.WriteAllLinesAsync(Log, spoilt);
            Assert.That(await bench.Run("audit", "verify", "@register/root/audit.jsonl"), Is.EqualTo(2));
        }
    }

    [Test]
    public async Task A_log_that_is_not_there_is_refused_in_one_line()
    {
        Assert.That(await bench.Run("audit", "verify", "@absent"), Is.EqualTo(2), bench.Error);
        Assert.That(bench.Error.Trim().Split('\n'), Has.Length.EqualTo(1));
    }
}
