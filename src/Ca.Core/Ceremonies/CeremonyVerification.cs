using System.Diagnostics;
using System.Security.Cryptography;
using Ca.Core.Asn1;
using Ca.Core.Audit;
using Ca.Core.Certificates;
using Ca.Core.Issuance;
using Ca.Core.Paths;
using Ca.Core.Requests;
using Ca.Core.Revocation;
using Ca.Core.Signatures;

namespace Ca.Core.Ceremonies;

/// <summary>Something that was checked about a ceremony.</summary>
/// <param name="Statement">What should be so.</param>
/// <param name="Holds">Whether it is.</param>
/// <param name="Reason">Why not, where there is more to say.</param>
public sealed record CeremonyFinding(Sentence Statement, bool Holds, Sentence? Reason = null)
{
    /// <summary>What follows from a step that may be refused.</summary>
    internal static CeremonyFinding Of(Sentence statement, Refusal? refusal) => new(statement, refusal is null, refusal?.Sentence);
}

/// <summary>
/// Checks a ceremony from what it left: whoever holds the script, the output directory and the register needs no trust in the machine
/// on which it was held. The minutes are judged by the certificate that they are about, whose fingerprint the witnesses wrote down.
/// </summary>
public sealed class CeremonyVerification
{
    /// <summary>A reader looks at some and then at the register.</summary>
    const int MaxNamed = 10;

    readonly ScriptFile file;
    readonly string output;
    readonly DateTimeOffset now;
    readonly List<CeremonyFinding> findings = [];

    CeremonyVerification(ScriptFile file, DateTimeOffset now)
    {
        this.file = file;
        this.now = now;
        output = file.Resolve(file.Script.Output);
    }

    /// <summary>Everything that was checked, or the refusal when there is nothing to check.</summary>
    public static Outcome<IReadOnlyList<CeremonyFinding>> Verify(ScriptFile file, DateTimeOffset now)
    {
        var verification = new CeremonyVerification(file, now);
        return verification.Run() is { } why ? why : verification.findings;
    }

    Refusal? Run()
    {
        if (InputFile.Read(In(Minutes.FileName), Minutes.MaxOctets).Refused(out var why, out var encoded))
            return why;
        if (Minutes.Parse(encoded).Refused(out why, out var minutes))
            return why;
        if (SignerOf(file.Script).Refused(out why, out var signer))
            return why;
        CheckSignature(encoded, signer);
        CheckScript(minutes);
        CheckObjects(minutes);
        CheckResult(signer);
        CheckRegister(minutes);
        return null;
    }

    /// <summary>A root signs the minutes of its own making, and later those of what it makes.</summary>
    Outcome<Certificate> SignerOf(CeremonyScript script) => script switch
    {
        RootScript => ReadCertificate(In("certificate.pem")),
        SubordinateScript { Issuer.Certificate: var path } => ReadCertificate(file.Resolve(path)),
        RevocationListScript { Issuer.Certificate: var path } => ReadCertificate(file.Resolve(path)),
        _ => throw new UnreachableException(),
    };

    void CheckSignature(byte[] minutes, Certificate signer)
    {
        var statement = new Sentence("Ceremonies.minutes-signed", signer.Subject, signer.Fingerprint);
        if (InputFile.Read(In(Minutes.SignatureFileName), Minutes.MaxOctets).Refused(out var why, out var signature)
            || TrustAnchor.Of(signer).Refused(out why, out var anchor)
            || SignatureVerifier.Verify(signature, new MemoryStream(minutes), new PathMaterial { Anchors = [anchor] }, Inputs(now)).Refused(out why, out var report))
            findings.Add(CeremonyFinding.Of(statement, why));
        else
            // The path is the certificate itself, and its usage may be for certificates and lists alone: intact by this key is all there is to ask.
            findings.Add(new(
                statement,
                report.Signatures is [{ Intact: true, Signer: { } found }] && found.Equals(signer),
                report.Signatures is [{ Intact: false, Findings: [var first, ..] }, ..] ? first.Detail : null));
    }

    void CheckScript(Minutes minutes)
    {
        var script = file.Script;
        findings.Add(new(new Sentence("Ceremonies.minutes-of-script", file.Sha256), minutes.ScriptSha256 == file.Sha256));
        findings.Add(new(
            new Sentence("Ceremonies.minutes-name-participants"),
            minutes.Title == script.Title && minutes.Place == script.Place && minutes.Participants.SequenceEqual(script.Participants)));
    }

    void CheckObjects(Minutes minutes)
    {
        foreach (var made in minutes.Steps.SelectMany(s => s.Objects))
        {
            var statement = new Sentence("Ceremonies.object-unchanged", made.File, made.Sha256);
            if (Path.GetFileName(made.File) != made.File || InputFile.Read(In(made.File), RevocationList.MaxOctets).Refused(out var why, out var bytes))
                findings.Add(new(statement, false));
            else
                findings.Add(new(statement, Convert.ToHexStringLower(SHA256.HashData(bytes)) == made.Sha256));
        }
    }

    void CheckResult(Certificate signer)
    {
        switch (file.Script)
        {
            case RootScript root:
                CheckCertificate(signer, root.Subject, root.Key.Algorithm);
                break;
            case SubordinateScript subordinate:
                CheckCertificate(signer, subordinate.Subject, subordinate.Key?.Algorithm);
                if (subordinate.Request is { } request)
                    CheckRequest(file.Resolve(request));
                break;
            case RevocationListScript list:
                CheckList(signer, list);
                break;
        }
    }

    void CheckCertificate(Certificate signer, string subject, string? algorithm)
    {
        if (ReadCertificate(In("certificate.pem")).Refused(out var why, out var certificate) || signer.PublicKey.Refused(out why, out var key))
        {
            findings.Add(CeremonyFinding.Of(new Sentence("Ceremonies.certificate-signed", signer.Subject), why));
            return;
        }
        findings.Add(new(
            new Sentence("Ceremonies.certificate-signed", signer.Subject), certificate.Issuer.Equals(signer.Subject) && certificate.IsSignedBy(key)));
        findings.Add(new(
            new Sentence("Ceremonies.certificate-of-subject", subject),
            !DistinguishedName.Parse(subject).Refused(out _, out var wanted) && certificate.Subject.Equals(wanted)));
        if (algorithm is not null)
            findings.Add(new(
                new Sentence("Ceremonies.certificate-of-algorithm", algorithm),
                !certificate.PublicKey.Refused(out _, out var certified) && certified.Algorithm.Name == algorithm));
        var broken = CertificateRule.Broken(certificate).Select(r => $"{r.Id} ({r.Clause})").ToList();
        findings.Add(new(new Sentence("Ceremonies.certificate-obeys", CertificateRule.All.Count), broken.Count == 0, Named(broken)));
        CheckRegistered(certificate);
    }

    void CheckRequest(string path) => findings.Add(new(
        new Sentence("Ceremonies.certificate-of-request", path),
        !InputFile.Read(path, CertificationRequest.MaxOctets).Then(bytes => CertificationRequest.Parse(bytes)).Refused(out _, out var request)
        && !ReadCertificate(In("certificate.pem")).Then(c => c.PublicKey).Refused(out _, out var certified)
        && certified.Identity == request.PublicKey.Identity));

    /// <summary>The register is read, never opened: it belongs to whoever holds a ceremony, perhaps at this moment.</summary>
    void CheckRegistered(Certificate certificate)
    {
        var path = Path.Combine(file.Resolve(file.Script.Register), "serials", $"{certificate.SerialNumber.Hex}.pem");
        findings.Add(ReadCertificate(path).Refused(out var why, out var registered)
            ? CeremonyFinding.Of(new Sentence("Ceremonies.certificate-registered", certificate.SerialNumber), why)
            : new(new Sentence("Ceremonies.certificate-registered", certificate.SerialNumber), registered.Equals(certificate)));
    }

    void CheckList(Certificate signer, RevocationListScript script)
    {
        var statement = new Sentence("Ceremonies.list-signed-by", signer.Subject);
        if (InputFile.Read(In("list.crl"), RevocationList.MaxOctets).Refused(out var why, out var bytes)
            || RevocationList.ParsePemOrDer(bytes).Refused(out why, out var list)
            || signer.PublicKey.Refused(out why, out var key))
        {
            findings.Add(CeremonyFinding.Of(statement, why));
            return;
        }
        findings.Add(new(statement, list.Header.Issuer.Equals(signer.Subject) && list.IsSignedBy(key)));
        foreach (var revoked in script.Revoke)
            findings.Add(new(
                new Sentence("Ceremonies.list-holds", revoked.SerialNumber),
                !SerialNumber.Parse(revoked.SerialNumber).Refused(out _, out var serial) && list.Find(signer.Subject, serial) is not null));
    }

    void CheckRegister(Minutes minutes)
    {
        var register = file.Resolve(file.Script.Register);
        var log = Path.Combine(register, "audit.jsonl");
        var statement = new Sentence("Ceremonies.register-intact", minutes.Register.Sequence);
        if (!File.Exists(log))
        {
            findings.Add(new(statement, false));
            return;
        }
        var intact = CeremonyFinding.Of(statement, AuditChain.Verify(File.ReadLines(log), minutes.Register).Refused(out var why, out _) ? why : null);
        // A log that is not what was written tells nothing about the files.
        if (intact.Holds)
            CheckFiles(register, log);
        findings.Add(intact);
    }

    void CheckFiles(string register, string log)
    {
        var differing = RegisterFile.Untold(register, File.ReadLines(log)).Select(f => Path.GetFileName(f.Path))
            .Concat(RegisterFile.Missing(register, File.ReadLines(log))).ToList();
        findings.Add(new(
            new Sentence("Ceremonies.register-complete"), differing.Count == 0,
            differing.Count == 0 ? null : new Sentence("Ceremonies.register-differs", string.Join(", ", differing.Take(MaxNamed)), differing.Count)));
    }

    string In(string name) => Path.Combine(output, name);

    static Outcome<Certificate> ReadCertificate(string path) => CeremonyKeys.ReadCertificates(path).Then<Certificate>(all => all[0]);

    static Sentence? Named(List<string> broken) => broken.Count == 0 ? null : new Sentence("Ceremonies.rules-broken", string.Join(", ", broken));

    static PathInputs Inputs(DateTimeOffset now) => new() { Time = JudgementTime.DayOfChecking(now), Revocation = RevocationChecking.None };
}
