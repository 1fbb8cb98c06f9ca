using Ca.Api.Issuers;
using Ca.Api.Storage;
using Ca.Core;
using Ca.Core.Ceremonies;
using Ca.Core.Json;
using Ca.Core.Keys;
using Ca.Core.Paths;

namespace Ca.Api.Demonstration;

/// <summary>A root and an issuing authority under it, each made by a ceremony whose script and minutes stay in <c>ceremonies/</c>.</summary>
/// <param name="Name">Of the issuer; the root is called this with <c>-root</c> behind it.</param>
/// <param name="Algorithm">Of both keys.</param>
/// <param name="Subject">Between the common attributes and the end of the common name.</param>
/// <param name="Profiles">What the issuing authority may issue.</param>
sealed record Hierarchy(string Name, string Algorithm, string Subject, IReadOnlyList<string> Profiles)
{
    /// <summary>For citizens' signatures.</summary>
    public static Hierarchy Gost { get; } = new("gost", "gost2012-256-b", "ГОСТ", ["citizen", "ocsp-responder", "time-stamping", "verdict-signing"]);

    /// <summary>For everything that speaks TLS, and for citizens too.</summary>
    public static Hierarchy Ec { get; } = new("ec", "ec-p256", "EC", ["citizen", "officer", "tls-server", "ocsp-responder", "time-stamping", "verdict-signing"]);

    static readonly Participant[] Participants =
    [
        new(ParticipantRole.Administrator, "Иванов Иван Иванович (образец)"),
        new(ParticipantRole.Operator, "Петрова Мария Сергеевна (образец)"),
        new(ParticipantRole.Witness, "Сидоров Пётр Ильич (образец)"),
    ];

    string RootName => $"{Name}-root";

    /// <summary>Where the issuing authority's certificates that were signed before there was a database are remembered.</summary>
    public static string FirstCertificates(string data, string name) => Path.Combine(data, "ceremonies", name, "first-certificates");

    /// <returns>The refusal, or null when the hierarchy is there.</returns>
    public async Task<Refusal?> Make(string data, Uri publicUrl, TimeProvider clock, CancellationToken cancellation)
    {
        var folder = Path.Combine(data, "ceremonies", Name);
        PrivateDirectory.Create(folder);
        foreach (var name in new[] { RootName, Name })
        {
            using var passphrase = Passphrase.Generate();
            if (passphrase.Write(Path.Combine(data, "secrets", $"{name}.passphrase")) is { } unwritten)
                return unwritten;
        }
        foreach (var (file, script) in Scripts(publicUrl))
            if (await Hold(Path.Combine(folder, file), script, clock, cancellation) is { } why)
                return why;
        Install(folder, data, publicUrl);
        return null;
    }

    IEnumerable<(string File, CeremonyScript Script)> Scripts(Uri publicUrl)
    {
        yield return ("root.json", new RootScript
        {
            Title = $"Корневой центр {Subject} (образец)",
            Place = "Демонстрация",
            Participants = Participants,
            Register = "register",
            Output = "root",
            Profile = "root",
            Subject = $"C=RU, O=Образец, CN=Корневой центр {Subject} (образец)",
            Key = new() { Algorithm = Algorithm, PassphraseFile = $"../../secrets/{RootName}.passphrase" },
        });
        var root = new ScriptIssuer { Certificate = "root/certificate.pem", Key = "root/key.pem", PassphraseFile = $"../../secrets/{RootName}.passphrase" };
        var locations = OnlineIssuer.LocationsOf(RootName, [publicUrl]);
        yield return ("issuing.json", new SubordinateScript
        {
            Title = $"Выпускающий центр {Subject} (образец)",
            Place = "Демонстрация",
            Participants = Participants,
            Register = "register",
            Output = "issuing",
            Issuer = root,
            Locations = new() { Crl = locations.Crl, Ocsp = [], CaIssuers = locations.CaIssuers },
            Profile = "issuing-ca",
            Subject = $"C=RU, O=Образец, CN=Выпускающий центр {Subject} (образец)",
            Key = new() { Algorithm = Algorithm, PassphraseFile = $"../../secrets/{Name}.passphrase" },
        });
        yield return ("revocation-list.json", new RevocationListScript
        {
            Title = $"Список отозванных корневого центра {Subject} (образец)",
            Place = "Демонстрация",
            Participants = Participants,
            Register = "register",
            Output = "revocation-list",
            Issuer = root,
            Validity = "P1Y",
            Revoke = [],
        });
    }

    /// <summary>Every key has its passphrase's file in the script, so nobody is asked; what is done is told by the minutes.</summary>
    static async Task<Refusal?> Hold(string path, CeremonyScript script, TimeProvider clock, CancellationToken cancellation)
    {
        await File.WriteAllBytesAsync(path, StrictJson.Write(script), cancellation);
        if (ScriptFile.Read(path).Refused(out var why, out var file))
            return why;
        var room = new CeremonyRoom
        {
            Clock = clock,
            Tool = "Ca.Api, demonstration",
            PassphraseOf = Passphrase.Read,
            PassphraseForNew = Passphrase.Read,
            Announce = _ => { },
        };
        return (await Ceremony.Run(file, room, cancellation)).Refused(out why, out _) ? why : null;
    }

    void Install(string folder, string data, Uri publicUrl)
    {
        var issuer = Path.Combine(data, "issuers", Name);
        PrivateDirectory.Create(issuer);
        File.Copy(Path.Combine(folder, "issuing", "certificate.pem"), Path.Combine(issuer, "certificate.pem"));
        File.Copy(Path.Combine(folder, "issuing", "chain.pem"), Path.Combine(issuer, "chain.pem"));
        File.Move(Path.Combine(folder, "issuing", "key.pem"), Path.Combine(issuer, "key.pem"));
        File.WriteAllBytes(Path.Combine(issuer, "issuer.json"), StrictJson.Write(new IssuerFile
        {
            PublicUrls = [publicUrl],
            PassphraseFile = $"secrets/{Name}.passphrase",
            Profiles = Profiles,
        }));
        File.Copy(Path.Combine(folder, "root", "certificate.pem"), Path.Combine(data, "anchors", $"{RootName}.pem"));
        File.WriteAllBytes(Path.Combine(data, "anchors", $"{RootName}.json"), StrictJson.Write(new TrustAnchorFile { Name = RootName }));
        File.Copy(Path.Combine(folder, "revocation-list", "list.crl"), Path.Combine(data, "anchors", $"{RootName}.crl"));
    }
}
