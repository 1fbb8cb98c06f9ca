using System.Diagnostics;
using System.Globalization;
using System.Text;
using Ca.Core.Certificates;
using Ca.Core.Revocation;

namespace Ca.Benchmarks;

/// <summary>A list of 100,000 entries, written by a process that does nothing else, beside <c>openssl ca -gencrl</c>.</summary>
static class RevocationLists
{
    const int Entries = 100_000;

    static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public static IReadOnlyList<Row> Measure()
    {
        var folder = Directory.CreateTempSubdirectory("ca-benchmark-").FullName;
        var ours = Machine.Run("dotnet", folder, typeof(RevocationLists).Assembly.Location, "revocation-list", Path.Combine(folder, "ours.crl"), $"{Entries}");
        var said = ours.Output.Split('\n')[0].Split(' ');
        var theirs = OpenSslGencrl(folder);
        Row[] rows =
        [
            new("seconds to write it", double.Parse(said[0], CultureInfo.InvariantCulture), theirs.Seconds, "`openssl ca -gencrl`"),
            new("peak memory of the process, MiB", double.Parse(said[1], CultureInfo.InvariantCulture), theirs.PeakMiB, "the same"),
            new("octets", new FileInfo(Path.Combine(folder, "ours.crl")).Length, new FileInfo(Path.Combine(folder, "theirs.crl")).Length, "the same"),
        ];
        Directory.Delete(folder, recursive: true);
        return rows;
    }

    /// <summary>Writes one list and says how long it took and how much memory there was at the most.</summary>
    public static async Task WriteOne(string path, int entries)
    {
        var seconds = await Write(path, entries);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds} {Machine.PeakMiB(Environment.ProcessId)}"));
    }

    /// <returns>How many seconds it took.</returns>
    public static async Task<double> Write(string path, int entries)
    {
        var authority = await Authority.Create("ec-p256", Now.AddDays(-1));
        var content = new RevocationListContent { Issuer = authority.Certificate, Number = 1, ThisUpdate = Now, NextUpdate = Now.AddDays(7) };
        var clock = Stopwatch.StartNew();
        if (await RevocationList.Write(path, content, Revocations(entries), authority.Key, default) is { } why)
            throw new InvalidOperationException(why.ToString());
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Serial numbers in ascending order, as an index gives them.</summary>
    static async IAsyncEnumerable<Revocation> Revocations(int count)
    {
        await Task.Yield();
        for (var i = 0; i < count; i++)
            yield return Revocation.Of("sample", Serial(i), RevocationReason.KeyCompromise, Now.AddHours(-1)).Expect();
    }

    internal static SerialNumber Serial(int i) => SerialNumber.Parse(string.Create(CultureInfo.InvariantCulture, $"4{i:x15}0123456789abcdef")).Expect();

    static (string, double Seconds, double PeakMiB) OpenSslGencrl(string folder)
    {
        var index = new StringBuilder();
        for (var i = 0; i < Entries; i++)
            index.Append(null, $"R\t400101000000Z\t251101000000Z,keyCompromise\t{Serial(i).Hex.ToUpperInvariant()}\tunknown\t/CN={i}\n");
        File.WriteAllText(Path.Combine(folder, "index.txt"), index.ToString());
        File.WriteAllText(Path.Combine(folder, "crlnumber"), "01\n");
        Machine.Run("openssl", folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", "ca.key", "-subj", "/CN=Sample", "-days", "30", "-addext", "subjectKeyIdentifier=hash", "-out", "ca.pem");
        var gencrl = Machine.Run("openssl", folder, "ca", "-gencrl", "-cert", "ca.pem", "-keyfile", "ca.key", "-md", "sha256", "-out", "theirs.pem");
        Machine.Run("openssl", folder, "crl", "-in", "theirs.pem", "-outform", "DER", "-out", "theirs.crl");
        return gencrl;
    }
}
