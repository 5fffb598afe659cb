namespace OrleansSaga.Grains.Journal;

/// <summary>What became of one journal write.</summary>
public enum JournalOutcome
{
    /// <summary>The write is durable (or, for a check, the fence holds).</summary>
    Ok = 1,

    /// <summary>The fence refused it: another instance or version is stored. Nothing changed.</summary>
    Conflict = 2,

    /// <summary>The store did not answer in time, or the journal is closed. The write may or may not be durable: drop what is in memory and load again.</summary>
    Unavailable = 3,

    /// <summary>The lane is full: nothing was tried.</summary>
    Overloaded = 4,

    /// <summary>The store refused this very record (data error). Nothing changed, and trying again will not help.</summary>
    Rejected = 5,
}
