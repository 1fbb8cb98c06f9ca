using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Ca.Core.Asn1;
using Ca.Core.Audit;
using Ca.Core.Certificates;
using Ca.Core.Issuance;
using Ca.Core.Json;
using Ca.Core.Keys;
using Ca.Core.Revocation;

namespace Ca.Core.Ceremonies;

/// <summary>
/// The register of one issuer in the key room: a directory of small files which are written once and never changed, and an audit log.
/// <code>
/// issuer                     the issuer's key identifier
/// audit.jsonl                the hash-chained log
/// serials/SERIAL.tbs         what was about to be signed: there before the key is used
/// serials/SERIAL.pem         the certificate made, or
/// serials/SERIAL.void        why there is none
/// serials/SERIAL.revoked     reason and time
/// serials/SERIAL.compromised the same anew, when a compromise came to light afterwards
/// lists/NUMBER               a revocation list's number, taken before the key is used
/// lists/NUMBER.crl           that list
/// stopped                    why nothing more is signed
/// </code>
/// </summary>
/// <remarks>For one ceremony at a time: it holds a lock while it is open.</remarks>
public sealed class CertificateDirectoryRegister : ICertificateRegister, IDisposable
{
    const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    readonly string path;
    readonly FileStream held;

    CertificateDirectoryRegister(string path, FileStream held, AuditHead head)
    {
        this.path = path;
        this.held = held;
        Head = head;
    }

    /// <summary>How far the audit log reaches: minutes carry it out of the room.</summary>
    public AuditHead Head { get; private set; }

    /// <summary>The register of this issuer: an empty one when the directory is not there.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="issuerKeyIdentifier">20 octets; another issuer's register is refused.</param>
    /// <param name="now">
    /// When what a crash left unfinished is recorded as never issued, since its certificate has not left the process, and when events are
    /// written that a crash kept out of the log.
    /// </param>
    public static Outcome<CertificateDirectoryRegister> Open(string path, ReadOnlySpan<byte> issuerKeyIdentifier, DateTimeOffset now)
    {
        Directory.CreateDirectory(Path.Combine(path, "serials"));
        Directory.CreateDirectory(Path.Combine(path, "lists"));
        DurableFile.Flush(path);
        if (Hold(path) is not { } held)
            return new Refusal(RefusalCode.Conflict, "Ceremonies.register-in-use", path);
        if (RefuseStranger(path, Convert.ToHexStringLower(issuerKeyIdentifier)) is { } stranger)
        {
            held.Dispose();
            return stranger;
        }
        if (ReadLog(path).Refused(out var why, out var head))
        {
            held.Dispose();
            return why;
        }
        var register = new CertificateDirectoryRegister(path, held, head);
        if (register.Reconcile(now) is { } unreadable)
        {
            register.Dispose();
            return unreadable;
        }
        return register;
    }

    /// <summary>Writes an event into the audit log.</summary>
    public void Note(AuditAct act, string target, DateTimeOffset at, params (string Name, string Value)[] facts)
    {
        var next = AuditEvent.After(Head, new AuditEntry
        {
            Time = at,
            Actor = "ceremony",
            Act = act,
            Target = target,
            Facts = facts.ToDictionary(f => f.Name, f => f.Value),
        });
        DurableFile.Append(LogOf(path), Encoding.UTF8.GetBytes(next.ToLine() + "\n"), Mode);
        Head = next.Head;
    }

    /// <inheritdoc/>
    public Task<Refusal?> Reserve(Reservation reservation, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Reserve(reservation));
    }

    /// <inheritdoc/>
    public Task Record(Reservation reservation, Certificate certificate)
    {
        Create(OfSerial(certificate.SerialNumber, "pem"), Encoding.ASCII.GetBytes(certificate.ToPem()));
        Note(AuditAct.CertificateIssued, Target(certificate.SerialNumber), reservation.At, ("sha256", certificate.Fingerprint));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RecordNotIssued(Reservation reservation, string reason)
    {
        RecordNotIssued(reservation.SerialNumber, reason, reservation.At);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Stop(Reservation reservation, string reason)
    {
        if (DurableFile.TryCreate(StopOf(path), Encoding.UTF8.GetBytes($"{reservation.SerialNumber}: {reason}\n"), Mode))
            Note(AuditAct.IssuanceStopped, Target(reservation.SerialNumber), reservation.At);
        return Task.CompletedTask;
    }

    /// <summary>The certificate of this serial number.</summary>
    public Outcome<Certificate> Find(SerialNumber serial)
    {
        var file = OfSerial(serial, "pem");
        if (!File.Exists(file))
            return new Refusal(RefusalCode.NotFound, "Ceremonies.not-in-register", serial, path);
        return InputFile.Read(file, Certificate.MaxOctets).Then(bytes => Certificate.ParsePemOrDer(bytes));
    }

    /// <summary>Records that a certificate of this register is revoked. The same again changes nothing; nothing else is ever undone.</summary>
    /// <returns>The refusal, or null when it is so.</returns>
    public Refusal? Revoke(SerialNumber serial, RevocationReason reason, DateTimeOffset? invalidityDate, DateTimeOffset now)
    {
        if (Find(serial).Refused(out var why, out _))
            return why;
        if (Revocation.Revocation.Of(Name, serial, reason, now, invalidityDate).Refused(out why, out var revocation))
            return why;
        if (File.Exists(OfSerial(serial, "revoked")))
            return Change(serial, reason, invalidityDate, now);
        Create(OfSerial(serial, "revoked"), Encode(revocation));
        Note(AuditAct.CertificateRevoked, Target(serial), now, ("reason", reason.Name()));
        return null;
    }

    /// <summary>What is revoked already changes in one way, once: a compromise comes to light.</summary>
    Refusal? Change(SerialNumber serial, RevocationReason reason, DateTimeOffset? invalidityDate, DateTimeOffset now)
    {
        if (ReadRevocation(serial).Refused(out var why, out var revocation))
            return why;
        if (revocation.Revoke(reason, now, invalidityDate).Refused(out why, out var effect))
            return why;
        if (effect == RevocationEffect.None)
            return null;
        Create(OfSerial(serial, "compromised"), Encode(revocation));
        Note(AuditAct.KeyBlocked, Target(serial), now, ("reason", revocation.Reason.Name()));
        return null;
    }

    /// <summary>All revocations in ascending order of serial numbers: those of this register have one length, so that their hex sorts as they do.</summary>
    public Outcome<IReadOnlyList<Revocation.Revocation>> Revocations()
    {
        var all = new List<Revocation.Revocation>();
        foreach (var serial in RegisterFile.Serials(path, "revoked").OrderBy(s => s.Hex, StringComparer.Ordinal))
        {
            if (ReadRevocation(serial).Refused(out var why, out var revocation))
                return why;
            all.Add(revocation);
        }
        return all;
    }

    /// <summary>The last revocation list, or null when there was none yet.</summary>
    public string? LastList => RegisterFile.Numbers(path, "*.crl").Cast<BigInteger?>().Max() is { } last ? ListOf(last) : null;

    /// <summary>Takes the next number for a revocation list: durable, and never taken twice.</summary>
    public BigInteger TakeListNumber()
    {
        var next = RegisterFile.Numbers(path, "*").DefaultIfEmpty().Max() + 1;
        Create(Path.Combine(path, "lists", RegisterFile.Digits(next)), []);
        return next;
    }

    /// <summary>Keeps the revocation list made under this number.</summary>
    public void Record(BigInteger number, ReadOnlySpan<byte> list, DateTimeOffset now)
    {
        Create(ListOf(number), list);
        Note(AuditAct.RevocationListIssued, RegisterFile.TargetOf(number), now, ("sha256", Convert.ToHexStringLower(SHA256.HashData(list))));
    }

    /// <summary>Gives up the lock.</summary>
    public void Dispose() => held.Dispose();

    Refusal? Reserve(Reservation reservation)
    {
        if (File.Exists(StopOf(path)))
            return new(RefusalCode.Unavailable, "Ceremonies.register-stopped", StopOf(path));
        if (Known(reservation.Content.PublicKey).Refused(out var why, out var known))
            return why;
        if (known.Select(k => KeyPolicy.Refuses(k, reservation.Content.Subject.ToString())).FirstOrDefault(no => no is not null) is { } unacceptable)
            return unacceptable;
        var serial = reservation.SerialNumber;
        if (!DurableFile.TryCreate(OfSerial(serial, "tbs"), reservation.TbsCertificate.Span, Mode))
            return new(RefusalCode.Conflict, "Ceremonies.serial-used", serial);
        Note(
            AuditAct.IssuanceBegun, Target(serial), reservation.At,
            ("profile", reservation.Content.Profile.Name),
            ("profileSha256", reservation.Content.Profile.Sha256),
            ("contentHash", reservation.Content.Hash.Hex));
        return null;
    }

    void RecordNotIssued(SerialNumber serial, string reason, DateTimeOffset at)
    {
        Create(OfSerial(serial, "void"), Encoding.UTF8.GetBytes(reason + "\n"));
        Note(AuditAct.CertificateNotIssued, Target(serial), at);
    }

    /// <summary>What the certificates and revocations here say of a key. Read from the files, since those are the register: a root's are few.</summary>
    Outcome<IReadOnlyList<KnownKey>> Known(PublicKey key)
    {
        var known = new List<KnownKey>();
        foreach (var serial in RegisterFile.Serials(path, "pem"))
        {
            if (Find(serial).Refused(out var why, out var certificate))
                return why;
            // A key of a kind that is not read any more is nobody's who asks today.
            if (certificate.PublicKey.Refused(out _, out var certified) || certified.Identity != key.Identity)
                continue;
            known.Add(new(KeyStanding.Certified, certificate.Subject.ToString()));
            if (!File.Exists(OfSerial(serial, "revoked")))
                continue;
            if (ReadRevocation(serial).Refused(out why, out var revocation))
                return why;
            if (revocation.Reason == RevocationReason.KeyCompromise)
                known.Add(new(KeyStanding.Blocked));
        }
        return known;
    }

    /// <summary>Ends what was begun and not ended, and tells of what was done and not told of.</summary>
    /// <returns>The refusal when a file that has to be told of cannot be read.</returns>
    Refusal? Reconcile(DateTimeOffset now)
    {
        foreach (var file in RegisterFile.Untold(path, Log(path)))
        {
            if (FactsOf(file).Refused(out var why, out var facts))
                return why;
            Note(file.Act, file.Target, now, [.. facts, ("written", "afterwards")]);
        }
        var ended = RegisterFile.Serials(path, "pem").Concat(RegisterFile.Serials(path, "void")).ToHashSet();
        foreach (var serial in RegisterFile.Serials(path, "tbs").Where(s => !ended.Contains(s)).ToList())
            RecordNotIssued(serial, "interrupted", now);
        return null;
    }

    /// <summary>What the file itself says of the event; profile and content of an issuance that had only begun are not in it.</summary>
    Outcome<(string, string)[]> FactsOf(RegisterFile file)
    {
        switch (file.Act)
        {
            case AuditAct.CertificateIssued:
                return InputFile.Read(file.Path, Certificate.MaxOctets).Then(bytes => Certificate.ParsePemOrDer(bytes))
                    .Then<(string, string)[]>(certificate => new[] { ("sha256", certificate.Fingerprint) });
            case AuditAct.CertificateRevoked or AuditAct.KeyBlocked:
                return SerialNumber.Parse(Path.GetFileNameWithoutExtension(file.Path)).Then(ReadRevocation)
                    .Then<(string, string)[]>(revocation => new[] { ("reason", revocation.Reason.Name()) });
            case AuditAct.RevocationListIssued:
                using (var list = File.OpenRead(file.Path))
                    return new[] { ("sha256", Convert.ToHexStringLower(SHA256.HashData(list))) };
            default:
                return Array.Empty<(string, string)>();
        }
    }

    Outcome<Revocation.Revocation> ReadRevocation(SerialNumber serial)
    {
        var file = OfSerial(serial, File.Exists(OfSerial(serial, "compromised")) ? "compromised" : "revoked");
        if (InputFile.Read(file, RevokedSerial.MaxOctets).Refused(out var why, out var bytes))
            return why;
        if (StrictJson.Read<RevokedSerial>(bytes, RevokedSerial.MaxOctets).Refused(out why, out var revoked))
            return why;
        return RevocationReasons.Parse(revoked.Reason)
            .Then(reason => Revocation.Revocation.Of(Name, serial, reason, revoked.At, revoked.InvalidityDate));
    }

    static byte[] Encode(Revocation.Revocation revocation) =>
        StrictJson.Write(new RevokedSerial(revocation.Reason.Name(), revocation.RevokedAt, revocation.InvalidityDate));

    string Name => Path.GetFileName(path);

    string OfSerial(SerialNumber serial, string extension) => RegisterFile.OfSerial(path, serial, extension);

    string ListOf(BigInteger number) => RegisterFile.ListOf(path, number);

    static string Target(SerialNumber serial) => RegisterFile.TargetOf(serial);

    static string LogOf(string path) => Path.Combine(path, "audit.jsonl");

    static string StopOf(string path) => Path.Combine(path, "stopped");

    static void Create(string file, ReadOnlySpan<byte> contents)
    {
        if (!DurableFile.TryCreate(file, contents, Mode))
            throw new IOException($"{file} is there already, though it is written once.");
    }

    static FileStream? Hold(string path)
    {
        try
        {
            return new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    static Refusal? RefuseStranger(string path, string issuer)
    {
        var file = Path.Combine(path, "issuer");
        var owner = Encoding.ASCII.GetBytes(issuer + "\n");
        if (DurableFile.TryCreate(file, owner, Mode) || File.ReadAllText(file).TrimEnd() == issuer)
            return null;
        // The key of a ceremony that was refused before it signed anything is gone; the next one brings another.
        if (Directory.EnumerateFiles(Path.Combine(path, "serials")).Any() || Directory.EnumerateFiles(Path.Combine(path, "lists")).Any())
            return new(RefusalCode.NotAllowed, "Ceremonies.register-of-another", path);
        File.Delete(file);
        Create(file, owner);
        return null;
    }

    static IEnumerable<string> Log(string path) => File.Exists(LogOf(path)) ? File.ReadLines(LogOf(path)) : [];

    static Outcome<AuditHead> ReadLog(string path)
    {
        var log = LogOf(path);
        if (!File.Exists(log))
            return AuditHead.Empty;
        DropTornLine(log);
        return AuditChain.Verify(Log(path)).Refused(out var why, out var head)
            ? new Refusal(why.Code, "Ceremonies.log-refused", log, why.Sentence)
            : head;
    }

    /// <summary>A line without its end was being written when the power went: the file that it tells of is there, so it is written anew.</summary>
    static void DropTornLine(string log)
    {
        using var file = new FileStream(log, FileMode.Open, FileAccess.ReadWrite);
        var end = file.Length;
        for (; end > 0; end--)
        {
            file.Position = end - 1;
            if (file.ReadByte() == '\n')
                break;
        }
        if (end == file.Length)
            return;
        file.SetLength(end);
        file.Flush(flushToDisk: true);
    }

    sealed record RevokedSerial(string Reason, DateTimeOffset At, DateTimeOffset? InvalidityDate = null)
    {
        public const int MaxOctets = 1024;
    }
}
