using System.Text;
using Ca.Core.Asn1;
using Ca.Core.Certificates;
using Ca.Core.Cms;
using Ca.Core.Issuance;
using Ca.Core.Keys;
using Ca.Core.Profiles;
using Ca.Core.Requests;

namespace Ca.Core.Ceremonies;

/// <summary>Makes an authority below another: for a key made here, or for one that a certification request proves to exist elsewhere.</summary>
static class SubordinateCeremony
{
    public static async Task<Outcome<Minutes>> Hold(SubordinateScript script, Proceedings proceedings, CancellationToken cancellation)
    {
        if (CeremonyKeys.ReadCertificates(proceedings.Resolve(script.Issuer.Certificate)).Refused(out var why, out var above))
            return why;
        if (CeremonyProfile.Find(script.Profile, proceedings).Refused(out why, out var profile))
            return why;
        if (DistinguishedName.Parse(script.Subject).Refused(out why, out var subject))
            return why;
        if (CeremonyKeys.Open(script.Issuer, proceedings).Refused(out why, out var key))
            return why;
        using (key)
        {
            if (Issuer.Create(above[0], key, LocationsOf(script)).Refused(out why, out var issuer))
                return why;
            using (issuer)
            {
                if (Certify(script, profile, subject, key.PublicKey, proceedings).Refused(out why, out var content))
                    return why;
                if (CertificateDirectoryRegister.Open(proceedings.Resolve(script.Register), key.PublicKey.KeyIdentifier, proceedings.Now).Refused(out why, out var register))
                    return why;
                using (register)
                {
                    proceedings.Open(register);
                    if ((await issuer.Issue(content, register, proceedings.Now, cancellation)).Refused(out why, out var certificate))
                        return why;
                    Deliver(certificate, above, proceedings);
                    return proceedings.Conclude(register, new CmsSigner(key, above[0], [.. above.Skip(1)]));
                }
            }
        }
    }

    static IssuerLocations LocationsOf(SubordinateScript script) => new(script.Locations.Crl, script.Locations.Ocsp, script.Locations.CaIssuers);

    /// <summary>What will be certified: a new key, or the key of a request under the name that the script says.</summary>
    static Outcome<CertificateContent> Certify(
        SubordinateScript script, CertificateProfile profile, DistinguishedName subject, PublicKey issuer, Proceedings proceedings)
    {
        switch (script)
        {
            case { Key: { } wanted, Request: null }:
                return CeremonyKeys.Make(wanted, proceedings).Then(key =>
                {
                    using (key)
                        return profile.Admit(key.PublicKey, subject);
                });
            case { Key: null, Request: { } path }:
                if (InputFile.Read(proceedings.Resolve(path), CertificationRequest.MaxOctets).Refused(out var why, out var bytes))
                    return why;
                if (CertificationRequest.Parse(bytes).Refused(out why, out var request))
                    return why;
                // Whose the key was before, the register tells when the serial number is reserved.
                IEnumerable<KnownKey> known = request.PublicKey.Identity == issuer.Identity ? [new(KeyStanding.Authority)] : [];
                if (KeyPolicy.Refuses(request.PublicKey, subject.ToString(), known) is { } unacceptable)
                    return unacceptable;
                proceedings.Write("request.pem", Encoding.ASCII.GetBytes(Pem.Write("CERTIFICATE REQUEST", request.Encoded.Span)));
                proceedings.Note(new Sentence("Ceremonies.request-read", request.PublicKey.Algorithm, request.PublicKey.Identity), "request.pem");
                return profile.Admit(request, subject);
            default:
                return new Refusal(RefusalCode.Malformed, "Ceremonies.key-or-request");
        }
    }

    static void Deliver(Certificate certificate, IReadOnlyList<Certificate> above, Proceedings proceedings)
    {
        proceedings.Write("certificate.pem", Encoding.ASCII.GetBytes(certificate.ToPem()));
        proceedings.Write("chain.pem", Encoding.ASCII.GetBytes(string.Concat(above.Select(c => c.ToPem()))));
        proceedings.Note(
            new Sentence(
                "Ceremonies.subordinate-issued", certificate.Subject, certificate.Issuer, certificate.SerialNumber,
                $"{certificate.Validity.NotAfter:u}", certificate.Fingerprint),
            "certificate.pem", "chain.pem");
    }
}
