using System.Globalization;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Json;

namespace Ca.Core.Paths;

/// <summary>
/// Trust anchors as an operator keeps them: <c>NAME.pem</c> with one certificate, and <c>NAME.json</c> that says within what bounds it is
/// trusted. One that cannot be read, or a certificate and a JSON without each other, refuses the whole: verdicts without an anchor would
/// look like good ones, and bounds that got lost would widen trust.
/// </summary>
public static class TrustAnchorDirectory
{
    /// <summary>A browser's list has under 200.</summary>
    const int MaxAnchors = 10_000;

    const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>All anchors, in the order of their names; none where there is no such directory. Other files in it are left alone.</summary>
    public static Outcome<IReadOnlyList<TrustAnchor>> Read(string path)
    {
        if (Files(path).Refused(out var why, out var files))
            return why;
        var anchors = new List<TrustAnchor>();
        foreach (var name in files.Select(f => Path.ChangeExtension(f, null)).Distinct().Order(StringComparer.Ordinal))
        {
            if (!files.Contains(name + ".pem") || !files.Contains(name + ".json"))
                return new Refusal(RefusalCode.Malformed, "Paths.anchor-alone", name + ".pem", name + ".json");
            if (ReadOne(name).Refused(out why, out var anchor))
                return new Refusal(why.Code, "Paths.bad-anchor", name, why.Sentence);
            anchors.Add(anchor);
        }
        return anchors;
    }

    static Outcome<HashSet<string>> Files(string path)
    {
        try
        {
            if (!Directory.Exists(path))
                return new HashSet<string>();
            var files = Directory.EnumerateFiles(path).Where(f => Path.GetExtension(f) is ".pem" or ".json").Take(2 * MaxAnchors + 1).ToHashSet();
            return files.Count <= 2 * MaxAnchors ? files : new Refusal(RefusalCode.TooLarge, "Paths.too-many-anchors", path, MaxAnchors);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Refusal(RefusalCode.Unavailable, "Asn1.file-unreadable", path, e.Message);
        }
    }

    static Outcome<TrustAnchor> ReadOne(string name)
    {
        if (InputFile.Read(name + ".pem", Pem.MaxOctets(Certificate.MaxOctets)).Refused(out var why, out var pem))
            return why;
        if (Pem.UnwrapOnly(pem, pem.Length, "CERTIFICATE").Then(Certificate.Parse).Then(TrustAnchor.Of).Refused(out why, out var anchor))
            return why;
        if (InputFile.Read(name + ".json", TrustAnchorFile.MaxOctets).Refused(out why, out var json))
            return why;
        if (StrictJson.Read<TrustAnchorFile>(json, TrustAnchorFile.MaxOctets).Refused(out why, out var file))
            return why;
        return Bound(anchor, file);
    }

    static Outcome<TrustAnchor> Bound(TrustAnchor anchor, TrustAnchorFile file)
    {
        if (string.IsNullOrWhiteSpace(file.Name))
            return new Refusal(RefusalCode.Malformed, "Paths.anchor-name");
        if (Time(file.ValidFrom).Refused(out var why, out var from))
            return why;
        if (Time(file.ValidUntil).Refused(out why, out var until))
            return why;
        if (from.At > until.At)
            return new Refusal(RefusalCode.Malformed, "Paths.anchor-ends-first", $"{from.At:u}", $"{until.At:u}");
        if (file.Purposes is { } purposes && (purposes.Count == 0 || purposes.Distinct().Count() != purposes.Count || !purposes.All(Oids.IsDotted)))
            return new Refusal(RefusalCode.Malformed, "Paths.anchor-purposes");
        return anchor.Within(file.Name, from.At, until.At, file.Purposes);
    }

    readonly record struct Limit(DateTimeOffset? At);

    static Outcome<Limit> Time(string? text)
    {
        if (text is null)
            return new Limit(null);
        return DateTimeOffset.TryParseExact(text, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new Limit(at)
            : new Refusal(RefusalCode.Malformed, "Paths.anchor-no-time", text);
    }
}
