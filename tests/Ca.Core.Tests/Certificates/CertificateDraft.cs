using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Keys;

namespace Ca.Core.Tests.Certificates;

/// <summary>A certificate in raw pieces, so that one can be what <see cref="TbsCertificate"/> never writes; well signed all the same.</summary>
sealed record CertificateDraft(SigningKey Key)
{
    public byte[] Version { get; init; } = [];
    public byte[] SerialNumber { get; init; } = [2, 1, 1];
    public byte[] NotBefore { get; init; } = Convert.FromHexString("170D3132303130313030303030305A");
    public byte[] NotAfter { get; init; } = Convert.FromHexString("170D3439313233313233353935395A");
    public byte[] Behind { get; init; } = [];

    /// <summary>Of version 1, without anything that later versions brought.</summary>
    public static CertificateDraft Plain(SigningKey key) => new(key);

    public byte[] Encode()
    {
        var name = SampleCertificates.Authority.Encoded;
        var tbs = Sequence(Version, SerialNumber, Key.Algorithm.AlgorithmIdentifier.ToArray(), name.ToArray(),
            Sequence(NotBefore, NotAfter), name.ToArray(), Key.PublicKey.SubjectPublicKeyInfo.ToArray(), Behind);
        return Sequence(tbs, Key.Algorithm.AlgorithmIdentifier.ToArray(), Der.Write(w => w.WriteBitString(Key.Sign(tbs))));
    }

    // By hand: the pieces are often no DER, and a writer would refuse them.
    static byte[] Sequence(params ReadOnlySpan<byte[]> parts)
    {
        byte[] contents = [];
        foreach (var part in parts)
            contents = [.. contents, .. part];
        return contents.Length < 0x80
            ? [0x30, (byte)contents.Length, .. contents]
            : [0x30, 0x82, (byte)(contents.Length >> 8), (byte)(contents.Length & 0xFF), .. contents];
    }
}
