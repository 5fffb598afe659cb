using System.Numerics;

namespace OrleansSaga.Benchmarks.Measure;

/// <summary>
/// Counts of values in buckets whose width grows with the value: 128 buckets for each power of two, so that what it
/// answers is at most 0.4 % away from a value that was recorded. Fixed size, no allocation when recording, one thread.
/// </summary>
internal sealed class Histogram
{
    private const int PrecisionBits = 7;
    private const int BucketsPerPower = 1 << PrecisionBits;

    private readonly long[] _counts = new long[(64 - PrecisionBits) * BucketsPerPower];
    private long _largest;

    public long Count { get; private set; }

    public void Record(long value)
    {
        value = Math.Max(0, value);
        _counts[BucketOf(value)]++;
        _largest = Math.Max(_largest, value);
        Count++;
    }

    /// <summary>The value that <paramref name="ratio"/> (0 to 1) of what was recorded does not exceed; 0 when nothing was.</summary>
    public long Percentile(double ratio)
    {
        if (Count == 0)
            return 0;
        var rank = Math.Clamp((long)Math.Ceiling(ratio * Count), 1, Count);
        var seen = 0L;
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= rank)
                return Math.Min(MiddleOf(bucket), _largest);
        }
        return _largest;
    }

    private static int BucketOf(long value)
    {
        if (value < BucketsPerPower)
            return (int)value;
        var shift = BitOperations.Log2((ulong)value) - PrecisionBits;
        return ((shift + 1) << PrecisionBits) + (int)(value >> shift) - BucketsPerPower;
    }

    private static long MiddleOf(int bucket)
    {
        if (bucket < BucketsPerPower)
            return bucket;
        var shift = (bucket >> PrecisionBits) - 1;
        var lowest = (long)((bucket & (BucketsPerPower - 1)) + BucketsPerPower) << shift;
        return lowest + ((1L << shift) >> 1);
    }
}
