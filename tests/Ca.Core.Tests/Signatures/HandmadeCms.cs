using System.Formats.Asn1;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;

namespace Ca.Core.Tests.Signatures;

/// <summary>A SignedData of one signer written field by field, so that a test can write any of them wrong and still sign it.</summary>
sealed record HandmadeCms(CmsSigner Signer)
{
    static readonly byte[] Null = [5, 0];

    /// <summary>What is hashed; also carried unless <see cref="Detached"/>.</summary>
    public byte[] Content { get; init; } = "content"u8.ToArray();

    public bool Detached { get; init; }

    public string ContentType { get; init; } = Oids.CmsData;

    public string Digest { get; init; } = Oids.Sha256;

    public byte[]? SignatureAlgorithm { get; init; }

    /// <summary>Types with DER values; the usual four when null, none signs the content itself.</summary>
    public IReadOnlyList<(string Type, byte[][] Values)>? Attributes { get; init; }

    public bool WithoutAttributes { get; init; }

    public bool ByKeyIdentifier { get; init; }

    public bool WithoutCertificates { get; init; }

    public int Signers { get; init; } = 1;

    /// <summary>The usual attributes.</summary>
    public List<(string Type, byte[][] Values)> Usual() =>
    [
        (Oids.ContentType, [Der.Write(w => w.WriteObjectIdentifier(ContentType))]),
        (Oids.MessageDigest, [Der.Write(w => w.WriteOctetString(Hash(Content)))]),
        (Oids.SigningTime, [Der.Write(w => w.WriteUtcTime(Ca.Tests.SampleAuthority.Now))]),
        (Oids.SigningCertificateV2, [SigningCertificate(Signer.Certificate)]),
    ];

    /// <summary>ESSCertIDv2 by SHA-256, without issuer and serial number.</summary>
    public static byte[] SigningCertificate(Certificate certificate) => Der.Write(w =>
    {
        using (w.PushSequence())
        using (w.PushSequence())
        using (w.PushSequence())
            w.WriteOctetString(DigestAlgorithm.Parse(Oids.Sha256).Expect().Compute(certificate.Encoded.Span));
    });

    public byte[] Encode()
    {
        var entry = Entry();
        return Der.Write(w =>
        {
            using (w.PushSequence())
            {
                w.WriteObjectIdentifier(Oids.CmsSignedData);
                using (w.PushSequence(Context(0)))
                using (w.PushSequence())
                {
                    w.WriteInteger(1);
                    using (w.PushSetOf())
                        Algorithm(w, Digest);
                    WriteContent(w);
                    if (!WithoutCertificates)
                        using (w.PushSetOf(Context(0)))
                            foreach (var certificate in Signer.Chain.Prepend(Signer.Certificate))
                                w.WriteEncodedValue(certificate.Encoded.Span);
                    using (w.PushSetOf())
                        for (var i = 0; i < Signers; i++)
                            w.WriteEncodedValue(entry);
                }
            }
        });
    }

    byte[] Entry() => Der.Write(w =>
    {
        var attributes = WithoutAttributes ? null : Encode(Attributes ?? Usual());
        using (w.PushSequence())
        {
            w.WriteInteger(ByKeyIdentifier ? 3 : 1);
            WriteName(w);
            Algorithm(w, Digest);
            if (attributes is not null)
                w.WriteEncodedValue([0xA0, .. attributes.AsSpan(1)]);
            w.WriteEncodedValue(SignatureAlgorithm ?? Signer.Key.Algorithm.AlgorithmIdentifier.Span);
            w.WriteOctetString(Signer.Key.Sign(attributes ?? Content));
        }
    });

    void WriteContent(AsnWriter w)
    {
        using (w.PushSequence())
        {
            w.WriteObjectIdentifier(ContentType);
            if (!Detached)
                using (w.PushSequence(Context(0)))
                    w.WriteOctetString(Content);
        }
    }

    void WriteName(AsnWriter w)
    {
        if (ByKeyIdentifier)
        {
            w.WriteOctetString(Signer.Certificate.SubjectKeyIdentifier!.Value.Span, Context(0));
            return;
        }
        using (w.PushSequence())
        {
            w.WriteEncodedValue(Signer.Certificate.Issuer.Encoded.Span);
            w.WriteInteger(Signer.Certificate.SerialNumber.Octets);
        }
    }

    byte[] Hash(byte[] data) => DigestAlgorithm.Parse(Digest).Refused(out _, out var digest) ? new byte[16] : digest.Compute(data);

    static byte[] Encode(IReadOnlyList<(string Type, byte[][] Values)> attributes) => Der.Write(w =>
    {
        using (w.PushSetOf())
            foreach (var (type, values) in attributes)
                using (w.PushSequence())
                {
                    w.WriteObjectIdentifier(type);
                    using (w.PushSetOf())
                        foreach (var value in values)
                            w.WriteEncodedValue(value);
                }
    });

    static void Algorithm(AsnWriter w, string oid)
    {
        using (w.PushSequence())
        {
            w.WriteObjectIdentifier(oid);
            w.WriteEncodedValue(Null);
        }
    }

    static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number);
}
