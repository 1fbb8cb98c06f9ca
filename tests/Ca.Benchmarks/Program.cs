using Ca.Benchmarks;

if (args is ["revocation-list", var path, var entries])
{
    await RevocationLists.WriteOne(path, int.Parse(entries, null));
    return 0;
}

// Each peer is measured beside us in the same run: what is written down are ratios, since the machine differs every time.
var tables = new Dictionary<string, Func<Task>>
{
    ["signatures"] = () => Show("Signatures a second, one thread", Arithmetic.Measure()),
    ["certificates"] = () => Show("Certificates read and verified a second, one process", CertificateReading.Measure()),
    ["in-memory"] = () => Show("In memory, a second, one thread", InMemory.Measure()),
    ["verifications"] = async () => await Show("Signed files verified a second, one thread", await Verifications.Measure()),
    ["rest"] = async () => await Show("Through REST on SQLite, beside `openssl ca` with its text file, a second", await Rest.Measure()),
    ["ocsp"] = async () => await Show("OCSP answers signed live (with a nonce), a second", await OcspLive.Measure()),
    ["revocation-list"] = () => Show("A revocation list of 100,000 entries", RevocationLists.Measure()),
    ["revocation-lookup"] = () => Show("Lookups in a revocation list of 1,000,000 entries", RevocationLookup.Measure()),
    ["gost"] = () => Task.Run(GostRates.Print),
    ["gost-time"] = () => Task.Run(() => GostTime.Print(args.Length > 1 ? int.Parse(args[1], null) : 100_000)),
};
string[] chosen = args.Length > 0 ? [args[0]] : [.. tables.Keys.Except(["gost", "gost-time"])];
if (!tables.ContainsKey(chosen[0]))
{
    await Console.Error.WriteLineAsync($"There is no table {chosen[0]}. There are: {string.Join(", ", tables.Keys)}.");
    return 1;
}
Console.WriteLine($"Machine: {Machine.Describe()}\n");
foreach (var table in chosen)
    await tables[table]();
return 0;

static Task Show(string title, IEnumerable<Row> rows) => Task.Run(() => Table.Print(title, rows));
