using System.Diagnostics.Metrics;
using System.Globalization;
using System.Security.Cryptography;
using Ca.Api.Hosting;
using Ca.Api.Issuers;
using Ca.Api.Problems;
using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Signatures;

namespace Ca.Api.Verifications;

/// <summary>Signs verdicts that somebody asks to be kept, and stores them before their address is told (docs/decisions/0017-kept-verdicts.md).</summary>
sealed class VerdictKeeper(VerdictSigners signers, VerdictShelf shelf, VerdictLimit limit, Settings settings)
{
    /// <summary>A report of one signature has under 20 KiB in both languages; one of so much is a stranger's who wants to fill the disk.</summary>
    const int MaxOctets = 1024 * 1024;

    static readonly Counter<long> Kept = Metrics.Meter.CreateCounter<long>("ca.verdicts.kept");

    /// <summary>Why none is kept for this caller now, or null: asked before a file is verified, so that nobody sends and waits in vain.</summary>
    public async Task<IResult?> Refuses(HttpContext http, DateTimeOffset now)
    {
        if (!signers.Exist)
            return No(RefusalCode.Unsupported, "Verifications.keeps-none").ToProblem();
        if (signers.For(gost: false, now) is null)
            return No(RefusalCode.Unavailable, "Verifications.no-signer").ToProblem();
        if (await shelf.Refuses(http.RequestAborted) is { } full)
            return full.ToProblem();
        if (limit.TryTake(http.Connection.RemoteIpAddress))
            return null;
        var seconds = Math.Ceiling(limit.Between.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        http.Response.Headers.RetryAfter = seconds;
        return No(RefusalCode.TooOften, "Verifications.kept-enough", settings.KeptVerdictsPerHour, seconds).ToProblem();
    }

    /// <summary>Signs and stores one; when the task ends, it is on the disk.</summary>
    public async Task<Outcome<KeptVerdict>> Keep(Judged judged)
    {
        if (signers.For(IsGost(judged.Report), judged.At) is not { } signer)
            return No(RefusalCode.Unavailable, "Verifications.no-signer");
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var statement = State(id, judged, signer.Key.Algorithm.Digest).Encode();
        if (statement.Length > MaxOctets)
            return No(RefusalCode.NotAllowed, "Verifications.verdict-too-large", MaxOctets / 1024);
        var signed = CmsSignature.CreateAttached(signer, statement, judged.At);
        if ((await shelf.Put(KeptVerdict.Of(id, judged.At.AddDays(settings.KeptVerdictDays), signed))).Refused(out var why, out var kept))
            return why;
        Kept.Add(1);
        return kept;
    }

    /// <summary>Files are named by SHA-256, which everybody can compute, and by the hash that the signature itself relies on.</summary>
    static VerdictStatement State(string id, Judged judged, DigestAlgorithm ofSigner)
    {
        DigestAlgorithm[] algorithms = [.. new[] { DigestAlgorithm.Sha256, ofSigner }.Distinct()];
        var contents = judged.Parts.Contents.Select(content => JudgedFile.Of(content, algorithms));
        return new(
            id, judged.At.ToUniversalTime(), VerdictStatement.ThisSoftware, JudgedFile.Of(judged.Parts.Signature, algorithms),
            [.. judged.Parts.Hashes.Count == 0 ? contents : contents.Append(JudgedFile.Of(judged.Parts.Hashes))], BilingualReport.Of(judged.In));
    }

    static bool IsGost(ValidationReport report) => report.Signatures.Any(s =>
        s.Signer is { } signer && !signer.PublicKey.Refused(out _, out var key) && IssuerList.IsGost(key.Algorithm.Family));

    static Refusal No(RefusalCode code, string key, params object[] arguments) => new(code, new Sentence(typeof(VerdictKeeper).Assembly, key, arguments));
}
