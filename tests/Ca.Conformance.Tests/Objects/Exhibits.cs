using System.Collections.Concurrent;
using System.Text;
using Ca.Core.Keys;

namespace Ca.Conformance.Tests.Objects;

/// <summary>Everything that one program has made with one kind of key: a root, an issuing authority, and what they and a leaf sign.</summary>
sealed record Exhibits
{
    /// <summary>What the CMS signatures are over.</summary>
    public static readonly byte[] Document = Encoding.UTF8.GetBytes("Прошу выдать справку. A sample application, signed.\n");

    static readonly ConcurrentDictionary<(string Maker, string Algorithm, string Signature), Lazy<Exhibits>> Made = new();

    public required KeyAlgorithm Algorithm { get; init; }

    public required byte[] Request { get; init; }

    public required byte[] Root { get; init; }

    public required byte[] Issuing { get; init; }

    public required byte[] RootRevocationList { get; init; }

    /// <summary>Current, and names <see cref="Revoked"/>.</summary>
    public required byte[] RevocationList { get; init; }

    /// <summary>The same with its nextUpdate in the past.</summary>
    public required byte[] ExpiredRevocationList { get; init; }

    public required SignedBy Good { get; init; }

    /// <summary>By a certificate whose time is over.</summary>
    public required SignedBy Expired { get; init; }

    /// <summary>By a certificate that is revoked.</summary>
    public required SignedBy Revoked { get; init; }

    /// <summary>A response whose nextUpdate has passed; null from a maker that cannot date back.</summary>
    public required byte[]? ExpiredOcspResponse { get; init; }

    /// <summary>Whether the CMS signatures carry signing-certificate-v2.</summary>
    public bool IsCades { get; init; } = true;

    /// <summary>Another authority, whose names are the same and whose keys are not.</summary>
    public required Stranger Other { get; init; }

    /// <summary>A leaf with what is said of it and what it signs.</summary>
    /// <param name="Leaf">The certificate.</param>
    /// <param name="OcspResponse">By a delegated responder.</param>
    /// <param name="AttachedCms">Over <see cref="Document"/>.</param>
    /// <param name="DetachedCms">Over the same.</param>
    public sealed record SignedBy(byte[] Leaf, byte[] OcspResponse, byte[] AttachedCms, byte[] DetachedCms);

    /// <summary>What somebody else makes under the same names.</summary>
    /// <param name="Root">A root of the same name.</param>
    /// <param name="RevocationList">Of an issuing authority of the same name.</param>
    /// <param name="OcspResponse">About the good leaf, by a responder of that other authority.</param>
    public sealed record Stranger(byte[] Root, byte[] RevocationList, byte[] OcspResponse);

    /// <summary>What this maker makes with keys of this kind that sign so: made once.</summary>
    public static Exhibits Of(Maker maker, KeyAlgorithm algorithm, SignatureAlgorithm signature) =>
        Made.GetOrAdd((maker.Name, algorithm.Name, signature.Name), _ => new(() => maker.Make(algorithm, signature))).Value;

    /// <summary>The questions that this flaw makes of an object; none where an object cannot have it.</summary>
    public IEnumerable<Question> Ask(ObjectKind kind, Flaw flaw) => (kind, flaw) switch
    {
        (_, Flaw.None) => [About(kind, flaw, Good)],
        (_, Flaw.ChangedByte) => Damaged(About(kind, flaw, Good)),
        (ObjectKind.Request, _) => [],
        (ObjectKind.RevocationList, Flaw.Expired) => [WithList(About(kind, flaw, Good), ExpiredRevocationList)],
        (ObjectKind.RevocationList, Flaw.WrongIssuer) => [WithList(About(kind, flaw, Good), Other.RevocationList)],
        (ObjectKind.OcspResponse, Flaw.Expired) => ExpiredOcspResponse is { } expired
            ? [About(kind, flaw, Good) with { Bytes = expired }]
            : [About(kind, flaw, Good) with { Later = true }],
        (ObjectKind.OcspResponse, Flaw.WrongIssuer) => [About(kind, flaw, Good) with { Bytes = Other.OcspResponse }],
        (_, Flaw.Expired) => [About(kind, flaw, Expired)],
        (_, Flaw.Revoked) => [About(kind, flaw, Revoked)],
        _ => [About(kind, flaw, Good) with { RootCertificate = Other.Root }],
    };

    Question About(ObjectKind kind, Flaw flaw, SignedBy signed) => new()
    {
        Algorithm = Algorithm,
        Kind = kind,
        Flaw = flaw,
        Bytes = kind switch
        {
            ObjectKind.Request => Request,
            ObjectKind.Certificate => signed.Leaf,
            ObjectKind.RevocationList => RevocationList,
            ObjectKind.OcspResponse => signed.OcspResponse,
            ObjectKind.AttachedCms => signed.AttachedCms,
            _ => signed.DetachedCms,
        },
        RootCertificate = Root,
        IssuingCertificate = Issuing,
        LeafCertificate = signed.Leaf,
        RootRevocationList = RootRevocationList,
        IssuingRevocationList = RevocationList,
        SignedContent = Document,
        IsCades = IsCades,
    };

    static Question WithList(Question question, byte[] list) => question with { Bytes = list, IssuingRevocationList = list };

    /// <summary>One byte inside of what is signed, and the last, which belongs to a signature or to the responder's certificate.</summary>
    static IEnumerable<Question> Damaged(Question question)
    {
        if (question.Kind == ObjectKind.DetachedCms)
            yield return question with { SignedContent = Flip(question.SignedContent, question.SignedContent.Length / 2) };
        foreach (var at in (int[])[Inside(question), question.Bytes.Length - 1])
        {
            var bytes = Flip(question.Bytes, at);
            yield return question.Kind switch
            {
                ObjectKind.Certificate => question with { Bytes = bytes, LeafCertificate = bytes },
                ObjectKind.RevocationList => WithList(question, bytes),
                _ => question with { Bytes = bytes },
            };
        }
    }

    // A changed letter leaves an object that is well formed, so that nothing but the signature can tell.
    static int Inside(Question question) => question.Kind switch
    {
        // The seconds of producedAt: the first GeneralizedTime.
        ObjectKind.OcspResponse => question.Bytes.AsSpan().IndexOf("\x18\x0F"u8) + 15,
        ObjectKind.AttachedCms => question.Bytes.AsSpan().IndexOf("sample"u8),
        // The digest in the signed attributes, 32 or 64 octets behind its OID, is in the last third.
        ObjectKind.DetachedCms => question.Bytes.AsSpan().LastIndexOf(MessageDigestOid) + MessageDigestOid.Length + 4,
        _ => question.Bytes.AsSpan().LastIndexOf("Sample"u8),
    };

    static readonly byte[] MessageDigestOid = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x04];

    static byte[] Flip(byte[] bytes, int at)
    {
        byte[] changed = [.. bytes];
        changed[at] ^= 1;
        return changed;
    }
}
