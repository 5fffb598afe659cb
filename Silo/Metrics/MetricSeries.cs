namespace OrleansSaga.Silo.Metrics;

/// <summary>One number, or one histogram. Written by any thread without a lock.</summary>
/// <param name="labels">Its labels as they are written, without braces; empty for none.</param>
/// <param name="bounds">Upper bounds of a histogram's buckets, ascending; empty for a number.</param>
internal sealed class MetricSeries(string labels, double[] bounds)
{
    private readonly long[] _buckets = new long[bounds.Length + 1];
    private double _value;

    public string Labels => labels;

    /// <summary>The number, or the sum of a histogram.</summary>
    public double Value => Volatile.Read(ref _value);

    public void Add(double change)
    {
        var seen = Volatile.Read(ref _value);
        while (true)
        {
            var was = Interlocked.CompareExchange(ref _value, seen + change, seen);
            if (BitConverter.DoubleToInt64Bits(was) == BitConverter.DoubleToInt64Bits(seen))
                return;
            seen = was;
        }
    }

    public void Set(double value) => Volatile.Write(ref _value, value);

    /// <summary>Takes a value into a histogram.</summary>
    public void Observe(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
            bucket++;
        Interlocked.Increment(ref _buckets[bucket]);
        Add(value);
    }

    /// <summary>How many values each bucket has, the last one being that of those above every bound.</summary>
    public long[] Buckets()
    {
        var counts = new long[_buckets.Length];
        for (var i = 0; i < counts.Length; i++)
            counts[i] = Volatile.Read(ref _buckets[i]);
        return counts;
    }
}
