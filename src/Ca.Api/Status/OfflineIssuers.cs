using System.Diagnostics.CodeAnalysis;
using Ca.Api.Hosting;
using Ca.Core;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Revocation;

namespace Ca.Api.Status;

/// <summary>
/// Issuers whose keys are not here: roots, of which <c>anchors/NAME.pem</c> is the certificate and <c>anchors/NAME.crl</c> the list that a
/// ceremony made. Certificates below them point here, so both are published beside our own; a new list is laid there without a restart.
/// </summary>
sealed class OfflineIssuers
{
    readonly Dictionary<string, Certificate> byName = new(StringComparer.Ordinal);
    readonly string folder;

    /// <summary>Anchors that cannot be read have refused the start already: <see cref="Verifications.VerificationMaterial"/>.</summary>
    public OfflineIssuers(Settings settings)
    {
        folder = Path.Combine(settings.DataDirectory, "anchors");
        if (!Directory.Exists(folder))
            return;
        foreach (var path in Directory.GetFiles(folder, "*.pem"))
            byName.Add(
                Path.GetFileNameWithoutExtension(path),
                InputFile.Read(path, Pem.MaxOctets(Certificate.MaxOctets)).Then(bytes => Certificate.ParsePemOrDer(bytes)).Expect());
    }

    /// <summary>The certificate of this name: only names that were found at the start, so that none leads out of the folder.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Certificate? certificate) => byName.TryGetValue(name, out certificate);

    /// <summary>Its list as it lies there now, opened; null when there is none, or not one of this issuer.</summary>
    public RevocationListFile? OpenList(string name)
    {
        var path = ListOf(name);
        if (!byName.TryGetValue(name, out var issuer) || !File.Exists(path) || RevocationListFile.Open(path).Refused(out _, out var list))
            return null;
        if (list.Header.Issuer.Equals(issuer.Subject))
            return list;
        list.Dispose();
        return null;
    }

    /// <summary>Where its list lies.</summary>
    public string ListOf(string name) => Path.Combine(folder, $"{name}.crl");

    /// <summary>People, a safe and a journey: a ceremony is not held overnight. Of a list that lives shorter, half of its life.</summary>
    static readonly TimeSpan ToHoldACeremony = TimeSpan.FromDays(28);

    /// <summary>Lists that will soon be out of date, each with what to do while there is time.</summary>
    public IEnumerable<Sentence> Warnings(DateTimeOffset now)
    {
        foreach (var name in byName.Keys.Where(n => File.Exists(ListOf(n))))
        {
            using var list = OpenList(name);
            if (list?.Header.NextUpdate is not { } next || next <= now)
                continue;
            var half = (next - list.Header.ThisUpdate) / 2;
            if (next - now < (half < ToHoldACeremony ? half : ToHoldACeremony))
                yield return new Sentence(typeof(OfflineIssuers).Assembly, "Status.offline-list-ends-soon", name, $"{next:u}");
        }
    }

    /// <summary>Lists that are out of date, each with what to do; an anchor without a list is somebody else's.</summary>
    public IEnumerable<Sentence> Complaints(DateTimeOffset now)
    {
        foreach (var name in byName.Keys.Where(n => File.Exists(ListOf(n))))
        {
            using var list = OpenList(name);
            if (list is null)
                yield return new Sentence(typeof(OfflineIssuers).Assembly, "Status.offline-list-unreadable", ListOf(name));
            else if (list.Header.NextUpdate is { } next && next <= now)
                yield return new Sentence(typeof(OfflineIssuers).Assembly, "Status.offline-list-old", name, $"{next:u}");
        }
    }
}
