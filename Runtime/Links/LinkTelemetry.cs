using System.Diagnostics;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Lets a trace go on in another silo.</summary>
internal static class LinkTelemetry
{
    private const string Operation = "silo link call";
    private static readonly ActivitySource Source = new(EmbeddedRuntimeTelemetry.ActivitySourceName);

    /// <summary>The trace context that a call from here carries; null if there is no trace.</summary>
    public static string? TraceParent => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    /// <summary>Makes the caller's trace the current one; null if it has none.</summary>
    public static Activity? Start(LinkRequest request)
    {
        if (!ActivityContext.TryParse(request.TraceParent, null, isRemote: true, out var caller))
            return null;
        // Without anybody who listens to us there is no span to show, but the trace still has to reach the participants.
        return Source.StartActivity(Operation, ActivityKind.Server, caller)
            ?? new Activity(Operation).SetParentId(caller.TraceId, caller.SpanId, caller.TraceFlags).Start();
    }
}
