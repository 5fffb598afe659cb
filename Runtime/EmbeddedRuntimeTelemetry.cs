namespace OrleansSaga.Runtime.Embedded;

/// <summary>Names under which the runtime can be observed.</summary>
public static class EmbeddedRuntimeTelemetry
{
    /// <summary>The meter of the runtime's metrics.</summary>
    public const string MeterName = "OrleansSaga.Runtime";

    /// <summary>The source of the runtime's activities: one for each call of another silo that belongs to a trace.</summary>
    public const string ActivitySourceName = "OrleansSaga.Runtime";
}
