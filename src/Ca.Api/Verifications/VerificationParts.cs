using Ca.Core;
using Ca.Core.Keys;
using Ca.Core.Signatures;

namespace Ca.Api.Verifications;

/// <summary>One signed file of a request, and what stands beside it.</summary>
/// <param name="Form">The whole form.</param>
/// <param name="Signature">The signed file.</param>
/// <param name="Contents">What it may be over.</param>
/// <param name="Hashes">Of content that its owner does not part with.</param>
sealed record VerificationParts(
    VerificationForm Form, IFormFile Signature, IReadOnlyList<IFormFile> Contents, IReadOnlyList<(DigestAlgorithm Algorithm, ReadOnlyMemory<byte> Value)> Hashes)
{
    /// <summary>What stands beside one signature: an application with its attachments.</summary>
    const int MaxContents = 64;

    public static async Task<Outcome<VerificationParts>> Read(HttpContext http)
    {
        if ((await VerificationForm.Read(http)).Refused(out var why, out var form))
            return why;
        if (form.Leaves(["signature", "content"], "hash") is { } unknown)
            return unknown;
        var contents = form.Files("content");
        if (form.Repeats(except: ["content", "hash"]) || contents.GroupBy(c => c.FileName).Any(g => g.Count() > 1))
            return No("Verifications.part-twice");
        if (contents.Count > MaxContents)
            return No("Verifications.too-many-contents", MaxContents);
        if (form.Files("signature") is not [var signature])
            return No("Verifications.no-signature");
        if (contents.Count > 0 && form.Texts("hash").Count > 0)
            return No("Verifications.hash-or-content");
        return ReadHashes(form.Texts("hash")).Then<VerificationParts>(hashes => new VerificationParts(form, signature, contents, hashes));
    }

    /// <summary>As the verifier takes them; streams are open until the request ends.</summary>
    public async Task<SignedFile> Open(HttpContext http)
    {
        var octets = await VerificationForm.Read(Signature, http.RequestAborted);
        var contents = Contents.Select(part =>
        {
            var stream = part.OpenReadStream();
            http.Response.RegisterForDispose(stream);
            // A single one is the content, whatever its file is called; several are told apart by their names.
            return SignedContent.Of(stream, Contents.Count > 1 ? part.FileName : null);
        });
        return new SignedFile(octets, Hashes.Count == 0 ? [.. contents] : [.. contents, SignedContent.Of(Hashes).Expect()]);
    }

    /// <summary><c>sha256:…</c>, <c>streebog256:…</c>, in hex.</summary>
    static Outcome<List<(DigestAlgorithm, ReadOnlyMemory<byte>)>> ReadHashes(IReadOnlyList<string> texts)
    {
        var hashes = new List<(DigestAlgorithm, ReadOnlyMemory<byte>)>();
        foreach (var text in texts)
        {
            if (text.Split(':') is not [var name, var hex] || DigestAlgorithm.All.FirstOrDefault(d => d.Name == name) is not { } algorithm
                || hex.Length != 2 * algorithm.Octets || !hex.All(char.IsAsciiHexDigit))
                return No("Verifications.not-a-hash", string.Join(", ", DigestAlgorithm.All.Select(d => d.Name)));
            if (hashes.Exists(h => h.Item1 == algorithm))
                return No("Verifications.hash-twice", name);
            hashes.Add((algorithm, Convert.FromHexString(hex)));
        }
        return hashes;
    }

    static Refusal No(string key, params object[] arguments) => new(RefusalCode.Malformed, new Sentence(typeof(VerificationParts).Assembly, key, arguments));
}
