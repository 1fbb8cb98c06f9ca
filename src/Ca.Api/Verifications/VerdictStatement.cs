using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ca.Api.Http;
using Ca.Core.Keys;
using Ca.Core.Signatures;

namespace Ca.Api.Verifications;

/// <summary>What is signed when a verdict is kept: which files were judged, when, by what, and the report.</summary>
/// <param name="Id">The end of the address at which it is kept.</param>
/// <param name="GivenAt">When it was given.</param>
/// <param name="Software">The program that gave it, with its version.</param>
/// <param name="Signature">The signed file.</param>
/// <param name="Contents">What stood beside it, in the order of the request.</param>
/// <param name="Report">The report, with the policy's name, version and hash in it.</param>
sealed record VerdictStatement(
    string Id, DateTimeOffset GivenAt, string Software, JudgedFile Signature, IReadOnlyList<JudgedFile> Contents, BilingualReport Report)
{
    /// <summary>Members that are null stand there, so that a reader need not know which there could be.</summary>
    static readonly JsonSerializerOptions Form = new(Answer.Json) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    /// <summary>This program.</summary>
    public static string ThisSoftware { get; } =
        $"Ca.Api {typeof(VerdictStatement).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion}";

    /// <summary>The octets that are signed.</summary>
    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, Form);

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    public static VerdictStatement Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<VerdictStatement>(json, Form)!;
}

/// <summary>A file, known by its hashes alone: its name may name a person, and is not kept.</summary>
/// <param name="Octets">Its length; null where only its hashes were given.</param>
/// <param name="Hashes">By algorithm, in hex.</param>
sealed record JudgedFile(long? Octets, IReadOnlyDictionary<string, string> Hashes)
{
    /// <summary>A file that is at hand.</summary>
    public static JudgedFile Of(IFormFile file, IEnumerable<DigestAlgorithm> algorithms)
    {
        using var stream = file.OpenReadStream();
        return Of(file.Length, algorithms.Select(algorithm =>
        {
            stream.Position = 0;
            return (algorithm, (ReadOnlyMemory<byte>)algorithm.Compute(stream));
        }));
    }

    /// <summary>One of which its owner gave nothing else.</summary>
    public static JudgedFile Of(IEnumerable<(DigestAlgorithm Algorithm, ReadOnlyMemory<byte> Value)> hashes) => Of(null, hashes);

    static JudgedFile Of(long? octets, IEnumerable<(DigestAlgorithm Algorithm, ReadOnlyMemory<byte> Value)> hashes) =>
        new(octets, hashes.DistinctBy(h => h.Algorithm).ToDictionary(h => h.Algorithm.Name, h => Convert.ToHexStringLower(h.Value.Span)));
}

/// <summary>A report in both languages: whoever reads a kept one need not be who asked for it.</summary>
/// <param name="En">In English.</param>
/// <param name="Ru">In Russian; but for the sentences the same.</param>
sealed record BilingualReport(ReportDocument En, ReportDocument Ru)
{
    public static BilingualReport Of(Func<CultureInfo, ReportDocument> report) =>
        new(report(CultureInfo.InvariantCulture), report(CultureInfo.GetCultureInfo("ru")));

    public ReportDocument In(CultureInfo language) => language.TwoLetterISOLanguageName == "ru" ? Ru : En;
}
