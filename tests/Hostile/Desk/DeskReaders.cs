using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Ca.Cli.Desk;
using Ca.Core.Cms;
using Ca.Core.Ocsp;
using static Ca.Tests.Hostile.SampleKeys;
using static Ca.Tests.SampleAuthority;

namespace Ca.Tests.Hostile;

/// <summary>The table of the verbs that answer cases: each line gives a line, and nothing is said beside.</summary>
static class DeskReaders
{
    /// <summary>Bounds are for a line; of thousands of empty ones each has its refusal.</summary>
    const int MaxLines = 1000;

    static readonly string Anchor = Base64(Authority.Certificate.Encoded);

    public static IReadOnlyList<HostileReader> All { get; } =
    [
        Verb("verify certificate", new()
        {
            ["id"] = 1, ["target"] = Base64(Citizen.Certificate.Encoded), ["anchors"] = new JsonArray(Anchor), ["untrusted"] = new JsonArray(Base64(Issuing.Certificate.Encoded)),
            ["crls"] = new JsonArray(Base64(Authority.List().Encoded)), ["ocsps"] = new JsonArray(Base64(Response())),
        }),
        Verb("verify status", new() { ["id"] = 1, ["certificate"] = Base64(Citizen.Certificate.Encoded), ["issuer"] = Anchor, ["ocsp"] = Base64(Response()), ["at"] = "2026-06-01T12:00:00Z" }),
        Verb("verify signature", new()
        {
            ["id"] = "a", ["signature"] = Base64(CmsSignature.CreateDetached(Citizen, new MemoryStream([1]), Now)), ["contents"] = new JsonObject { ["file"] = Base64(new byte[] { 1 }) },
            ["anchors"] = new JsonArray(Anchor), ["policy"] = "building-permit", ["fields"] = new JsonObject { ["inn"] = "500100732259" },
        }),
        Verb("inspect", new() { ["id"] = 1, ["data"] = Base64(Citizen.Certificate.Encoded), ["kind"] = "certificate" }),
        Verb("certificate lint", new() { ["id"] = 1, ["certificate"] = Base64(Citizen.Certificate.Encoded) }),
        Verb("xml canonicalize", new() { ["id"] = 1, ["data"] = Base64("<a xmlns='u'/>"u8.ToArray()), ["algorithm"] = "http://www.w3.org/2001/10/xml-exc-c14n#" }),
        Verb("smev transform", new() { ["id"] = 1, ["data"] = Base64("<a xmlns='u'/>"u8.ToArray()) }),
    ];

    static HostileReader Verb(string words, JsonObject line) => HostileReader.Of(
        words.Replace(' ', '-') + "-lines", () => [Encoding.UTF8.GetBytes(line.ToJsonString() + "\n")], bytes => Answer([.. words.Split(' '), "--batch"], bytes), divisor: 5);

    static string Answer(string[] words, byte[] bytes)
    {
        var ends = Enumerable.Range(0, bytes.Length).Where(i => bytes[i] == (byte)'\n').Take(MaxLines).ToList();
        var lines = ends.Count < MaxLines ? bytes : bytes[..(ends[^1] + 1)];
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal
        {
            In = new MemoryStream(lines),
            Out = output,
            Error = error,
            Language = CultureInfo.InvariantCulture,
            Clock = new StoppedClock(),
            AskSecret = null,
        };
        HostileReader.Must(Cli.Program.Run(words, terminal).GetAwaiter().GetResult() == 0, "a batch ends well");
        HostileReader.Must(error.ToString() == "", $"nothing is said beside the answers, as is: {error}");
        var answers = output.ToString().Split('\n')[..^1];
        HostileReader.Must(answers.Length == lines.Count(b => b == '\n') + (lines is [.., not (byte)'\n'] ? 1 : 0), "each line is answered by a line");
        return answers is [var first, ..] && JsonNode.Parse(first)!["refusal"] is { } refusal ? (string)refusal["code"]! : "read";
    }

    static ReadOnlyMemory<byte> Response() => Authority.Response(Citizen.Certificate, CertificateStatus.Good).Encoded;

    static string Base64(ReadOnlyMemory<byte> octets) => Convert.ToBase64String(octets.Span);

    sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
