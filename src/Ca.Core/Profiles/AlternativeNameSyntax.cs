using Ca.Core.Certificates;

namespace Ca.Core.Profiles;

/// <summary>The syntax that RFC 5280 §4.2.1.6 asks of alternative names.</summary>
static class AlternativeNameSyntax
{
    // RFC 1035 §2.3.4.
    const int MaxDnsName = 253;
    const int MaxDnsLabel = 63;

    // RFC 5321 §4.5.3.1.1; RFC 5322 §3.2.3.
    const int MaxLocalPart = 64;
    const string AtomMarks = "!#$%&'*+-/=?^_`{|}~";

    /// <summary>Whether the name is one that may be certified.</summary>
    public static bool IsWellFormed(GeneralName name) => name.Kind switch
    {
        GeneralNameKind.Dns => IsHostName(name.Text),
        GeneralNameKind.Email => IsMailbox(name.Text),
        GeneralNameKind.Uri => IsAbsoluteUri(name.Text),
        GeneralNameKind.IpAddress => name.Value.Length is 4 or 16,
        GeneralNameKind.Directory => !name.DirectoryName.IsEmpty,
        _ => true,
    };

    /// <summary>
    /// "Preferred name syntax" (RFC 1034 §3.5 as changed by RFC 1123 §2.1): letters, digits and hyphens. No wildcard: who speaks for all
    /// names of a domain is a decision that no profile of ours makes.
    /// </summary>
    static bool IsHostName(string text) =>
        text.Length is > 0 and <= MaxDnsName
        && text.Split('.').All(label =>
            label.Length is > 0 and <= MaxDnsLabel
            && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            && label[0] != '-' && label[^1] != '-')
        // A last label of digits is an address (RFC 1123 §2.1), which has its own kind.
        && !text[(text.LastIndexOf('.') + 1)..].All(char.IsAsciiDigit);

    /// <summary>Local-part "@" domain and nothing around it (RFC 5280 §4.2.1.6); the local part is a dot-string (RFC 5321 §4.1.2).</summary>
    internal static bool IsMailbox(string text)
    {
        var at = text.LastIndexOf('@');
        return at is > 0 and <= MaxLocalPart
            && text[..at].Split('.').All(atom => atom.Length > 0 && atom.All(c => char.IsAsciiLetterOrDigit(c) || AtomMarks.Contains(c)))
            && IsHostName(text[(at + 1)..]);
    }

    /// <summary>Not relative, with a scheme and what belongs to it (RFC 5280 §4.2.1.6).</summary>
    static bool IsAbsoluteUri(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.IsWellFormedOriginalString() && text.StartsWith(uri.Scheme + ":", StringComparison.OrdinalIgnoreCase);
}
