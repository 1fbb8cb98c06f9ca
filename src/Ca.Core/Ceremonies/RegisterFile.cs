using System.Globalization;
using System.Numerics;
using Ca.Core.Audit;
using Ca.Core.Certificates;

namespace Ca.Core.Ceremonies;

/// <summary>
/// A file of a <see cref="CertificateDirectoryRegister"/> and the event that tells of it. The file is there first, so that a loss of power
/// between the two leaves something to tell of, and never an event of what is not there.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Act">What was done.</param>
/// <param name="Target">To what.</param>
sealed record RegisterFile(string Path, AuditAct Act, string Target)
{
    /// <summary>In the order in which the events of one certificate are written.</summary>
    static readonly (string Extension, AuditAct Act)[] OfSerials =
    [
        ("tbs", AuditAct.IssuanceBegun),
        ("pem", AuditAct.CertificateIssued),
        ("void", AuditAct.CertificateNotIssued),
        ("revoked", AuditAct.CertificateRevoked),
        ("compromised", AuditAct.KeyBlocked),
    ];

    /// <summary>Every file of the register that an event tells of.</summary>
    public static IEnumerable<RegisterFile> In(string register) =>
    [
        .. from kind in OfSerials
           from serial in Serials(register, kind.Extension).OrderBy(s => s.Hex, StringComparer.Ordinal)
           select new RegisterFile(OfSerial(register, serial, kind.Extension), kind.Act, TargetOf(serial)),
        .. from number in Numbers(register, "*.crl").Order()
           select new RegisterFile(ListOf(register, number), AuditAct.RevocationListIssued, TargetOf(number)),
    ];

    /// <summary>Files of which these events do not tell.</summary>
    public static IEnumerable<RegisterFile> Untold(string register, IEnumerable<string> log)
    {
        var files = In(register).ToList();
        var told = Told(log);
        return files.Where(f => !told.Contains((AuditEvent.NameOf(f.Act), f.Target)));
    }

    /// <summary>Events, as <c>act target</c>, that tell of a file which is not there.</summary>
    public static IEnumerable<string> Missing(string register, IEnumerable<string> log)
    {
        var acts = OfSerials.Select(k => k.Act).Append(AuditAct.RevocationListIssued).Select(AuditEvent.NameOf).ToHashSet();
        var told = Told(log).Where(t => acts.Contains(t.Act)).ToList();
        var files = In(register).Select(f => (AuditEvent.NameOf(f.Act), f.Target)).ToHashSet();
        return told.Where(t => !files.Contains(t)).Select(t => $"{t.Act} {t.Target}");
    }

    /// <summary>The serial numbers that have a file of this kind.</summary>
    public static IEnumerable<SerialNumber> Serials(string register, string extension) =>
        from file in Files(register, "serials", $"*.{extension}")
        let serial = SerialNumber.Parse(System.IO.Path.GetFileNameWithoutExtension(file))
        where !serial.Refused(out _, out _)
        select serial.Expect();

    /// <summary>The numbers of lists that have a file of this kind.</summary>
    public static IEnumerable<BigInteger> Numbers(string register, string pattern) =>
        from file in Files(register, "lists", pattern)
        let number = BigInteger.TryParse(System.IO.Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : (BigInteger?)null
        where number is not null
        select number.Value;

    /// <summary>The path of a certificate's file of this kind.</summary>
    public static string OfSerial(string register, SerialNumber serial, string extension) => System.IO.Path.Combine(register, "serials", $"{serial.Hex}.{extension}");

    /// <summary>The path of a list.</summary>
    public static string ListOf(string register, BigInteger number) => System.IO.Path.Combine(register, "lists", $"{Digits(number)}.crl");

    /// <summary>How events name a certificate.</summary>
    public static string TargetOf(SerialNumber serial) => $"certificate:{serial.Hex}";

    /// <summary>How events name a list.</summary>
    public static string TargetOf(BigInteger number) => $"crl:{Digits(number)}";

    /// <summary>A number of a list in decimal.</summary>
    public static string Digits(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);

    static IEnumerable<string> Files(string register, string folder, string pattern) =>
        Directory.Exists(System.IO.Path.Combine(register, folder)) ? Directory.EnumerateFiles(System.IO.Path.Combine(register, folder), pattern) : [];

    /// <summary>What a log tells of. Lines that are no events are for <see cref="AuditChain"/> to complain of.</summary>
    static HashSet<(string Act, string Target)> Told(IEnumerable<string> log) =>
    [
        .. from line in log
           let read = AuditEvent.Parse(line)
           where !read.Refused(out _, out _)
           let told = read.Expect()
           select (told.Act, told.Target),
    ];
}
