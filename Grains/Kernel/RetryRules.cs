namespace OrleansSaga.Grains.Kernel;

/// <summary>When a branch op is tried again (protocol section 5).</summary>
internal static class RetryRules
{
    /// <summary>The pause before a retry that retry_limit allows within the pass: DTM makes none, which hammers a participant that is down.</summary>
    private static readonly TimeSpan LimitPause = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestLimitPause = TimeSpan.FromSeconds(1);

    /// <summary>The interval in seconds after <paramref name="errors"/> errors of branch <paramref name="step"/> (-1: check-back or callback), before jitter.</summary>
    public static double IntervalSeconds(TransactionDefinition definition, int step, int errors)
    {
        if (step >= 0 && definition.Steps[step].Policy.Backoff is { } backoff)
            return Grow(backoff.InitialSeconds, backoff.Multiplier, Math.Max(0, errors - 1), backoff.MaxSeconds);
        var start = definition.RetryBaseSeconds;
        return Grow(start, 2, errors, Math.Max(start, definition.Defaults.RetryMaxSeconds));
    }

    /// <summary>Lengthens an interval by jitter: never shorter, at most by the ratio.</summary>
    public static TimeSpan WithJitter(TransactionDefinition definition, double seconds, double jitter) =>
        WholeMilliseconds(seconds * (1 + (definition.Defaults.JitterRatio * jitter)));

    /// <summary>The pause before the retry that uses up number <paramref name="used"/> + 1 of retry_limit.</summary>
    public static TimeSpan WithinPass(long used)
    {
        var pause = LimitPause * Math.Pow(2, Math.Min(used, 10));
        return pause < LongestLimitPause ? pause : LongestLimitPause;
    }

    /// <summary>The pause after a deferred call: one to two seconds.</summary>
    public static TimeSpan AfterDeferral(double jitter) => WholeMilliseconds(1 + jitter);

    // Databases keep microseconds: a finer due time would come back changed.
    private static TimeSpan WholeMilliseconds(double seconds) => TimeSpan.FromMilliseconds((long)Math.Ceiling(seconds * 1000));

    private static double Grow(double start, double factor, int times, double most)
    {
        var value = start;
        for (var i = 0; i < times && value < most; i++)
            value *= factor;
        return Math.Min(value, most);
    }
}
