using Ca.Cli.Desk;
using Ca.Core.Asn1;
using Ca.Core.Keys;

namespace Ca.Cli.Keys;

/// <summary>What we say about a key: never anything of its private half.</summary>
static class KeyView
{
    /// <param name="file">Where it is.</param>
    /// <param name="key">It.</param>
    public static Answer Of(string file, SigningKey key)
    {
        var half = key.PublicKey;
        var pem = Pem.Write("PUBLIC KEY", half.SubjectPublicKeyInfo.Span);
        var identifier = Convert.ToHexStringLower(half.KeyIdentifier);
        return new(
            [
                Line.Of("Keys.file", file),
                Line.Of("Keys.algorithm", half.Algorithm),
                Line.Of("Keys.signs-with", key.Algorithm),
                Line.Of("Keys.identity", half.Identity),
                Line.Of("Keys.identifier", identifier),
                Line.Of(pem.TrimEnd()),
            ],
            new
            {
                file,
                algorithm = half.Algorithm.Name,
                signatureAlgorithm = key.Algorithm.Name,
                half.Identity,
                keyIdentifier = identifier,
                publicKey = pem,
            });
    }
}
