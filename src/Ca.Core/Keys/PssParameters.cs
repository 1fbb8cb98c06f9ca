using System.Formats.Asn1;
using Ca.Core.Asn1;

namespace Ca.Core.Keys;

/// <summary>
/// RSASSA-PSS-params (RFC 4055 §3.1) besides the hash itself. The hash of the mask should be the same and need not be: Java's programs and others
/// leave it SHA-1, which takes nothing from the signature, since a mask needs no resistance to collisions.
/// </summary>
/// <param name="Mask">The hash that MGF1 uses.</param>
/// <param name="SaltOctets">How long the salt is.</param>
sealed record PssParameters(DigestAlgorithm Mask, int SaltOctets)
{
    /// <summary>No longer salt fits below a modulus of 16384 bits, the longest that is verified with.</summary>
    const int MaxSaltOctets = 2048;

    /// <summary>Where the parameters name no salt: as long as SHA-1's hash, the hash where they name none.</summary>
    const int DefaultSaltOctets = 20;

    static readonly Asn1Tag HashTag = new(TagClass.ContextSpecific, 0);
    static readonly Asn1Tag MaskTag = new(TagClass.ContextSpecific, 1);
    static readonly Asn1Tag SaltTag = new(TagClass.ContextSpecific, 2);

    /// <summary>The parameters in DER, which leaves defaults out; null when they are none. May throw as <see cref="Der.Read"/> allows.</summary>
    public static PssParameters? Read(AsnReader parameters, out DigestAlgorithm digest)
    {
        var salt = DefaultSaltOctets;
        var mask = digest = DigestAlgorithm.Sha1;
        if (parameters.IsNext(HashTag) && (digest = ReadHash(parameters.ReadSequence(HashTag))!) is null)
            return null;
        if (parameters.IsNext(MaskTag) && (mask = ReadMask(parameters.ReadSequence(MaskTag))) is null)
            return null;
        if (parameters.IsNext(SaltTag) && !(parameters.ReadSequence(SaltTag).TryReadInt32(out salt) && salt is >= 0 and <= MaxSaltOctets and not DefaultSaltOctets))
            return null;
        // trailerField has one value, which is the default.
        return parameters.HasData ? null : new(mask, salt);
    }

    /// <summary>As we write them: the hashes' own parameters are NULL (RFC 4055 §2.1).</summary>
    public void Write(AsnWriter writer, DigestAlgorithm digest)
    {
        using (writer.PushSequence())
        {
            if (digest != DigestAlgorithm.Sha1)
                using (writer.PushSequence(HashTag))
                    WriteHash(writer, digest);
            if (Mask != DigestAlgorithm.Sha1)
                using (writer.PushSequence(MaskTag))
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Oids.Mgf1);
                    WriteHash(writer, Mask);
                }
            if (SaltOctets != DefaultSaltOctets)
                using (writer.PushSequence(SaltTag))
                    writer.WriteInteger(SaltOctets);
        }
    }

    static DigestAlgorithm? ReadMask(AsnReader explicitly)
    {
        var function = explicitly.ReadSequence();
        explicitly.ThrowIfNotEmpty();
        return function.ReadObjectIdentifier() == Oids.Mgf1 ? ReadHash(function) : null;
    }

    /// <summary>One of SHA-2; NULL or nothing behind its name, both of which MUST be accepted (RFC 4055 §2.1). SHA-1 is the default, which DER leaves out.</summary>
    static DigestAlgorithm? ReadHash(AsnReader parent)
    {
        var hash = parent.ReadSequence();
        parent.ThrowIfNotEmpty();
        var oid = hash.ReadObjectIdentifier();
        if (hash.HasData)
            hash.ReadNull();
        hash.ThrowIfNotEmpty();
        return oid switch
        {
            Oids.Sha224 => DigestAlgorithm.Sha224,
            Oids.Sha256 => DigestAlgorithm.Sha256,
            Oids.Sha384 => DigestAlgorithm.Sha384,
            Oids.Sha512 => DigestAlgorithm.Sha512,
            _ => null,
        };
    }

    static void WriteHash(AsnWriter writer, DigestAlgorithm digest)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(digest.Oid);
            writer.WriteNull();
        }
    }
}
