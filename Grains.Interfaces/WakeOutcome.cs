namespace OrleansSaga.Grains;

/// <summary>What a wake-up found.</summary>
public enum WakeOutcome
{
    /// <summary>Calls are in flight now, or the transaction waits in memory for a short time.</summary>
    Driven = 1,

    /// <summary>Nothing to do now; the due index knows when to come again.</summary>
    Idle = 2,

    /// <summary>It could not be done now (admission, store): come again.</summary>
    Busy = 3,

    /// <summary>There is no such transaction, or it is finished.</summary>
    Gone = 4,
}
