using System.Numerics;

namespace OrleansSaga.Silo.Metrics;

/// <summary>
/// One number, or one histogram. Written by any thread without a lock: each processor has a part of its own, so that processors
/// do not wait for each other's memory, and a reader adds the parts up.
/// </summary>
/// <param name="labels">Its labels as they are written, without braces; empty for none.</param>
/// <param name="bounds">Upper bounds of a histogram's buckets, ascending; empty for a number.</param>
internal sealed class MetricSeries(string labels, double[] bounds)
{
    private const int MostParts = 16;

    private static readonly int Mask = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(Environment.ProcessorCount, 1, MostParts)) - 1;

    private readonly Part?[] _parts = new Part?[Mask + 1];

    public string Labels => labels;

    /// <summary>The number, or the sum of a histogram.</summary>
    public double Value
    {
        get
        {
            var value = 0d;
            foreach (var part in _parts)
                value += part is null ? 0 : Volatile.Read(ref part.Sum);
            return value;
        }
    }

    /// <summary>Adds to a number.</summary>
    public void Add(double change) => Add(Mine(), change);

    /// <summary>Replaces a number; one that is set is never added to.</summary>
    public void Set(double value) => Volatile.Write(ref PartAt(0).Sum, value);

    /// <summary>Takes a value into a histogram.</summary>
    public void Observe(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
            bucket++;
        var part = Mine();
        Interlocked.Increment(ref part.Buckets[bucket]);
        Add(part, value);
    }

    /// <summary>How many values each bucket has, the last one being that of those above every bound.</summary>
    public long[] Buckets()
    {
        var counts = new long[bounds.Length + 1];
        foreach (var part in _parts)
        {
            for (var i = 0; i < counts.Length && part is not null; i++)
                counts[i] += Volatile.Read(ref part.Buckets[i]);
        }

        return counts;
    }

    private static void Add(Part part, double change)
    {
        var seen = part.Sum;
        while (true)
        {
            var was = Interlocked.CompareExchange(ref part.Sum, seen + change, seen);
            if (BitConverter.DoubleToInt64Bits(was) == BitConverter.DoubleToInt64Bits(seen))
                return;
            seen = was;
        }
    }

    private Part Mine()
    {
        var index = Thread.GetCurrentProcessorId() & Mask;
        return _parts[index] ?? PartAt(index);
    }

    private Part PartAt(int index) =>
        Volatile.Read(ref _parts[index]) ?? Interlocked.CompareExchange(ref _parts[index], new Part(bounds.Length + 1), null) ?? _parts[index]!;

    private sealed class Part(int buckets)
    {
        // What is behind the last bucket keeps the next object on the heap out of this part's cache lines.
        private const int Padding = 8;

        public readonly long[] Buckets = new long[buckets + Padding];
        public double Sum;
    }
}
