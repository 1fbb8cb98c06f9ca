using System.Text;
using System.Text.RegularExpressions;

namespace Ca.Core.Xml;

/// <summary>Joins xml:base values as Canonical XML 1.1 §2.4 and appendix A say: RFC 3986 §5.2, but also for bases that are relative.</summary>
static partial class BaseUri
{
    /// <summary>The reference as seen from where the base holds.</summary>
    public static string Join(string outer, string reference)
    {
        // "..", at the end, is taken as "../".
        var b = Split(outer.EndsWith("..", StringComparison.Ordinal) ? outer + "/" : outer);
        var r = Split(reference);
        if (r.Scheme is not null)
            return Write(r.Scheme, r.Authority, RemoveDots(r.Path), r.Query);
        if (r.Authority is not null)
            return Write(b.Scheme, r.Authority, RemoveDots(r.Path), r.Query);
        if (r.Path.Length == 0)
            return Write(b.Scheme, b.Authority, RemoveDots(b.Path), r.Query ?? b.Query);
        return Write(b.Scheme, b.Authority, RemoveDots(r.Path.StartsWith('/') ? r.Path : Merge(b.Authority, b.Path, r.Path)), r.Query);
    }

    /// <summary>remove_dot_segments of RFC 3986 §5.2.4 as changed in appendix A: leading ".." stay, runs of "/" are one, and ".." at the end has a "/".</summary>
    public static string RemoveDots(string path)
    {
        var isAbsolute = path.StartsWith('/');
        var kept = new List<string>();
        var segments = path.Split('/');
        var endsAsFolder = segments[^1] is "" or "." or "..";
        foreach (var segment in segments)
            if (segment == ".." && kept.Count > 0 && kept[^1] != "..")
                kept.RemoveAt(kept.Count - 1);
            else if (segment == ".." && !isAbsolute)
                kept.Add(segment);
            else if (segment is not ("" or "." or ".."))
                kept.Add(segment);
        var joined = string.Join('/', kept);
        return (isAbsolute ? "/" : "") + joined + (joined.Length > 0 && endsAsFolder ? "/" : "");
    }

    /// <summary>RFC 3986 §5.2.3.</summary>
    static string Merge(string? authority, string outer, string path) =>
        authority is not null && outer.Length == 0 ? "/" + path : outer[..(outer.LastIndexOf('/') + 1)] + path;

    static string Write(string? scheme, string? authority, string path, string? query)
    {
        var text = new StringBuilder();
        if (scheme is not null)
            text.Append(scheme).Append(':');
        if (authority is not null)
            text.Append("//").Append(authority);
        text.Append(path);
        if (query is not null)
            text.Append('?').Append(query);
        return text.ToString();
    }

    static (string? Scheme, string? Authority, string Path, string? Query) Split(string uri)
    {
        var parts = Parts().Match(uri);
        return (Value(parts.Groups["scheme"]), Value(parts.Groups["authority"]), parts.Groups["path"].Value, Value(parts.Groups["query"]));
    }

    static string? Value(Group group) => group.Success ? group.Value : null;

    /// <summary>RFC 3986 appendix B; the fragment is dropped.</summary>
    [GeneratedRegex(@"^((?<scheme>[^:/?#]+):)?(//(?<authority>[^/?#]*))?(?<path>[^?#]*)(\?(?<query>[^#]*))?(#.*)?$", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Parts();
}
