namespace Ca.Tests.Hostile;

/// <summary>The table of what Core reads from outside: each of its readers is thrown at by the tests and can be asked for by the harness.</summary>
static class CoreReaders
{
    public static IReadOnlyList<HostileReader> All { get; } =
        [.. CertificateReaders.All, .. KeyReaders.All, .. SignatureReaders.All, .. XmlReaders.All, .. TextReaders.All];
}
