using System.Formats.Asn1;
using Ca.Core.Asn1;

namespace Ca.Core.Keys;

/// <summary>A signature algorithm with its hash and its encoding. A closed list, <see cref="All"/>; MD5 and SHA-1 are not in it.</summary>
public sealed class SignatureAlgorithm
{
    /// <summary>Longer than any AlgorithmIdentifier in the list: RSASSA-PSS with SHA-512 has 67 octets.</summary>
    const int MaxOctets = 256;

    /// <summary>RFC 4055 §3.1, where the parameters name no salt: as long as SHA-1's hash.</summary>
    const int DefaultSaltOctets = 20;

    /// <summary>No longer salt fits below a modulus of 16384 bits, the longest that is verified with.</summary>
    const int MaxSaltOctets = 2048;

    static readonly Asn1Tag SaltTag = new(TagClass.ContextSpecific, 2);

    static readonly string[] WeakOids = [Oids.Md5WithRsa, Oids.Sha1WithRsa, Oids.EcdsaWithSha1];

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

    /// <summary>Whether the padding is RSASSA-PSS; MGF1 then uses the same hash.</summary>
    internal bool IsPss => Oid == Oids.RsaPss;

    /// <summary>
    /// Of RSASSA-PSS. Ours are as long as the hash, as RFC 8017 §9.1 advises; others may sign with any (RFC 4055 §3.1), so that what
    /// <see cref="Parse(ReadOnlyMemory{byte})"/> gives may be of <see cref="All"/> by its name and its hash, and differ in this.
    /// </summary>
    internal int SaltOctets { get; private init; }

    string Oid { get; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SignatureAlgorithm> All { get; } =
    [
        Rsa("rsa-sha256", DigestAlgorithm.Sha256, Oids.Sha256WithRsa),
        Rsa("rsa-sha384", DigestAlgorithm.Sha384, Oids.Sha384WithRsa),
        Rsa("rsa-sha512", DigestAlgorithm.Sha512, Oids.Sha512WithRsa),
        Pss("rsa-pss-sha256", DigestAlgorithm.Sha256),
        Pss("rsa-pss-sha384", DigestAlgorithm.Sha384),
        Pss("rsa-pss-sha512", DigestAlgorithm.Sha512),
        WithoutParameters("ecdsa-sha256", KeyFamily.Ec, DigestAlgorithm.Sha256, Oids.EcdsaWithSha256),
        WithoutParameters("ecdsa-sha384", KeyFamily.Ec, DigestAlgorithm.Sha384, Oids.EcdsaWithSha384),
        WithoutParameters("ecdsa-sha512", KeyFamily.Ec, DigestAlgorithm.Sha512, Oids.EcdsaWithSha512),
        WithoutParameters("ed25519", KeyFamily.Ed25519, DigestAlgorithm.Sha512, Oids.Ed25519),
        Gost("gost2012-256", KeyFamily.Gost256, DigestAlgorithm.Streebog256, Oids.Gost2012With256),
        Gost("gost2012-512", KeyFamily.Gost512, DigestAlgorithm.Streebog512, Oids.Gost2012With512),
    ];

    /// <summary>
    /// With SHA-1, against which forgeries are made (SHAttered 2017, Shambles 2020). Verified, so that a report can tell whether an old signature
    /// is intact; never signed with, and nothing is believed on their word.
    /// </summary>
    public static IReadOnlyList<SignatureAlgorithm> Outdated { get; } =
    [
        Rsa("rsa-sha1", DigestAlgorithm.Sha1, Oids.Sha1WithRsa),
        // The parameters' defaults (RFC 4055 §3.1).
        new("rsa-pss-sha1", KeyFamily.Rsa, DigestAlgorithm.Sha1, Oids.RsaPss, Identifier(Oids.RsaPss, writer => writer.PushSequence().Dispose()))
        {
            SaltOctets = DefaultSaltOctets,
        },
        WithoutParameters("ecdsa-sha1", KeyFamily.Ec, DigestAlgorithm.Sha1, Oids.EcdsaWithSha1),
    ];

    /// <summary>Whether it is one of <see cref="Outdated"/>.</summary>
    public bool IsOutdated => Outdated.Contains(this);

    /// <summary>As <see cref="Parse(ReadOnlyMemory{byte})"/>, and <see cref="Outdated"/> too: for evidence that is reported on, not relied on.</summary>
    public static Outcome<SignatureAlgorithm> ParseEvenOutdated(ReadOnlyMemory<byte> algorithmIdentifier) =>
        Outdated.FirstOrDefault(a => a.encodings.Any(e => algorithmIdentifier.Span.SequenceEqual(e))) is { } outdated ? outdated : Parse(algorithmIdentifier);

    /// <summary>
    /// What an AlgorithmIdentifier in DER names. Parameters must be exactly as the RFC of the algorithm says, which leaves the length of a
    /// salt to whoever signs.
    /// </summary>
    public static Outcome<SignatureAlgorithm> Parse(ReadOnlyMemory<byte> algorithmIdentifier)
    {
        foreach (var algorithm in All)
            foreach (var encoding in algorithm.encodings)
                if (algorithmIdentifier.Span.SequenceEqual(encoding))
                    return algorithm;
        return Der.Read<SignatureAlgorithm>(algorithmIdentifier, MaxOctets, reader =>
        {
            var sequence = reader.ReadSequence();
            var oid = sequence.ReadObjectIdentifier();
            if (WeakOids.Contains(oid))
                return new Refusal(RefusalCode.Unsupported, "Keys.weak-signature-algorithm", oid);
            if (oid == Oids.RsaPss && sequence.HasData && PssOf(algorithmIdentifier, SaltOf(sequence.ReadSequence())) is { } pss)
                return pss;
            return All.Any(a => a.Oid == oid)
                ? new Refusal(RefusalCode.Malformed, "Keys.signature-parameters", oid)
                : new Refusal(RefusalCode.Unsupported, "Keys.unknown-signature-algorithm", oid, Names);
        });
    }

    /// <summary>By name.</summary>
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

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    static string Names => string.Join(", ", All.Select(a => a.Name));

    /// <summary>Parameters MUST be NULL, and absent ones MUST be accepted (RFC 4055 §5).</summary>
    static SignatureAlgorithm Rsa(string name, DigestAlgorithm digest, string oid) =>
        new(name, KeyFamily.Rsa, digest, oid, Identifier(oid, writer => writer.WriteNull()), Identifier(oid, _ => { }));

    /// <summary>
    /// RFC 4055 §3.1 with MGF1 over the same hash. The hash's own parameters are NULL, and absent ones MUST be accepted (RFC 4055 §2.1).
    /// trailerField has its default value, which DER leaves out.
    /// </summary>
    static SignatureAlgorithm Pss(string name, DigestAlgorithm digest, int? saltOctets = null) => new(name, KeyFamily.Rsa, digest, Oids.RsaPss,
        Pss(digest, saltOctets, nullInHash: true, nullInMask: true), Pss(digest, saltOctets, nullInHash: false, nullInMask: false),
        Pss(digest, saltOctets, nullInHash: true, nullInMask: false), Pss(digest, saltOctets, nullInHash: false, nullInMask: true))
    {
        SaltOctets = saltOctets ?? digest.Octets,
    };

    static byte[] Pss(DigestAlgorithm digest, int? saltOctets, bool nullInHash, bool nullInMask) => Identifier(Oids.RsaPss, writer =>
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                WriteHash(writer, digest, nullInHash);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Oids.Mgf1);
                WriteHash(writer, digest, nullInMask);
            }
            if ((saltOctets ?? digest.Octets) is not DefaultSaltOctets and var salt)
                using (writer.PushSequence(SaltTag))
                    writer.WriteInteger(salt);
        }
    });

    /// <summary>The algorithm of the list that this is but for the length of its salt; null when it is none.</summary>
    static SignatureAlgorithm? PssOf(ReadOnlyMemory<byte> identifier, int saltOctets)
    {
        if (saltOctets is < 0 or > MaxSaltOctets)
            return null;
        foreach (var usual in All.Where(a => a.IsPss))
        {
            var pss = Pss(usual.Name, usual.Digest, saltOctets);
            if (pss.encodings.Any(e => identifier.Span.SequenceEqual(e)))
                return pss;
        }
        return null;
    }

    /// <summary>The saltLength of RSASSA-PSS-params; -1 when it is no length.</summary>
    static int SaltOf(AsnReader parameters)
    {
        while (parameters.HasData)
        {
            if (!parameters.PeekTag().HasSameClassAndValue(SaltTag))
            {
                parameters.ReadEncodedValue();
                continue;
            }
            return parameters.ReadSequence(SaltTag).TryReadInt32(out var salt) ? salt : -1;
        }
        return DefaultSaltOctets;
    }

    static void WriteHash(AsnWriter writer, DigestAlgorithm digest, bool withNull)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(digest.Oid);
            if (withNull)
                writer.WriteNull();
        }
    }

    /// <summary>Parameters are left out (RFC 9215 §3); NULL is read, since OpenSSL's GOST engine has written it into certificates, CRLs and requests all along.</summary>
    static SignatureAlgorithm Gost(string name, KeyFamily family, DigestAlgorithm digest, string oid) =>
        new(name, family, digest, oid, Identifier(oid, _ => { }), Identifier(oid, writer => writer.WriteNull()));

    /// <summary>Parameters MUST be absent (RFC 5758 §3.2, RFC 8410 §3).</summary>
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
