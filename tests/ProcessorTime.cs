using System.Runtime.InteropServices;

namespace Ca.Tests;

/// <summary>Time that this thread has spent on a processor: what others do on the machine at the same time is not in it.</summary>
static partial class ProcessorTime
{
    // CLOCK_THREAD_CPUTIME_ID
    const int OfThisThread = 3;

    public static TimeSpan OfThread()
    {
        _ = clock_gettime(OfThisThread, out var time);
        return new TimeSpan(time.Seconds * TimeSpan.TicksPerSecond + time.Nanoseconds / TimeSpan.NanosecondsPerTick);
    }

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Time time);

    struct Time
    {
        public long Seconds, Nanoseconds;
    }
}
