using System.Text;
using Ca.Core;
using Ca.Core.Audit;
using Ca.Core.Ceremonies;
using Ca.Core.Certificates;
using Ca.Core.Json;
using Ca.Core.Paths;
using Ca.Core.Profiles;
using Ca.Core.Signatures.Policies;
using static Ca.Tests.Hostile.SampleKeys;

namespace Ca.Tests.Hostile;

/// <summary>What people write: JSON files of administrators, lines of the log, words on a command line.</summary>
static class TextReaders
{
    public static IReadOnlyList<HostileReader> All { get; } =
    [
        HostileReader.Of("profile", [typeof(CertificateProfile), typeof(StrictJson)], () => Shipped("Profiles"), bytes => CertificateProfile.Parse(bytes)),
        HostileReader.Of("policy", [typeof(SignaturePolicy)], () => Shipped("Signatures", "Policies"), bytes => SignaturePolicy.Parse(bytes)),
        HostileReader.Of("ceremony-script", [typeof(CeremonyScript)], () => Directory.GetFiles(Repository.File("certs-sample", "ceremonies"), "*.json").Select(File.ReadAllBytes), bytes =>
            CeremonyScript.Parse(bytes)),
        HostileReader.Of("minutes", [typeof(Minutes)], () => [Record().Encode()], bytes => Minutes.Parse(bytes).Then<byte[]>(minutes => minutes.Encode())),
        HostileReader.Of("trust-anchor", [], () => [Utf8("""{"$schema": "x", "name": "Region", "validFrom": "2020-01-01T00:00:00Z", "validUntil": "2030-01-01T00:00:00Z", "purposes": ["1.3.6.1.5.5.7.3.8"]}""")], Anchors, divisor: 5),
        HostileReader.Of("audit-log", [], () => [Utf8(string.Join('\n', Log().Select(e => e.ToLine()))), Utf8(Log()[^1].Head.ToString())], bytes =>
        {
            var text = Encoding.UTF8.GetString(bytes);
            return AuditHead.Parse(text).Refused(out _, out var head) ? AuditChain.Verify(text.Split('\n')) : head;
        }),
        HostileReader.Of("word", [typeof(SerialNumber)], () => new[] { "P15M", "2026-03-02T10:00:00Z", "ivan@example.ru", "www.example.ru", "4a01", "1.2.643.7.1.1.3.2" }.Select(Utf8), Word),
    ];

    static byte[][] Shipped(params ReadOnlySpan<string> folder) =>
        [.. Directory.GetFiles(Path.Combine([Repository.File("src", "Ca.Core"), .. folder, "Shipped"]), "*.json").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    /// <summary>The JSON beside a good certificate.</summary>
    static Outcome<IReadOnlyList<TrustAnchor>> Anchors(byte[] json)
    {
        var folder = Directory.CreateTempSubdirectory("ca-hostile-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "region.pem"), Authority.Certificate.ToPem());
            File.WriteAllBytes(Path.Combine(folder, "region.json"), json);
            return TrustAnchorDirectory.Read(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>As each of the short texts that can be told to the programs; read when it is one of them.</summary>
    static Outcome<string> Word(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var read = 0;
        Refusal? last = null;
        Try(Lifetime.Parse(text));
        Try(Rfc3339.Parse(text));
        Try(ExpectedName.Parse(text));
        Try(SerialNumber.Parse(text));
        Try(SerialNumber.Parse(bytes));
        Try(ContentHash.Parse(text));
        Try(NameAttributeType.Parse(text));
        Try(NameAttribute.Of("CN", text));
        return read > 0 ? text : last!;

        void Try<T>(Outcome<T> outcome) where T : notnull
        {
            if (outcome.Refused(out var why, out _))
                last = why;
            else
                read++;
        }
    }

    static Minutes Record() => new()
    {
        Tool = "ca",
        ScriptSha256 = new string('0', 64),
        Title = "Корень",
        Place = "Томск",
        Participants = [],
        Steps = [MinutesStep.Of(SampleAuthority.Now, new Sentence("Asn1.empty"), [new("root.pem", new string('1', 64))])],
        Register = AuditHead.Empty,
    };

    static List<AuditEvent> Log()
    {
        var log = new List<AuditEvent>();
        for (var i = 0; i < 3; i++)
            log.Add(AuditEvent.After(log.Count == 0 ? AuditHead.Empty : log[^1].Head, new AuditEntry
            {
                Time = SampleAuthority.Now.AddSeconds(i),
                Actor = "officer:ivanov",
                Act = AuditAct.CertificateRevoked,
                Target = "certificate:ec/01",
                Facts = new Dictionary<string, string> { ["reason"] = "keyCompromise" },
                Concerning = "Иванов"u8.ToArray(),
            }));
        return log;
    }

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
