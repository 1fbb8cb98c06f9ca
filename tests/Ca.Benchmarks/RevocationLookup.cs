using System.Diagnostics;
using Ca.Core.Certificates;
using Ca.Core.Revocation;

namespace Ca.Benchmarks;

/// <summary>
/// A list of a million entries, written by us: how long it takes to read it and what it holds of memory, and how many lookups a second
/// there are then, of certificates that it names and that it does not. BouncyCastle looks through the whole list for each (bcgit/bc-csharp issue 72).
/// </summary>
static class RevocationLookup
{
    const int Entries = 1_000_000;
    const int Lookups = 1_000_000;

    public static IReadOnlyList<Row> Measure()
    {
        var folder = Directory.CreateTempSubdirectory("ca-benchmark-").FullName;
        var path = Path.Combine(folder, "list.crl");
        var writing = RevocationLists.Write(path, Entries).GetAwaiter().GetResult();

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clock = Stopwatch.StartNew();
        var list = RevocationList.Parse(File.ReadAllBytes(path)).Expect();
        var reading = clock.Elapsed.TotalSeconds;
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Directory.Delete(folder, recursive: true);

        var named = Lookup(list, i => RevocationLists.Serial((int)(i * 7919L % Entries)), found: true);
        var absent = Lookup(list, _ => SerialNumber.Generate(), found: false);
        return
        [
            new("MB of the list", list.Encoded.Length / 1e6),
            new("seconds to write it", writing),
            new("seconds to read and index it", reading),
            new("MB of memory that it holds", held / 1e6),
            new("lookups a second of what it names", named),
            new("lookups a second of what it does not", absent),
        ];
    }

    static double Lookup(RevocationList list, Func<int, SerialNumber> serialNumber, bool found)
    {
        var asked = Enumerable.Range(0, Lookups).Select(serialNumber).ToList();
        var clock = Stopwatch.StartNew();
        foreach (var serial in asked)
            if (list.Find(list.Header.Issuer, serial) is not null != found)
                throw new InvalidOperationException(serial.Hex);
        return Lookups / clock.Elapsed.TotalSeconds;
    }
}
