namespace OrleansSaga.Grains.Kernel;

/// <summary>How branch calls are retried when the transaction does not say so (protocol section 5).</summary>
public sealed class RetryOptions
{
    /// <summary>Base interval in seconds; default 10. The first retry after an error comes after twice this.</summary>
    public long BaseSeconds { get; set; } = 10;

    /// <summary>Longest interval in seconds; default 3600. A transaction's own larger retry_interval wins.</summary>
    public long MaxSeconds { get; set; } = 3600;

    /// <summary>By how much of itself an interval may be lengthened at random, 0 for none; default 0.1. It is never shortened.</summary>
    public double JitterRatio { get; set; } = 0.1;

    /// <summary>How long a TCC, XA or message transaction may stay prepared when it does not say so itself, in seconds; default 35 (DTM's TimeoutToFail).</summary>
    public long TimeoutToFailSeconds { get; set; } = 35;

    /// <summary>Longest time for a branch call in seconds when neither transaction nor step says so; default 3.</summary>
    public long RequestTimeoutSeconds { get; set; } = 3;
}
