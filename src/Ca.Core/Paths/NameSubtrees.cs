using System.Net;
using Ca.Core.Asn1;
using Ca.Core.Certificates;

namespace Ca.Core.Paths;

/// <summary>Which names an authority's NameConstraints let it certify (RFC 5280 §4.2.1.10).</summary>
sealed class NameSubtrees(NameConstraints constraints)
{
    readonly ILookup<GeneralNameKind, ConstrainedName> permitted = Sort(constraints.Permitted);
    readonly ILookup<GeneralNameKind, ConstrainedName> excluded = Sort(constraints.Excluded);

    /// <summary>How many comparisons <see cref="Allow"/> takes for the name.</summary>
    public int CountFor(ConstrainedName name) => permitted[name.Kind].Count() + excluded[name.Kind].Count();

    /// <summary>Whether the authority may certify the name.</summary>
    public bool Allow(ConstrainedName name) =>
        (!permitted.Contains(name.Kind) || permitted[name.Kind].Any(p => Contains(p, name, Reading.Surely)))
        && !excluded[name.Kind].Any(e => Contains(e, name, Reading.Possibly));

    static ILookup<GeneralNameKind, ConstrainedName> Sort(IReadOnlyList<GeneralName>? subtrees) =>
        (subtrees ?? []).Select(s => new ConstrainedName(s)).ToLookup(s => s.Kind);

    /// <summary>A wildcard, and a name that cannot be read, is surely inside only with all it may stand for, possibly already with some.</summary>
    enum Reading
    {
        Surely,
        Possibly,
    }

    static bool Contains(ConstrainedName subtree, ConstrainedName name, Reading reading) => name.Kind switch
    {
        GeneralNameKind.Directory => name.Directory!.IsWithin(subtree.Directory!),
        GeneralNameKind.Dns => ContainsDns(subtree.Text, name.Text, reading),
        GeneralNameKind.Email => ContainsMailbox(subtree.Text, name.Text, reading),
        GeneralNameKind.Uri => ContainsUri(subtree.Text, name.Host, reading),
        GeneralNameKind.IpAddress => ContainsAddress(subtree.Address, name.Address),
        // A constraint that cannot be processed, on a name of its kind: rejected (RFC 5280 §4.2.1.10).
        _ => reading == Reading.Possibly,
    };

    static bool ContainsDns(string subtree, string name, Reading reading)
    {
        if (subtree.Length == 0 || IsHostWithin(subtree, name) || Same(subtree, name))
            return true;
        return reading == Reading.Possibly && name.StartsWith("*.", StringComparison.Ordinal) && EndsWith(subtree, name[1..]);
    }

    /// <summary>A mailbox, all mailboxes of a host, or with a leading dot those of every host below a domain.</summary>
    static bool ContainsMailbox(string subtree, string name, Reading reading)
    {
        var at = name.LastIndexOf('@');
        if (at < 0)
            return reading == Reading.Possibly;
        var host = name[(at + 1)..];
        var subtreeAt = subtree.LastIndexOf('@');
        if (subtreeAt >= 0)
            return name[..at] == subtree[..subtreeAt] && Same(host, subtree[(subtreeAt + 1)..]);
        return subtree.StartsWith('.') ? EndsWith(host, subtree) : subtree.Length == 0 || Same(host, subtree);
    }

    /// <summary>A host, or with a leading dot every host below a domain. An URI without a host name is rejected.</summary>
    static bool ContainsUri(string subtree, string? host, Reading reading)
    {
        if (host is null)
            return reading == Reading.Possibly;
        return subtree.StartsWith('.') ? EndsWith(host, subtree) : subtree.Length == 0 || Same(host, subtree);
    }

    static bool ContainsAddress(byte[] subtree, byte[] address)
    {
        if (subtree.Length != 2 * address.Length)
            return false;
        for (var i = 0; i < address.Length; i++)
            if (((subtree[i] ^ address[i]) & subtree[address.Length + i]) != 0)
                return false;
        return true;
    }

    static bool IsHostWithin(string subtree, string name) =>
        subtree.StartsWith('.') ? EndsWith(name, subtree) : EndsWith(name, "." + subtree);

    static bool EndsWith(string name, string end) => name.EndsWith(end, StringComparison.OrdinalIgnoreCase);

    static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A name that constraints bind, or a subtree of such: read once, compared often.</summary>
sealed class ConstrainedName(GeneralName name)
{
    public GeneralNameKind Kind => name.Kind;

    public DistinguishedName? Directory { get; } = name.Kind == GeneralNameKind.Directory ? name.DirectoryName : null;

    /// <summary>Without the dot that a host name may end with and that changes nothing in it (RFC 1034 §3.1).</summary>
    public string Text { get; } = WithoutRoot(name.Text);

    /// <summary>The host of a URI; null when it has none that is a name.</summary>
    public string? Host { get; } = name.Kind == GeneralNameKind.Uri && Uri.TryCreate(name.Text, UriKind.Absolute, out var uri)
        && uri.HostNameType == UriHostNameType.Dns && uri.Host.Length > 0 ? WithoutRoot(uri.Host) : null;

    public byte[] Address { get; } = name.Value.ToArray();

    /// <summary>The names of a certificate that constraints bind: the subject, the alternatives, and an e-mail address in the subject.</summary>
    public static IEnumerable<ConstrainedName> Of(Certificate certificate)
    {
        var alternatives = certificate.SubjectAlternativeName ?? [];
        if (!certificate.Subject.IsEmpty)
            yield return new(GeneralName.Of(certificate.Subject));
        foreach (var alternative in alternatives)
            yield return new(alternative);
        if (!alternatives.Any(n => n.Kind == GeneralNameKind.Email))
            foreach (var address in certificate.Subject.Attributes.Where(a => a.Type == Oids.EmailAddress))
                yield return new(GeneralName.Of(GeneralNameKind.Email, address.Value));
    }

    static string WithoutRoot(string host) => host.EndsWith('.') ? host[..^1] : host;

    /// <summary>The name in words.</summary>
    public override string ToString() => Kind switch
    {
        GeneralNameKind.Directory => Directory!.ToString(),
        GeneralNameKind.Dns or GeneralNameKind.Email or GeneralNameKind.Uri => string.Concat(Text.Select(c => char.IsControl(c) ? '?' : c)),
        GeneralNameKind.IpAddress when Address.Length is 4 or 16 => new IPAddress(Address).ToString(),
        _ => $"{Kind} {Convert.ToHexStringLower(Address)}",
    };
}
