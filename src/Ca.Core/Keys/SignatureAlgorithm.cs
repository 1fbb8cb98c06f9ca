using System.Formats.Asn1;
using Ca.Core.Asn1;

namespace Ca.Core.Keys;

/// <summary>
/// A signature algorithm with its hash and its encoding. A closed list: <see cref="All"/>, with which we sign, and <see cref="VerifiedOnly"/> and
/// <see cref="Outdated"/>, which others have signed with. MD5 is in none.
/// </summary>
public sealed class SignatureAlgorithm
{
    /// <summary>Longer than any AlgorithmIdentifier in the list: RSASSA-PSS with SHA-512 has 67 octets.</summary>
    const int MaxOctets = 256;

    // The first encoding is the one we write.
    readonly byte[][] encodings;

    SignatureAlgorithm(string name, KeyFamily family, DigestAlgorithm digest, string oid, params byte[][] encodings)
    {
        Name = name;
        Family = family;
        Digest = digest;
        Oid = oid;
        this.encodings = encodings;
    }

    /// <summary>As profiles and reports spell it: <c>ecdsa-sha256</c>, <c>rsa-pss-sha256</c>, <c>gost2012-256</c>.</summary>
    public string Name { get; }

    /// <summary>The keys it works with.</summary>
    public KeyFamily Family { get; }

    /// <summary>The hash of the data to be signed; for Ed25519 SHA-512, which CMS names beside it (RFC 8419 §3.1).</summary>
    public DigestAlgorithm Digest { get; }

    /// <summary>DER of the AlgorithmIdentifier, as certificates carry it.</summary>
    public ReadOnlyMemory<byte> AlgorithmIdentifier => encodings[0];

    /// <summary>
    /// Salt and mask of RSASSA-PSS; null for other algorithms. In ours the salt is as long as the hash, as RFC 8017 §9.1 advises, and the mask is
    /// of the same hash; others may sign with any (RFC 4055 §3.1), so that what <see cref="Parse(ReadOnlyMemory{byte})"/> gives may be of
    /// <see cref="All"/> by its name and its hash, and differ in this.
    /// </summary>
    internal PssParameters? Pss { get; private init; }

    string Oid { get; }

    /// <summary>All that we sign with.</summary>
    public static IReadOnlyList<SignatureAlgorithm> All { get; } =
    [
        Rsa("rsa-sha256", DigestAlgorithm.Sha256, Oids.Sha256WithRsa),
        Rsa("rsa-sha384", DigestAlgorithm.Sha384, Oids.Sha384WithRsa),
        Rsa("rsa-sha512", DigestAlgorithm.Sha512, Oids.Sha512WithRsa),
        RsaPss(DigestAlgorithm.Sha256),
        RsaPss(DigestAlgorithm.Sha384),
        RsaPss(DigestAlgorithm.Sha512),
        WithoutParameters("ecdsa-sha256", KeyFamily.Ec, DigestAlgorithm.Sha256, Oids.EcdsaWithSha256),
        WithoutParameters("ecdsa-sha384", KeyFamily.Ec, DigestAlgorithm.Sha384, Oids.EcdsaWithSha384),
        WithoutParameters("ecdsa-sha512", KeyFamily.Ec, DigestAlgorithm.Sha512, Oids.EcdsaWithSha512),
        WithoutParameters("ed25519", KeyFamily.Ed25519, DigestAlgorithm.Sha512, Oids.Ed25519),
        Gost("gost2012-256", KeyFamily.Gost256, DigestAlgorithm.Streebog256, Oids.Gost2012With256),
        Gost("gost2012-512", KeyFamily.Gost512, DigestAlgorithm.Streebog512, Oids.Gost2012With512),
    ];

    /// <summary>
    /// No longer signed with, and strong enough to be believed: SHA-224 (112 bits, NIST SP 800-131A: acceptable), and DSA, which FIPS 186-5 §4 keeps
    /// to verify what is old. Whoever makes something today, as a certification request, has better ones.
    /// </summary>
    public static IReadOnlyList<SignatureAlgorithm> VerifiedOnly { get; } =
    [
        Rsa("rsa-sha224", DigestAlgorithm.Sha224, Oids.Sha224WithRsa),
        RsaPss(DigestAlgorithm.Sha224),
        WithoutParameters("ecdsa-sha224", KeyFamily.Ec, DigestAlgorithm.Sha224, Oids.EcdsaWithSha224),
        WithoutParameters("dsa-sha224", KeyFamily.Dsa, DigestAlgorithm.Sha224, Oids.DsaWithSha224),
        WithoutParameters("dsa-sha256", KeyFamily.Dsa, DigestAlgorithm.Sha256, Oids.DsaWithSha256),
    ];

    /// <summary>
    /// With SHA-1, against which forgeries are made (SHAttered 2017, Shambles 2020). Verified, so that a report can tell whether an old signature
    /// is intact; never signed with, and nothing of today is believed on their word.
    /// </summary>
    public static IReadOnlyList<SignatureAlgorithm> Outdated { get; } =
    [
        Rsa("rsa-sha1", DigestAlgorithm.Sha1, Oids.Sha1WithRsa),
        RsaPss(DigestAlgorithm.Sha1),
        WithoutParameters("ecdsa-sha1", KeyFamily.Ec, DigestAlgorithm.Sha1, Oids.EcdsaWithSha1),
        WithoutParameters("dsa-sha1", KeyFamily.Dsa, DigestAlgorithm.Sha1, Oids.DsaWithSha1),
    ];

    /// <summary>All three lists.</summary>
    internal static IEnumerable<SignatureAlgorithm> Known { get; } = [.. All, .. VerifiedOnly, .. Outdated];

    /// <summary>Whether it is one of <see cref="Outdated"/>.</summary>
    public bool IsOutdated => Digest == DigestAlgorithm.Sha1;

    /// <summary>Whether it is one of <see cref="All"/>, but for salt and mask.</summary>
    internal bool IsCurrent => All.Any(a => a.Name == Name);

    /// <summary>As <see cref="Parse(ReadOnlyMemory{byte})"/>, and <see cref="Outdated"/> too: for evidence that is reported on, not relied on.</summary>
    public static Outcome<SignatureAlgorithm> ParseEvenOutdated(ReadOnlyMemory<byte> algorithmIdentifier)
    {
        foreach (var algorithm in Known)
            foreach (var encoding in algorithm.encodings)
                if (algorithmIdentifier.Span.SequenceEqual(encoding))
                    return algorithm;
        return Der.Read<SignatureAlgorithm>(algorithmIdentifier, MaxOctets, reader =>
        {
            var sequence = reader.ReadSequence();
            var oid = sequence.ReadObjectIdentifier();
            if (oid == Oids.Md5WithRsa)
                return Weak(oid);
            if (oid == Oids.RsaPss && sequence.HasData && PssParameters.Read(sequence.ReadSequence(), out var digest) is { } pss && !sequence.HasData)
                return new SignatureAlgorithm(NameOfPss(digest), KeyFamily.Rsa, digest, oid, algorithmIdentifier.ToArray()) { Pss = pss };
            return Known.Any(a => a.Oid == oid)
                ? new Refusal(RefusalCode.Malformed, "Keys.signature-parameters", oid)
                : new Refusal(RefusalCode.Unsupported, "Keys.unknown-signature-algorithm", oid, Names);
        });
    }

    /// <summary>
    /// What an AlgorithmIdentifier in DER names. Parameters must be exactly as the RFC of the algorithm says, which for RSASSA-PSS leaves salt and
    /// mask to whoever signs.
    /// </summary>
    public static Outcome<SignatureAlgorithm> Parse(ReadOnlyMemory<byte> algorithmIdentifier) =>
        ParseEvenOutdated(algorithmIdentifier).Then<SignatureAlgorithm>(found => found.IsOutdated ? Weak(found.Oid) : found);

    /// <summary>By name, one that we sign with.</summary>
    public static Outcome<SignatureAlgorithm> Parse(string name) =>
        All.FirstOrDefault(a => a.Name == name) is { } found
            ? found
            : new Refusal(RefusalCode.Unsupported, "Keys.unknown-signature-algorithm", name, Names);

    /// <summary>What a key of this kind signs with unless told otherwise.</summary>
    public static SignatureAlgorithm For(KeyAlgorithm key)
    {
        // A hash as strong as the curve (RFC 5480 §4); RSA up to 3072 bits is as strong as SHA-256 (SP 800-57 part 1, table 2).
        var name = key.Family switch
        {
            KeyFamily.Rsa => "rsa-sha256",
            KeyFamily.Ec => key.Bits switch { <= 256 => "ecdsa-sha256", <= 384 => "ecdsa-sha384", _ => "ecdsa-sha512" },
            KeyFamily.Ed25519 => "ed25519",
            KeyFamily.Gost256 => "gost2012-256",
            KeyFamily.Gost512 => "gost2012-512",
            _ => throw new ArgumentOutOfRangeException(nameof(key)),
        };
        return All.First(a => a.Name == name);
    }

    /// <summary>The refusal of an algorithm whose signatures can be forged.</summary>
    internal Refusal? Weakness => IsOutdated ? Weak(Oid) : null;

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    static string Names => string.Join(", ", All.Select(a => a.Name));

    static Refusal Weak(string oid) => new(RefusalCode.Unsupported, "Keys.weak-signature-algorithm", oid);

    /// <summary>Parameters MUST be NULL, and absent ones MUST be accepted (RFC 4055 §5).</summary>
    static SignatureAlgorithm Rsa(string name, DigestAlgorithm digest, string oid) =>
        new(name, KeyFamily.Rsa, digest, oid, Identifier(oid, writer => writer.WriteNull()), Identifier(oid, _ => { }));

    static SignatureAlgorithm RsaPss(DigestAlgorithm digest)
    {
        var usual = new PssParameters(digest, digest.Octets);
        return new(NameOfPss(digest), KeyFamily.Rsa, digest, Oids.RsaPss, Identifier(Oids.RsaPss, writer => usual.Write(writer, digest))) { Pss = usual };
    }

    static string NameOfPss(DigestAlgorithm digest) => $"rsa-pss-{digest.Name}";

    /// <summary>Parameters are left out (RFC 9215 §3); NULL is read, since OpenSSL's GOST engine has written it into certificates, CRLs and requests all along.</summary>
    static SignatureAlgorithm Gost(string name, KeyFamily family, DigestAlgorithm digest, string oid) =>
        new(name, family, digest, oid, Identifier(oid, _ => { }), Identifier(oid, writer => writer.WriteNull()));

    /// <summary>Parameters MUST be absent (RFC 3279 §2.2.2, RFC 5758 §3, RFC 8410 §3).</summary>
    static SignatureAlgorithm WithoutParameters(string name, KeyFamily family, DigestAlgorithm digest, string oid) =>
        new(name, family, digest, oid, Identifier(oid, _ => { }));

    static byte[] Identifier(string oid, Action<AsnWriter> parameters) => Der.Write(writer =>
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            parameters(writer);
        }
    });
}
