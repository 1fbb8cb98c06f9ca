using System.Text;
using Ca.Core.Audit;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Issuance;
using Ca.Core.Keys;
using Ca.Core.Profiles;

namespace Ca.Core.Ceremonies;

/// <summary>Makes a root: a key, and a certificate for it that it signs itself.</summary>
static class RootCeremony
{
    public static async Task<Outcome<Minutes>> Hold(RootScript script, Proceedings proceedings, CancellationToken cancellation)
    {
        if (CeremonyProfile.Find(script.Profile, proceedings).Refused(out var why, out var profile))
            return why;
        if (DistinguishedName.Parse(script.Subject).Refused(out why, out var subject))
            return why;
        if (CeremonyKeys.Make(script.Key, proceedings).Refused(out why, out var key))
            return why;
        using (key)
        {
            if (profile.Admit(key.PublicKey, subject).Refused(out why, out var content))
                return why;
            if (CertificateDirectoryRegister.Open(proceedings.Resolve(script.Register), key.PublicKey.KeyIdentifier, proceedings.Now).Refused(out why, out var register))
                return why;
            using (register)
                return await Issue(content, key, register, proceedings, cancellation);
        }
    }

    static async Task<Outcome<Minutes>> Issue(
        CertificateContent content, SoftwareKey key, CertificateDirectoryRegister register, Proceedings proceedings, CancellationToken cancellation)
    {
        proceedings.Open(register);
        register.Note(AuditAct.KeyGenerated, $"key:{key.PublicKey.Identity}", proceedings.Now, ("algorithm", key.PublicKey.Algorithm.Name));
        if ((await Issuer.IssueSelfSigned(content, key, register, proceedings.Now, cancellation)).Refused(out var why, out var root))
            return why;
        proceedings.Write("certificate.pem", Encoding.ASCII.GetBytes(root.ToPem()));
        proceedings.Note(
            new Sentence("Ceremonies.root-issued", root.Subject, root.SerialNumber, $"{root.Validity.NotAfter:u}", root.Fingerprint), "certificate.pem");
        return proceedings.Conclude(register, new CmsSigner(key, root, []));
    }
}
