namespace OrleansSaga.Grains.Kernel;

/// <summary>The server's defaults at creation: a later change of configuration does not change a running transaction.</summary>
/// <param name="RequestTimeoutSeconds">Longest time for a call.</param>
/// <param name="RetryBaseSeconds">Base interval.</param>
/// <param name="RetryMaxSeconds">Longest interval.</param>
/// <param name="JitterRatio">By how much of itself an interval may be lengthened.</param>
public sealed record ResolvedDefaults(long RequestTimeoutSeconds, long RetryBaseSeconds, long RetryMaxSeconds, double JitterRatio)
{
    /// <summary>How long a TCC, XA or message transaction may stay prepared.</summary>
    public long TimeoutToFailSeconds { get; init; }
}
