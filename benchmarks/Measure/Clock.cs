using System.Diagnostics;

namespace OrleansSaga.Benchmarks.Measure;

/// <summary>Monotonic time that all processes of one machine share (CLOCK_MONOTONIC), so that a start in one and an end in another can be subtracted.</summary>
internal static class Clock
{
    public const long Second = 1_000_000_000;
    public const long Millisecond = 1_000_000;
    public const long Microsecond = 1_000;

    private static readonly long NanosecondsPerTick = Second / Stopwatch.Frequency;

    /// <summary>Nanoseconds since some moment before this machine's programs started.</summary>
    public static long Now => Stopwatch.GetTimestamp() * NanosecondsPerTick;
}
