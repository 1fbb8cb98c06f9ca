using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Keys;
using Ca.Core.Profiles;
using Ca.Core.Revocation;

namespace Ca.Core.Ceremonies;

/// <summary>Signs the revocation list of an issuer that is kept offline, and revokes what the script names.</summary>
static class RevocationListCeremony
{
    const string FileName = "list.crl";

    public static async Task<Outcome<Minutes>> Hold(RevocationListScript script, Proceedings proceedings, CancellationToken cancellation)
    {
        if (CeremonyKeys.ReadCertificates(proceedings.Resolve(script.Issuer.Certificate)).Refused(out var why, out var above))
            return why;
        if (Lifetime.Parse(script.Validity).Refused(out why, out var validity))
            return why;
        if (CeremonyKeys.Open(script.Issuer, proceedings).Refused(out why, out var key))
            return why;
        using (key)
        {
            if (RefuseKey(above[0], key) is { } mismatch)
                return mismatch;
            if (CertificateDirectoryRegister.Open(proceedings.Resolve(script.Register), key.PublicKey.KeyIdentifier, proceedings.Now).Refused(out why, out var register))
                return why;
            using (register)
            {
                proceedings.Open(register);
                if (Revoke(script, register, proceedings) is { } unknown)
                    return unknown;
                if (await Sign(above[0], key, validity, register, proceedings, cancellation) is { } unsigned)
                    return unsigned;
                return proceedings.Conclude(register, new CmsSigner(key, above[0], [.. above.Skip(1)]));
            }
        }
    }

    static Refusal? RefuseKey(Certificate certificate, SoftwareKey key)
    {
        if (certificate.PublicKey.Refused(out var why, out var certified))
            return why;
        if (certified.Identity != key.PublicKey.Identity)
            return new(RefusalCode.NotAllowed, "Ceremonies.key-of-another", certificate.Subject);
        return certificate.KeyUsage is { } usage && usage.HasFlag(KeyUsages.CrlSign)
            ? null
            : new(RefusalCode.NotAllowed, "Ceremonies.no-crl-sign", certificate.Subject);
    }

    static Refusal? Revoke(RevocationListScript script, CertificateDirectoryRegister register, Proceedings proceedings)
    {
        foreach (var wanted in script.Revoke)
        {
            if (SerialNumber.Parse(wanted.SerialNumber).Refused(out var why, out var serial))
                return why;
            if (RevocationReasons.Parse(wanted.Reason).Refused(out why, out var reason))
                return why;
            if (reason == RevocationReason.CertificateHold)
                return new(RefusalCode.NotAllowed, "Ceremonies.no-hold", serial);
            if (register.Revoke(serial, reason, wanted.InvalidityDate, proceedings.Now) is { } refused)
                return refused;
            proceedings.Note(new Sentence("Ceremonies.revoked", serial, reason.Name()));
        }
        return null;
    }

    /// <summary>Takes a number, signs the list, and puts it through the gate every published list goes through before it is kept.</summary>
    static async Task<Refusal?> Sign(
        Certificate issuer, SoftwareKey key, Lifetime validity, CertificateDirectoryRegister register, Proceedings proceedings, CancellationToken cancellation)
    {
        if (register.Revocations().Refused(out var why, out var revocations))
            return why;
        var period = validity.From(proceedings.Now);
        var content = new RevocationListContent
        {
            Issuer = issuer,
            Number = register.TakeListNumber(),
            ThisUpdate = period.NotBefore,
            NextUpdate = period.NotAfter,
            ExpiredCertificatesSince = issuer.Validity.NotBefore,
        };
        var path = proceedings.PathOf(FileName);
        if (await RevocationList.Write(path, content, revocations.ToAsyncEnumerable(), key, cancellation) is { } unwritten)
            return unwritten;
        if (RefuseList(path, register.LastList, issuer, proceedings.Now) is { } refused)
            return refused;
        register.Record(content.Number, File.ReadAllBytes(path), proceedings.Now);
        proceedings.Note(new Sentence("Ceremonies.list-signed", content.Number, revocations.Count, $"{content.NextUpdate:u}"), FileName);
        return null;
    }

    static Refusal? RefuseList(string path, string? last, Certificate issuer, DateTimeOffset now)
    {
        if (RevocationListFile.Open(path).Refused(out var why, out var made))
            return why;
        using (made)
        {
            if (last is null)
                return made.RefuseToReplace(null, issuer, now);
            if (RevocationListFile.Open(last).Refused(out why, out var published))
                return why;
            using (published)
                return made.RefuseToReplace(published, issuer, now);
        }
    }
}
