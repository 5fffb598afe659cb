namespace OrleansSaga.Benchmarks.Measure;

/// <summary>Percentiles of a latency in milliseconds.</summary>
internal sealed record Latencies(long Count, double P50, double P99, double P999)
{
    public static Latencies Of(Histogram histogram) => new(
        histogram.Count,
        Milliseconds(histogram.Percentile(0.50)),
        Milliseconds(histogram.Percentile(0.99)),
        Milliseconds(histogram.Percentile(0.999)));

    private static double Milliseconds(long nanoseconds) => (double)nanoseconds / Clock.Millisecond;
}
