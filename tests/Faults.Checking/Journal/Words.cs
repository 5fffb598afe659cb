namespace OrleansSaga.Faults.Checking.Journal;

/// <summary>Stored numbers of modes.</summary>
internal enum Mode
{
    Unknown = 0,
    Saga = 1,
    Tcc = 2,
    Xa = 3,
    Message = 4,
    Workflow = 5,
}

/// <summary>Stored numbers of statuses.</summary>
internal enum Status
{
    Unknown = 0,
    Prepared = 1,
    Submitted = 2,
    Aborting = 3,
    Succeed = 4,
    Failed = 5,
}

/// <summary>Stored numbers of branch ops.</summary>
internal enum Op
{
    Unknown = 0,
    Action = 1,
    Compensate = 2,
    Confirm = 3,
    Cancel = 4,
    Commit = 5,
    Rollback = 6,
    QueryPrepared = 7,
    Callback = 8,
}

/// <summary>Stored numbers of how an op of a branch, or a row of a workflow, ended.</summary>
internal enum OpStatus
{
    Unknown = 0,
    Prepared = 1,
    Succeed = 2,
    Failed = 3,
}

/// <summary>Words for numbers, and which op belongs where.</summary>
internal static class Words
{
    public static bool IsFinal(this Status status) => status is Status.Succeed or Status.Failed;

    public static string Name(this Mode mode) => mode switch
    {
        Mode.Message => "msg",
        _ => mode.ToString().ToLowerInvariant(),
    };

    public static string Name(this Status status) => status.ToString().ToLowerInvariant();

    public static string Name(this Op op) => op switch
    {
        Op.QueryPrepared => "msg",
        _ => op.ToString().ToLowerInvariant(),
    };

    public static Op Forward(this Mode mode) => mode switch
    {
        Mode.Tcc => Op.Confirm,
        Mode.Xa => Op.Commit,
        _ => Op.Action,
    };

    public static Op Backward(this Mode mode) => mode switch
    {
        Mode.Tcc => Op.Cancel,
        Mode.Xa => Op.Rollback,
        _ => Op.Compensate,
    };

    public static bool IsBackward(this Op op) => op is Op.Compensate or Op.Cancel or Op.Rollback;

    /// <summary>The op that may be at work in a status; unknown when none may.</summary>
    public static Op Current(this Status status, Mode mode) => (status, mode) switch
    {
        (Status.Submitted, not Mode.Workflow) => mode.Forward(),
        (Status.Aborting, Mode.Saga or Mode.Tcc or Mode.Xa) => mode.Backward(),
        (Status.Prepared, Mode.Message) => Op.QueryPrepared,
        (Status.Prepared, Mode.Workflow) => Op.Callback,
        _ => Op.Unknown,
    };

    /// <summary>Whether an op of a workflow's row, or of a bank's, undoes.</summary>
    public static bool IsReversal(string op) => op is "compensate" or "cancel" or "rollback";

    /// <summary>Whether an op of a bank makes final what was set aside.</summary>
    public static bool IsSettlement(string op) => op is "confirm" or "commit";

    public static bool IsForward(string op) => !IsReversal(op) && !IsSettlement(op);
}
