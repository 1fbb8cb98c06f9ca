namespace Ca.Conformance.Tests.Judges;

/// <summary>GnuTLS by its tools <c>certtool</c> and <c>ocsptool</c>, which know most of our algorithms.</summary>
static class GnuTls
{
    static readonly Dictionary<string, string> Environment = [];

    /// <summary>
    /// Whether GnuTLS 3.7 can compute with such keys: its library Nettle has one GOST curve of each length and CryptoPro-XchA is
    /// the same as CryptoPro-A; of the others GnuTLS knows the names and says "The curve is unsupported".
    /// </summary>
    public static bool Knows(string keyAlgorithm) => !keyAlgorithm.StartsWith("gost", StringComparison.Ordinal) ||
        keyAlgorithm is "gost2012-256-b" or "gost2012-256-cryptopro-a" or "gost2012-256-cryptopro-xcha" or "gost2012-512-a";

    public static Answer Certtool(Desk desk, params string[] arguments) => Tool.Run(desk, "certtool", "gnutls-bin", Environment, arguments);

    public static Answer Ocsptool(Desk desk, params string[] arguments) => Tool.Run(desk, "ocsptool", "gnutls-bin", Environment, arguments);
}
