using Ca.Benchmarks;

if (args is ["revocation-list", var path, var entries])
{
    await RevocationLists.WriteOne(path, int.Parse(entries, null));
    return;
}

if (args is ["gost"])
{
    Console.WriteLine($"Machine: {Machine.Describe()}\n");
    GostRates.Print();
    return;
}

if (args is ["gost-time", ..])
{
    Console.WriteLine($"Machine: {Machine.Describe()}\n");
    GostTime.Print(args.Length > 1 ? int.Parse(args[1], null) : 100_000);
    return;
}

if (args is ["verifications"])
{
    Table.Print("Signed files verified a second, one thread", await Verifications.Measure());
    return;
}

if (args is ["revocation-lookup"])
{
    Table.Print("Lookups in a revocation list of 1,000,000 entries", RevocationLookup.Measure());
    return;
}

// Each peer is measured beside us in the same run: what is written down are ratios, since the machine differs every time.
Console.WriteLine($"Machine: {Machine.Describe()}\n");
Table.Print("Signatures a second, one thread", Arithmetic.Measure());
Table.Print("Certificates read and verified a second, one process", CertificateReading.Measure());
Table.Print("In memory, a second, one thread", InMemory.Measure());
Table.Print("Signed files verified a second, one thread", await Verifications.Measure());
Table.Print("Through REST on SQLite, beside `openssl ca` with its text file, a second", await Rest.Measure());
Table.Print("OCSP answers signed live (with a nonce), a second", await OcspLive.Measure());
Table.Print("A revocation list of 100,000 entries", RevocationLists.Measure());
Table.Print("Lookups in a revocation list of 1,000,000 entries", RevocationLookup.Measure());
