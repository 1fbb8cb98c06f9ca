using Ca.Core;
using Ca.Core.Certificates;
using Ca.Core.Ocsp;
using Ca.Core.Paths;
using Ca.Core.Revocation;

namespace Ca.Cli.Verification;

/// <summary>
/// What a case brings along. What the verdict is about must be readable; beside it an unreadable piece is as good as none, and told: the verdict is the
/// one that there is without it.
/// </summary>
sealed class CaseMaterial
{
    /// <summary>The bundle of all authorities and intermediates that a browser knows has under 3,000.</summary>
    const int MaxPieces = 10_000;

    static readonly ValidationRule Unreadable = new("Verification.unreadable", "RFC 5280 §4.1, §5.1, RFC 6960 §4.2", Indication.TotalPassed, null);

    readonly List<Finding> told = [];

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<Finding> Told => told;

    /// <summary>A value that has to be there and readable.</summary>
    public static Outcome<T> One<T>(byte[] value, string member, Func<ReadOnlyMemory<byte>, Outcome<T>> parse) where T : notnull =>
        parse(value).Refused(out var why, out var read) ? In(member, why) : read;

    public Outcome<PathMaterial> Read(IReadOnlyList<byte[]>? anchors, IReadOnlyList<byte[]>? untrusted, IReadOnlyList<byte[]>? lists, IReadOnlyList<byte[]>? responses)
    {
        if (Readable(anchors, "anchors", b => Certificate.ParsePemOrDer(b).Then(TrustAnchor.Of)).Refused(out var why, out var trusted))
            return why;
        if (Readable(untrusted, "untrusted", b => Certificate.ParsePemOrDer(b)).Refused(out why, out var certificates))
            return why;
        if (Readable(lists, "crls", b => RevocationList.ParsePemOrDer(b)).Refused(out why, out var revocationLists))
            return why;
        if (Readable(responses, "ocsps", OcspResponse.Parse).Refused(out why, out var ocspResponses))
            return why;
        return new PathMaterial { Anchors = trusted, Certificates = certificates, RevocationLists = revocationLists, OcspResponses = ocspResponses };
    }

    Outcome<IReadOnlyList<T>> Readable<T>(IReadOnlyList<byte[]>? values, string member, Func<ReadOnlyMemory<byte>, Outcome<T>> parse) where T : notnull
    {
        var all = new List<T>();
        if (TooMany(values?.Count, member) is { } tooMany)
            return tooMany;
        for (var i = 0; i < values?.Count; i++)
            if (parse(values[i]).Refused(out var why, out var read))
                told.Add(new(Unreadable, new Sentence(typeof(CaseMaterial).Assembly, "Verification.unreadable", $"{member}[{i}]", why.Sentence)));
            else
                all.Add(read);
        return all;
    }

    /// <summary>That there are more of a case's values than are read, or null.</summary>
    public static Refusal? TooMany(int? count, string member) => count > MaxPieces
        ? new(RefusalCode.TooLarge, new Sentence(typeof(CaseMaterial).Assembly, "Verification.too-many", member, MaxPieces))
        : null;

    static Refusal In(string member, Refusal why) =>
        new(why.Code, new Sentence(typeof(CaseMaterial).Assembly, "Verification.in-member", member, why.Sentence));
}
