using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Ca.Core.Asn1;

namespace Ca.Core.Keys;

/// <summary>
/// DSA (FIPS 186-4), verified by the platform. FIPS 186-5 §4 keeps it to verify what was signed before; nothing here signs with it, and no
/// certificate is issued for such a key.
/// </summary>
sealed class DsaPublicKey : PublicKey
{
    /// <summary>Whoever can make a composite pass for a prime with a chance of 2^-80 has easier ways.</summary>
    const int PrimeCertainty = 80;

    /// <summary>FIPS 186-4 §4.2; other lengths have never been a standard's, and bound the work.</summary>
    static readonly (int P, int Q)[] Lengths = [(1024, 160), (2048, 224), (2048, 256), (3072, 256)];

    readonly Domain domain;
    readonly BigInteger y;
    readonly Instances<DSA> instances;
    readonly Lazy<Refusal?> defect;

    DsaPublicKey(ReadOnlyMemory<byte> info, Domain domain, BigInteger y) : base(KeyAlgorithm.Dsa(domain.Bits, domain.SubgroupBits), info)
    {
        this.domain = domain;
        this.y = y;
        defect = new(FindDefect);
        instances = new(Import);
    }

    /// <summary>Dss-Parms (RFC 3279 §2.3.2).</summary>
    sealed record Domain(BigInteger P, BigInteger Q, BigInteger G)
    {
        public int Bits => (int)P.GetBitLength();

        public int SubgroupBits => (int)Q.GetBitLength();
    }

    /// <summary>
    /// Reads the key; without parameters of its own it has those of its issuer (RFC 5280 §6.1.4 (e), RFC 3279 §2.3.2), or none, and is refused.
    /// </summary>
    public static Outcome<PublicKey> Read(ReadOnlyMemory<byte> info, AsnReader parameters, ReadOnlyMemory<byte> key, PublicKey? issuer)
    {
        var own = ReadDomain(parameters);
        if ((own ?? (issuer as DsaPublicKey)?.domain) is not { } domain)
            return new Refusal(RefusalCode.UnacceptableKey, InheritedParameters);
        var reader = new AsnReader(key, AsnEncodingRules.DER);
        var y = reader.ReadInteger();
        reader.ThrowIfNotEmpty();
        if (domain.P.Sign <= 0 || domain.Q.Sign <= 0 || !Lengths.Contains((domain.Bits, domain.SubgroupBits)))
            return new Refusal(RefusalCode.UnacceptableKey, "Keys.dsa-lengths", domain.Bits, domain.SubgroupBits);
        return IsBetween(domain.G, domain.P) && IsBetween(y, domain.P) && ((domain.P - 1) % domain.Q).IsZero
            ? new DsaPublicKey(info, domain, y)
            : new Refusal(RefusalCode.UnacceptableKey, "Keys.dsa-numbers");
    }

    internal override Refusal? Defect => defect.Value;

    internal override int? NumberOctets => domain.SubgroupBits / 8;

    private protected override ReadOnlyMemory<byte> CanonicalInfo => Der.Write(writer =>
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Oids.Dsa);
                using (writer.PushSequence())
                {
                    writer.WriteInteger(domain.P);
                    writer.WriteInteger(domain.Q);
                    writer.WriteInteger(domain.G);
                }
            }
            writer.WriteBitString(Der.Write(inner => inner.WriteInteger(y)));
        }
    });

    public override bool Verify(SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        algorithm.Family == KeyFamily.Dsa && VerifyDigest(algorithm.Digest.Compute(data), signature);

    public override bool Verify(SignatureAlgorithm algorithm, Stream data, ReadOnlySpan<byte> signature) =>
        algorithm.Family == KeyFamily.Dsa && VerifyDigest(algorithm.Digest.Compute(data), signature);

    bool VerifyDigest(byte[] digest, ReadOnlySpan<byte> signature)
    {
        if (!SignatureNumbers.AreStrict(signature) || Defect is not null)
            return false;
        using var loan = instances.Borrow();
        // The leftmost bits of a hash longer than the subgroup's order (FIPS 186-4 §4.6), which not every platform cuts off itself.
        return loan.Instance.VerifySignature(digest.AsSpan(0, Math.Min(digest.Length, domain.SubgroupBits / 8)), signature, DSASignatureFormat.Rfc3279DerSequence);
    }

    [SuppressMessage("Security", "CA5384", Justification = "It verifies, and signs nothing.")]
    DSA Import() => DSA.Create(new DSAParameters
    {
        P = Octets(domain.P, domain.Bits),
        Q = Octets(domain.Q, domain.SubgroupBits),
        G = Octets(domain.G, domain.Bits),
        Y = Octets(y, domain.Bits),
    });

    static Domain? ReadDomain(AsnReader parameters)
    {
        if (!parameters.HasData)
            return null;
        if (parameters.PeekTag().HasSameClassAndValue(Asn1Tag.Null))
        {
            parameters.ReadNull();
            parameters.ThrowIfNotEmpty();
            return null;
        }
        var numbers = parameters.ReadSequence();
        parameters.ThrowIfNotEmpty();
        var domain = new Domain(numbers.ReadInteger(), numbers.ReadInteger(), numbers.ReadInteger());
        numbers.ThrowIfNotEmpty();
        return domain;
    }

    /// <summary>
    /// g and y are of the prime order q (SP 800-89 §5.3.1): outside of that subgroup one signature fits several messages. That p is prime is left
    /// unasked: it would take ten times as long, and whoever chose p had the private key to give away anyhow.
    /// </summary>
    Refusal? FindDefect() =>
        new Org.BouncyCastle.Math.BigInteger(1, Octets(domain.Q, domain.SubgroupBits)).IsProbablePrime(PrimeCertainty)
        && BigInteger.ModPow(domain.G, domain.Q, domain.P).IsOne && BigInteger.ModPow(y, domain.Q, domain.P).IsOne
            ? null
            : new(RefusalCode.UnacceptableKey, "Keys.dsa-numbers");

    /// <summary>Neither 0, 1 nor -1 modulo p, whose orders are 1 and 2.</summary>
    static bool IsBetween(BigInteger number, BigInteger p) => number > 1 && number < p - 1;

    static byte[] Octets(BigInteger number, int bits)
    {
        var octets = new byte[bits / 8];
        number.TryWriteBytes(octets.AsSpan(octets.Length - number.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true);
        return octets;
    }
}
