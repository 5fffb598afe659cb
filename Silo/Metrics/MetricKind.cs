namespace OrleansSaga.Silo.Metrics;

/// <summary>The types of Prometheus' text format that we write.</summary>
internal enum MetricKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts values by size.</summary>
    Histogram,
}
