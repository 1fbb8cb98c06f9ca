using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ca.Core.Asn1;
using Ca.Core.Certificates;

namespace Ca.Core.Paths;

/// <summary>A name that whoever asks knows the certificate's holder by, and that the certificate must carry: DNS, IP or e-mail.</summary>
public sealed class ExpectedName
{
    /// <summary>RFC 1035 §2.3.4.</summary>
    const int MaxDnsLength = 253;
    const int MaxLabelLength = 63;

    /// <summary>RFC 5321 §4.5.3.1.3.</summary>
    const int MaxMailboxLength = 254;

    readonly GeneralNameKind kind;
    readonly string text;
    readonly byte[] address;

    ExpectedName(GeneralNameKind kind, string text, byte[] address)
    {
        this.kind = kind;
        this.text = text;
        this.address = address;
    }

    /// <summary>
    /// With an @ it is an e-mail address, as <c>192.0.2.1</c> or <c>2001:db8::1</c> an IP address, else a DNS name, of which a final dot is
    /// left out and letters beyond ASCII become A-labels (RFC 9525 §6.3).
    /// </summary>
    public static Outcome<ExpectedName> Parse(string text)
    {
        if (text.Contains('@', StringComparison.Ordinal))
            return Mailbox(text) is { } mailbox ? mailbox : No(text);
        // IPAddress alone would read "1" as an address.
        if (IPAddress.TryParse(text, out var ip) && (ip.AddressFamily == AddressFamily.InterNetworkV6 || text.Count(c => c == '.') == 3))
            return text.Contains('%', StringComparison.Ordinal) ? No(text) : new ExpectedName(GeneralNameKind.IpAddress, ip.ToString(), ip.GetAddressBytes());
        return Host(text) is { } host ? new ExpectedName(GeneralNameKind.Dns, host, []) : No(text);
    }

    /// <summary>
    /// Whether the certificate carries it: a DNS name and an address among the alternative names alone (RFC 9525 §6.3, no common name); an
    /// e-mail address there, or in the subject where there is none (RFC 8550 §3).
    /// </summary>
    public bool IsCarriedBy(Certificate certificate)
    {
        var names = (certificate.SubjectAlternativeName ?? []).Where(n => n.Kind == kind).ToList();
        return kind switch
        {
            GeneralNameKind.Dns => names.Exists(n => IsDns(n.Text)),
            GeneralNameKind.IpAddress => names.Exists(n => n.Value.Span.SequenceEqual(address)),
            _ when names.Count > 0 => names.Exists(n => IsMailbox(n.Text)),
            _ => certificate.Subject.Attributes.Any(a => a.Type == Oids.EmailAddress && IsMailbox(a.Value)),
        };
    }

    /// <summary>The name.</summary>
    public override string ToString() => text;

    /// <summary>
    /// The same, or with a wildcard for the whole of the first label (RFC 9525 §6.3); one that would stand for a whole top-level domain
    /// stands for nothing, as in browsers.
    /// </summary>
    bool IsDns(string presented)
    {
        presented = presented.EndsWith('.') ? presented[..^1] : presented;
        if (presented.Equals(text, StringComparison.OrdinalIgnoreCase))
            return true;
        if (!presented.StartsWith("*.", StringComparison.Ordinal) || presented.AsSpan(2).Contains('*') || !presented.AsSpan(2).Contains('.'))
            return false;
        var firstDot = text.IndexOf('.', StringComparison.Ordinal);
        return firstDot > 0 && text[0] != '*' && presented.AsSpan(1).Equals(text.AsSpan(firstDot), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The host in any case of letters, the local part as it is (RFC 5280 §7.5).</summary>
    bool IsMailbox(string presented)
    {
        var (at, mine) = (presented.LastIndexOf('@'), text.LastIndexOf('@'));
        return at >= 0 && presented[..at] == text[..mine] && presented.AsSpan(at).Equals(text.AsSpan(mine), StringComparison.OrdinalIgnoreCase);
    }

    static ExpectedName? Mailbox(string text)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && text.Length <= MaxMailboxLength && Host(text[(at + 1)..]) is { } host && !text.Any(char.IsControl)
            ? new(GeneralNameKind.Email, $"{text[..at]}@{host}", [])
            : null;
    }

    static string? Host(string text)
    {
        text = text.EndsWith('.') ? text[..^1] : text;
        if (text.Length is 0 or > MaxDnsLength)
            return null;
        try
        {
            var ascii = text.All(char.IsAscii) ? text : new IdnMapping().GetAscii(text);
            var labels = ascii.Split('.');
            return ascii.Length <= MaxDnsLength && labels.Select((l, i) => IsLabel(l) || i == 0 && l == "*" && labels.Length > 1).All(good => good) ? ascii : null;
        }
        // The platform's word for what is no label of a name.
        catch (ArgumentException)
        {
            return null;
        }
    }

    static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelLength && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    static Refusal No(string text) => new(RefusalCode.Malformed, "Paths.not-a-name", new string([.. text.Take(MaxMailboxLength).Select(c => char.IsControl(c) ? '?' : c)]));
}
