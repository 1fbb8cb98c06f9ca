using System.Globalization;
using Ca.Core;
using Ca.Core.Asn1;

namespace Ca.Api.Hosting;

/// <summary>What an operator sets, under <c>Ca</c> in the configuration; everything else stands in the data directory.</summary>
public sealed record Settings
{
    /// <summary><c>Ca:DataDirectory</c>: issuers, officers, the database. Full path.</summary>
    public required string DataDirectory { get; init; }

    /// <summary><c>Ca:PublicUrl</c>: how relying parties reach the public listener; stands in certificates.</summary>
    public required Uri PublicUrl { get; init; }

    /// <summary><c>Ca:PublicListener</c>: status, verification, health; plain HTTP, since CRL and OCSP are signed (RFC 5280 §8).</summary>
    public required Uri PublicListener { get; init; }

    /// <summary><c>Ca:OfficersListener</c>: everything that changes something; TLS with client certificates.</summary>
    public required Uri OfficersListener { get; init; }

    /// <summary><c>Ca:PublicRequestsPerSecond</c>: how many one address may make on the public listener.</summary>
    public required int PublicRequestsPerSecond { get; init; }

    /// <summary>
    /// <c>Ca:TimeStampPolicy</c>: the OID that time-stamps name. The usual one, from the arc that needs no registration (X.667), promises what
    /// docs/decisions/0013-time-stamps.md says and nothing else; an authority with a policy document of its own has an OID for it.
    /// </summary>
    public string TimeStampPolicy { get; init; } = "2.25.201629199449733651422257195176742364769";

    /// <summary><c>Ca:VerificationsPerSecond</c>: how many files one address may have verified.</summary>
    public required int VerificationsPerSecond { get; init; }

    /// <summary><c>Ca:KeptVerdictDays</c>: how long a verdict that somebody asked to be kept can be fetched.</summary>
    public required int KeptVerdictDays { get; init; }

    /// <summary><c>Ca:KeptVerdictMegabytes</c>: what all of them may take in the database; then none is kept until some have expired.</summary>
    public required int KeptVerdictMegabytes { get; init; }

    /// <summary><c>Ca:KeptVerdictsPerHour</c>: how many one address may have kept.</summary>
    public required int KeptVerdictsPerHour { get; init; }

    /// <summary><c>Ca:LeastFreeMegabytes</c>: with less room for the data directory the service is not ready.</summary>
    public required int LeastFreeMegabytes { get; init; }

    /// <summary>Ten years.</summary>
    const int MaxDays = 3660;

    static readonly string[] Names =
    [
        nameof(DataDirectory), nameof(PublicUrl), nameof(PublicListener), nameof(OfficersListener), nameof(PublicRequestsPerSecond),
        nameof(VerificationsPerSecond), nameof(KeptVerdictDays), nameof(KeptVerdictMegabytes), nameof(KeptVerdictsPerHour), nameof(LeastFreeMegabytes),
        nameof(TimeStampPolicy),
    ];

    /// <summary>Reads the section; a name that we do not know is a misspelt one that would silently do nothing.</summary>
    public static Outcome<Settings> Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Ca");
        if (section.GetChildren().Select(c => c.Key).FirstOrDefault(k => !Names.Contains(k, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            return No("Hosting.unknown-setting", unknown, string.Join(", ", Names));
        if (Listener(section, nameof(PublicListener), "http", "http://localhost:8080").Refused(out var why, out var open))
            return why;
        if (Listener(section, nameof(OfficersListener), "https", "https://localhost:8443").Refused(out why, out var officers))
            return why;
        var url = section[nameof(PublicUrl)] ?? open.GetLeftPart(UriPartial.Authority);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var publicUrl) || publicUrl.Scheme is not ("http" or "https") || publicUrl.Query is not "")
            return No("Hosting.not-a-url", nameof(PublicUrl), url, "http://ca.example.ru");
        if (Number(section, nameof(PublicRequestsPerSecond), 500).Refused(out why, out var rate))
            return why;
        if (Number(section, nameof(VerificationsPerSecond), 20).Refused(out why, out var verifications))
            return why;
        if (Number(section, nameof(KeptVerdictDays), 30, MaxDays).Refused(out why, out var keptDays))
            return why;
        if (Number(section, nameof(KeptVerdictMegabytes), 1024).Refused(out why, out var keptMegabytes))
            return why;
        if (Number(section, nameof(KeptVerdictsPerHour), 100).Refused(out why, out var keptPerHour))
            return why;
        if (Number(section, nameof(LeastFreeMegabytes), 64).Refused(out why, out var free))
            return why;
        var directory = section[nameof(DataDirectory)] ?? "data";
        if (string.IsNullOrWhiteSpace(directory) || directory.Contains('\0'))
            return No("Hosting.not-a-directory", nameof(DataDirectory));
        if (section[nameof(TimeStampPolicy)] is { } policy && !Oids.IsDotted(policy))
            return No("Hosting.not-an-oid", nameof(TimeStampPolicy), policy);
        var settings = new Settings
        {
            DataDirectory = Path.GetFullPath(directory),
            PublicUrl = publicUrl,
            PublicListener = open,
            OfficersListener = officers,
            PublicRequestsPerSecond = rate,
            VerificationsPerSecond = verifications,
            KeptVerdictDays = keptDays,
            KeptVerdictMegabytes = keptMegabytes,
            KeptVerdictsPerHour = keptPerHour,
            LeastFreeMegabytes = free,
        };
        return section[nameof(TimeStampPolicy)] is { } own ? settings with { TimeStampPolicy = own } : settings;
    }

    static Outcome<int> Number(IConfigurationSection section, string name, int usual, int most = int.MaxValue)
    {
        if (section[name] is not { } text)
            return usual;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : No("Hosting.not-a-number", name, most);
    }

    static Outcome<Uri> Listener(IConfigurationSection section, string name, string scheme, string usual)
    {
        var text = section[name] ?? usual;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == scheme && uri.PathAndQuery == "/"
            && (uri.IsLoopback || System.Net.IPAddress.TryParse(uri.Host.Trim('[', ']'), out _))
            ? uri
            : No("Hosting.not-a-url", name, text, usual);
    }

    static Refusal No(string key, params object[] arguments) =>
        new(RefusalCode.Malformed, new Sentence(typeof(Settings).Assembly, key, arguments));
}
