namespace OrleansSaga.Runtime.Embedded;

/// <summary>A call over a link.</summary>
/// <param name="Target">What is meant: chooses how the body is read; at most 64 characters.</param>
/// <param name="Body">The call, encoded. Whoever sends it never changes these bytes again: they are written later.</param>
/// <param name="TimeLeft">How long its caller still waits. A call that has no time left is not served.</param>
/// <param name="TraceParent">W3C trace context of the caller, or null.</param>
internal sealed record LinkRequest(string Target, ReadOnlyMemory<byte> Body, TimeSpan TimeLeft, string? TraceParent)
{
    /// <summary>How many characters a target may have.</summary>
    public const int MaxTargetLength = 64;

    /// <summary>How many characters a trace context may have that goes along.</summary>
    public const int MaxTraceParentLength = 64;
}
