using System.Diagnostics;

namespace OrleansSaga.Silo.Application;

/// <summary>The caller's trace, to be passed on to participants.</summary>
internal static class CallerTrace
{
    /// <summary>
    /// Our own span when the caller sent a trace or somebody records this one. A request outside of any trace starts none, so that its
    /// branch calls do not carry an id that leads nowhere: null.
    /// </summary>
    public static string? Of(HttpContext context)
    {
        var sent = context.Request.Headers.TraceParent;
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } current && (sent.Count > 0 || current.Recorded))
            return current.Id;
        return sent.Count == 1 && ActivityContext.TryParse(sent[0], null, out _) ? sent[0] : null;
    }
}
