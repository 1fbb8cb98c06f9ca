using System.Text;
using Ca.Core.Asn1;
using Ca.Core.Keys;
using static Ca.Tests.Hostile.SampleKeys;

namespace Ca.Tests.Hostile;

/// <summary>Keys, public and private, and what they are carried in.</summary>
static class KeyReaders
{
    const string Passphrase = "correct horse";

    static readonly string[] Kinds = ["ec-p256", "ec-p521", "rsa-2048", "ed25519", "gost2012-256-b", "gost2012-512-a"];

    public static IReadOnlyList<HostileReader> All { get; } =
    [
        HostileReader.Of("public-key", [typeof(PublicKey)], () => Keys.Select(k => k.PublicKey.SubjectPublicKeyInfo.ToArray()), bytes => PublicKey.Parse(bytes).Then<PublicKey>(key =>
        {
            _ = (key.Verify(SignatureAlgorithm.For(key.Algorithm), "message"u8, new byte[64]), key.KeyIdentifier, key.Identity, KeyPolicy.Refuses(key));
            return key;
        })),
        HostileReader.Of("private-key", [typeof(SoftwareKey)], () => Keys.Select(k => k.ExportPrivateKeyInfo()), bytes => SoftwareKey.Parse(bytes).Then<string>(Forget), divisor: 5),
        HostileReader.Of("key-file", [], () => [KeyFile.Encode(Key("file"), Passphrase, iterations: 1)], bytes => KeyFile.Decode(bytes, Passphrase, null).Then<string>(Forget), divisor: 5),
        HostileReader.Of("pkcs12", [typeof(Pkcs12)], () => [Pkcs12.Write(Key("file"), [Citizen.Certificate.Encoded, Authority.Certificate.Encoded], Passphrase, iterations: 1)], bytes =>
            Pkcs12.Read(bytes, Passphrase).Then<string>(contents => Forget(contents.Key)), divisor: 5),
        HostileReader.Of("signature-algorithm", [typeof(SignatureAlgorithm)], () => SignatureAlgorithm.All.Select(a => a.AlgorithmIdentifier.ToArray()), bytes => SignatureAlgorithm.ParseEvenOutdated(bytes)),
        HostileReader.Of("pem", [typeof(Pem)], () => [Encoding.ASCII.GetBytes($"text\n{Pem.Write("A", [0x30, 0])}text\n{Pem.Write("B", [0x30, 0])}"), [0x30, 0]], bytes =>
        {
            _ = Pem.UnwrapOnly(bytes, bytes.Length, "A", "B").Refused(out _, out _);
            return Pem.All(bytes, "A").Refused(out var why, out var blocks) ? why : Pem.Unwrap(bytes, bytes.Length, "A", "B");
        }),
    ];

    static IEnumerable<SoftwareKey> Keys => Kinds.Select(kind => SoftwareKey.Generate(KeyAlgorithm.Parse(kind).Expect()));

    static Ca.Core.Outcome<string> Forget(SoftwareKey key)
    {
        key.Dispose();
        return "";
    }
}
