namespace OrleansSaga.Samples.Bank;

/// <summary>What the barrier made of one call.</summary>
public enum BarrierVerdict
{
    /// <summary>The business ran and is committed.</summary>
    Applied,

    /// <summary>The same call took effect before. Nothing was done; the caller is told SUCCESS.</summary>
    Duplicate,

    /// <summary>An undo of something that never happened. Nothing was done, and it can never happen any more.</summary>
    NullCompensation,

    /// <summary>A forward call that came after its undo (a hanging call). Nothing was done.</summary>
    Late,

    /// <summary>The business said no. Nothing is kept, not even the barrier's rows.</summary>
    Refused,

    /// <summary>Too many calls wait for the database, or another call holds what this one needs. Nothing was done; the caller should try again.</summary>
    Busy,
}

/// <summary>The verdict, and the reason when it is <see cref="BarrierVerdict.Refused"/>.</summary>
public sealed record BarrierOutcome(BarrierVerdict Verdict, string? Reason = null)
{
    /// <summary>The outcome when the database has no room.</summary>
    public static readonly BarrierOutcome Busy = new(BarrierVerdict.Busy);
}

/// <summary>A business reason for which an operation cannot be done, now or later.</summary>
public sealed record Refusal(string Reason);
