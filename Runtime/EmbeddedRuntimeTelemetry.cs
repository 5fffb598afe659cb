namespace OrleansSaga.Runtime.Embedded;

/// <summary>Names under which the runtime can be observed.</summary>
public static class EmbeddedRuntimeTelemetry
{
    /// <summary>The meter of the runtime's metrics.</summary>
    public const string MeterName = "OrleansSaga.Runtime";
}
