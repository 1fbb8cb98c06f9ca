using System.Globalization;

namespace Ca.Tests.Hostile;

/// <summary>What one reading took: of this thread alone, so that what else the machine does is not in it.</summary>
/// <param name="Answer">Of the reader.</param>
/// <param name="Processor">Time on a processor, compilation and collection included.</param>
/// <param name="Allocated">Octets taken from the heap, whether given back meanwhile or not.</param>
readonly record struct Effort(string Answer, TimeSpan Processor, long Allocated)
{
    /// <summary>What the readers are given at most here: what grows with the square of it is over the bounds below.</summary>
    public const int MaxOctets = 64 * 1024;

    /// <summary>The slowest reading that is allowed derives a key with the most iterations, which takes three seconds.</summary>
    public static readonly TimeSpan MaxProcessor = TimeSpan.FromSeconds(10);

    /// <summary>A quarter of the gigabyte that must never be; the largest that was seen is under a fourth of it.</summary>
    public const long MaxAllocated = 256L * 1024 * 1024;

    /// <summary>Reads the octets and holds the reading to the bounds.</summary>
    /// <exception cref="InvalidOperationException">It went over them.</exception>
    public static Effort Of(HostileReader reader, byte[] bytes)
    {
        var (processor, allocated) = (ProcessorTime.OfThread(), GC.GetAllocatedBytesForCurrentThread());
        var answer = reader.Read(bytes);
        var effort = new Effort(answer, ProcessorTime.OfThread() - processor, GC.GetAllocatedBytesForCurrentThread() - allocated);
        return effort.Processor <= MaxProcessor && effort.Allocated <= MaxAllocated
            ? effort
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{reader} took {effort.Processor.TotalSeconds:F1} s and {effort.Allocated >> 20} MiB."));
    }
}
