using System.Security.Cryptography;
using System.Text;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;

namespace Ca.Tests.Hostile;

/// <summary>Authorities and a citizen with the same keys in every process, so that what one process has signed another can verify.</summary>
static class SampleKeys
{
    public static readonly SampleAuthority Authority = SampleAuthority.Root(key: Key("authority"));
    public static readonly SampleAuthority Issuing = Authority.Authority("Issuing", key: Key("issuing"));
    public static readonly CmsSigner Citizen = Authority.Person(Key("citizen"));

    /// <summary>A key on P-256 whose number is the hash of its name.</summary>
    public static SoftwareKey Key(string name)
    {
        using var platform = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = SHA256.HashData(Encoding.UTF8.GetBytes(name)) });
        return SoftwareKey.Parse(platform.ExportPkcs8PrivateKey()).Expect();
    }

    public static byte[] Octets(this Certificate certificate) => certificate.Encoded.ToArray();
}
