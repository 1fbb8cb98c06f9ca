using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Ca.Core.Asn1;
using Ca.Core.Audit;
using Ca.Core.Certificates;
using Ca.Core.Issuance;
using Ca.Core.Json;
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
    /// <param name="now">When what a crash left unfinished is recorded as never issued: its certificate has not left the process.</param>
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
        register.Reconcile(now);
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
        DurableFile.TryCreate(StopOf(path), Encoding.UTF8.GetBytes($"{reservation.SerialNumber}: {reason}\n"), Mode);
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
            return ReadRevocation(serial).Then(earlier => earlier.Revoke(reason, now, invalidityDate)).Refused(out why, out _) ? why : null;
        Create(OfSerial(serial, "revoked"), StrictJson.Write(new RevokedSerial(reason.Name(), revocation.RevokedAt, revocation.InvalidityDate)));
        Note(AuditAct.CertificateRevoked, Target(serial), now, ("reason", reason.Name()));
        return null;
    }

    /// <summary>All revocations in ascending order of serial numbers: those of this register have one length, so that their hex sorts as they do.</summary>
    public Outcome<IReadOnlyList<Revocation.Revocation>> Revocations()
    {
        var all = new List<Revocation.Revocation>();
        foreach (var serial in Serials("revoked").OrderBy(s => s.Hex, StringComparer.Ordinal))
        {
            if (ReadRevocation(serial).Refused(out var why, out var revocation))
                return why;
            all.Add(revocation);
        }
        return all;
    }

    /// <summary>The last revocation list, or null when there was none yet.</summary>
    public string? LastList => Numbers("*.crl").Max() is { } last ? ListOf(last) : null;

    /// <summary>Takes the next number for a revocation list: durable, and never taken twice.</summary>
    public BigInteger TakeListNumber()
    {
        var next = (Numbers("*").Max() ?? 0) + 1;
        Create(Path.Combine(path, "lists", Digits(next)), []);
        return next;
    }

    /// <summary>Keeps the revocation list made under this number.</summary>
    public void Record(BigInteger number, ReadOnlySpan<byte> list, DateTimeOffset now)
    {
        Create(ListOf(number), list);
        Note(AuditAct.RevocationListIssued, $"crl:{Digits(number)}", now, ("sha256", Convert.ToHexStringLower(SHA256.HashData(list))));
    }

    /// <summary>Gives up the lock.</summary>
    public void Dispose() => held.Dispose();

    Refusal? Reserve(Reservation reservation)
    {
        if (File.Exists(StopOf(path)))
            return new(RefusalCode.Unavailable, "Ceremonies.register-stopped", StopOf(path));
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

    void Reconcile(DateTimeOffset now)
    {
        var ended = Serials("pem").Concat(Serials("void")).ToHashSet();
        foreach (var serial in Serials("tbs").Where(s => !ended.Contains(s)))
            RecordNotIssued(serial, "interrupted", now);
    }

    Outcome<Revocation.Revocation> ReadRevocation(SerialNumber serial)
    {
        if (InputFile.Read(OfSerial(serial, "revoked"), RevokedSerial.MaxOctets).Refused(out var why, out var bytes))
            return why;
        if (StrictJson.Read<RevokedSerial>(bytes, RevokedSerial.MaxOctets).Refused(out why, out var revoked))
            return why;
        return RevocationReasons.Parse(revoked.Reason)
            .Then(reason => Revocation.Revocation.Of(Name, serial, reason, revoked.At, revoked.InvalidityDate));
    }

    IEnumerable<SerialNumber> Serials(string extension) =>
        from file in Directory.EnumerateFiles(Path.Combine(path, "serials"), $"*.{extension}")
        let serial = SerialNumber.Parse(Path.GetFileNameWithoutExtension(file))
        where !serial.Refused(out _, out _)
        select serial.Expect();

    IEnumerable<BigInteger?> Numbers(string pattern) =>
        from file in Directory.EnumerateFiles(Path.Combine(path, "lists"), pattern)
        let number = BigInteger.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : (BigInteger?)null
        where number is not null
        select number;

    string Name => Path.GetFileName(path);

    string OfSerial(SerialNumber serial, string extension) => Path.Combine(path, "serials", $"{serial.Hex}.{extension}");

    string ListOf(BigInteger number) => Path.Combine(path, "lists", $"{Digits(number)}.crl");

    static string Target(SerialNumber serial) => $"certificate:{serial.Hex}";

    static string Digits(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);

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

    static Outcome<AuditHead> ReadLog(string path)
    {
        var log = LogOf(path);
        if (!File.Exists(log))
            return AuditHead.Empty;
        DropTornLine(log);
        return AuditChain.Verify(File.ReadLines(log)).Refused(out var why, out var head)
            ? new Refusal(why.Code, "Ceremonies.log-refused", log, why.Sentence)
            : head;
    }

    /// <summary>A line without its end was being written when the power went: what it tells of had not been promised to anybody.</summary>
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
