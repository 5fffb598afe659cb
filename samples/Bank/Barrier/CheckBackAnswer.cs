namespace OrleansSaga.Samples.Bank;

/// <summary>What became of the local transaction of a two-phase message.</summary>
public enum CheckBackAnswer
{
    /// <summary>It was committed: the message shall be delivered.</summary>
    Committed,

    /// <summary>It was not committed and never will be: the message shall be dropped.</summary>
    RolledBack,

    /// <summary>It cannot be said now, for example because it is still running; ask again.</summary>
    Busy,
}
