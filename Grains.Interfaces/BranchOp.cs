namespace OrleansSaga.Grains;

/// <summary>What is called on a branch (protocol 3.1). The numbers are stored.</summary>
public enum BranchOp
{
    /// <summary>Forward step of a saga or message.</summary>
    Action = 1,

    /// <summary>Undoes a saga step.</summary>
    Compensate = 2,

    /// <summary>Makes a try of TCC final.</summary>
    Confirm = 3,

    /// <summary>Takes a try of TCC back.</summary>
    Cancel = 4,

    /// <summary>Second phase of XA, forward.</summary>
    Commit = 5,

    /// <summary>Second phase of XA, back.</summary>
    Rollback = 6,

    /// <summary>Asks a message's sender whether its local transaction has committed (wire name <c>msg</c>).</summary>
    QueryPrepared = 7,

    /// <summary>Asks a workflow's client to run it again; its wire name is that of the workflow.</summary>
    Callback = 8,
}
