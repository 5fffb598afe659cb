using System.Diagnostics;
using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Branches;

/// <summary>Names and trace context of branch calls.</summary>
internal static class BranchTelemetry
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "OrleansSaga.Branches";

    /// <summary>Header of the W3C trace context.</summary>
    public const string TraceParentHeader = "traceparent";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>Starts the span of one call below the transaction's trace; null when nobody listens or it is not sampled.</summary>
    public static Activity? Start(BranchCall call, Uri url)
    {
        if (!Source.HasListeners())
            return null;
        ActivityContext.TryParse(call.TraceParent, traceState: null, isRemote: true, out var parent);
        var op = WireNames.Of(call.Stamp.Op);
        var activity = Source.StartActivity($"branch {op}", ActivityKind.Client, parent);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("orleanssaga.transaction.gid", call.Stamp.Gid);
            activity.SetTag("orleanssaga.transaction.type", WireNames.Of(call.Mode));
            activity.SetTag("orleanssaga.branch.id", call.BranchId);
            activity.SetTag("orleanssaga.branch.op", op);
            activity.SetTag("orleanssaga.attempt", call.Stamp.Attempt);
            activity.SetTag("server.address", url.Host);
            activity.SetTag("server.port", url.Port);
        }

        return activity;
    }

    /// <summary>Writes what came of the call into its span.</summary>
    public static void Finish(Activity? activity, BranchOutcome outcome, int statusCode)
    {
        if (activity is null)
            return;
        activity.SetTag("orleanssaga.branch.outcome", BranchInstruments.NameOf(outcome));
        if (statusCode != 0)
            activity.SetTag("http.response.status_code", statusCode);
        if (outcome == BranchOutcome.Error)
            activity.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>
    /// The header to send: the span's own id, or, when there is no span, a new one below the transaction's context, so that a
    /// trace goes on through a coordinator that records none. Null when the transaction has no usable context either.
    /// </summary>
    public static string? TraceParentOf(Activity? activity, BranchCall call)
    {
        if (activity is { IdFormat: ActivityIdFormat.W3C })
            return activity.Id;
        if (call.TraceParent is null || !ActivityContext.TryParse(call.TraceParent, traceState: null, out var parent))
            return null;
        var flags = (parent.TraceFlags & ActivityTraceFlags.Recorded) != 0 ? "01" : "00";
        return $"00-{parent.TraceId.ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-{flags}";
    }
}
