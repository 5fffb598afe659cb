namespace OrleansSaga.Grains.Kernel;

/// <summary>When an imported transaction is looked at first: when DTM would have done it, as far as our own rules wait that long.</summary>
internal static class FirstLook
{
    /// <summary>The longest delay that a message can have (the default of <see cref="LimitOptions.Seconds"/>).</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(365);

    /// <summary>The time, never before <paramref name="now"/>; null when only the client moves the transaction.</summary>
    public static DateTimeOffset? Of(TransactionState state, DateTimeOffset? nextCronTime, DateTimeOffset now)
    {
        var definition = state.Definition;
        var cron = Cron(state, nextCronTime, now);
        var look = (state.Status, definition.Mode) switch
        {
            (TransactionStatus.Prepared, TransactionMode.Saga) => null,
            (TransactionStatus.Prepared, TransactionMode.Workflow) => definition.QueryPrepared.Length == 0 ? null : cron,
            (TransactionStatus.Prepared, TransactionMode.Message) => Later(definition.PreparedUntil, cron),
            // DTM looks at these every ten seconds, and does nothing until they time out.
            (TransactionStatus.Prepared, _) => definition.PreparedUntil,
            (TransactionStatus.Submitted, TransactionMode.Saga) => definition.TimeoutAt < cron ? definition.TimeoutAt : cron,
            (TransactionStatus.Submitted, TransactionMode.Message) => Later(state.NotBefore, cron),
            _ => cron,
        };
        return look is { } at && at < now ? now : look;
    }

    // DTM's intervals double without end; ours do not. But of a message's wait nobody can tell whether it is a retry or its delay.
    private static DateTimeOffset? Cron(TransactionState state, DateTimeOffset? nextCronTime, DateTimeOffset now)
    {
        if (nextCronTime is not { } next || next <= now)
            return now;
        var definition = state.Definition;
        var latest = now + (definition.Mode == TransactionMode.Message ? LongestDelay : TimeSpan.FromSeconds(Math.Max(definition.RetryBaseSeconds, definition.Defaults.RetryMaxSeconds)));
        return next < latest ? next : latest;
    }

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;
}
