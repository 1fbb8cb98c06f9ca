using Ca.Core.Certificates;

namespace Ca.Core.Requests;

/// <summary>The names in a requested SubjectAlternativeName, held to what a subject is held to.</summary>
static class AlternativeNames
{
    /// <summary>Why none of them could be certified, or null.</summary>
    public static Refusal? Check(CertificateExtensions extensions)
    {
        foreach (var name in extensions.SubjectAlternativeName ?? [])
            switch (name.Kind)
            {
                // IA5String has controls, NUL and the space, which no address, host or URI has (RFC 5321, 1123, 3986).
                case GeneralNameKind.Email or GeneralNameKind.Dns or GeneralNameKind.Uri
                    when name.Value.Length == 0 || name.Value.Span.ContainsAnyExceptInRange((byte)'!', (byte)'~'):
                    return new(RefusalCode.Malformed, "Requests.alternative-name-characters", name.Kind.ToString());
                case GeneralNameKind.IpAddress when name.Value.Length is not (4 or 16):
                    return new(RefusalCode.Malformed, "Requests.alternative-name-address", name.Value.Length);
                case GeneralNameKind.Directory when name.DirectoryName.Check() is { } why:
                    return why;
            }
        return null;
    }
}
