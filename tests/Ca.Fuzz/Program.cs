using System.Globalization;
using System.Runtime.InteropServices;
using Ca.Tests.Hostile;
using SharpFuzz;

// The harness for coverage-guided fuzzing, one reader a process: tests/fuzz.sh calls it.
const string usage = """
    Ca.Fuzz                         the names of the readers
    Ca.Fuzz READER                  under afl-fuzz
    Ca.Fuzz READER --seeds FOLDER   writes the reader's good objects
    Ca.Fuzz READER --replay PATH    reads a file, or each in a folder, and says what came of it
    Ca.Fuzz READER --spoil          reads $CA_FUZZ spoiled objects of $CA_FUZZ_SEED, as the tests do
    """;

// Instrumented code counts its branches here until afl-fuzz gives it its own place, and already to make the good objects it runs.
unsafe
{
    SharpFuzz.Common.Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(ushort.MaxValue + 1);
}

IReadOnlyList<HostileReader> all = [.. CoreReaders.All, .. DeskReaders.All];
if (args.Length == 0)
{
    Console.WriteLine(string.Join('\n', all.Select(r => r.Name)));
    return 0;
}
if (all.SingleOrDefault(r => r.Name == args[0]) is not { } reader)
    return Fail($"There is no reader {args[0]}.\n{usage}");

switch (args[1..])
{
    case []:
        Prepare(reader);
        Fuzzer.OutOfProcess.Run(stream => Take(reader, stream));
        return 0;
    case ["--seeds", var folder]:
        Directory.CreateDirectory(folder);
        for (var i = 0; i < reader.Good.Count; i++)
            File.WriteAllBytes(Path.Combine(folder, $"good-{i:D2}"), reader.Good[i]);
        return 0;
    case ["--replay", var path]:
        return Replay(reader, path);
    case ["--spoil"]:
        Console.WriteLine(HostileRun.Of(reader));
        return 0;
    default:
        return Fail(usage);
}

// What is made once is made before the first input is measured.
static void Prepare(HostileReader reader)
{
    foreach (var good in reader.Good)
        reader.Read(good);
}

static void Take(HostileReader reader, Stream stream)
{
    var octets = new byte[Effort.MaxOctets + 1];
    var length = stream.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
    if (length <= Effort.MaxOctets)
        Effort.Of(reader, octets[..length]);
}

static int Replay(HostileReader reader, string path)
{
    Prepare(reader);
    var broken = 0;
    foreach (var file in Directory.Exists(path) ? [.. Directory.GetFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : (string[])[path])
        try
        {
            var effort = Effort.Of(reader, File.ReadAllBytes(file));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}: {effort.Answer}, {effort.Processor.TotalMilliseconds:F1} ms, {effort.Allocated >> 10} KiB"));
        }
#pragma warning disable CA1031 // Each file has its line, whatever comes.
        catch (Exception e)
#pragma warning restore CA1031
        {
            broken++;
            Console.WriteLine($"{file}: {e}");
        }
    return broken == 0 ? 0 : 1;
}

static int Fail(string why)
{
    Console.Error.WriteLine(why);
    return 2;
}
