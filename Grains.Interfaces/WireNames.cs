namespace OrleansSaga.Grains;

/// <summary>Wire names of modes, statuses and ops (protocol sections 1.3, 3.1 and 4).</summary>
public static class WireNames
{
    /// <summary>The wire name of a mode.</summary>
    public static string Of(TransactionMode mode) => mode switch
    {
        TransactionMode.Saga => "saga",
        TransactionMode.Tcc => "tcc",
        TransactionMode.Xa => "xa",
        TransactionMode.Message => "msg",
        TransactionMode.Workflow => "workflow",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Not a transaction mode."),
    };

    /// <summary>The wire name of a status.</summary>
    public static string Of(TransactionStatus status) => status switch
    {
        TransactionStatus.Prepared => "prepared",
        TransactionStatus.Submitted => "submitted",
        TransactionStatus.Aborting => "aborting",
        TransactionStatus.Succeed => "succeed",
        TransactionStatus.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a transaction status."),
    };

    /// <summary>The wire name of an op. A workflow callback goes out under the name of its workflow instead (<see cref="BranchCall.OpName"/>).</summary>
    public static string Of(BranchOp op) => op switch
    {
        BranchOp.Action => "action",
        BranchOp.Compensate => "compensate",
        BranchOp.Confirm => "confirm",
        BranchOp.Cancel => "cancel",
        BranchOp.Commit => "commit",
        BranchOp.Rollback => "rollback",
        BranchOp.QueryPrepared => "msg",
        BranchOp.Callback => "callback",
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "Not a branch op."),
    };

    /// <summary>The mode of a wire name; null when there is none of that name.</summary>
    public static TransactionMode? Mode(string name) => name switch
    {
        "saga" => TransactionMode.Saga,
        "tcc" => TransactionMode.Tcc,
        "xa" => TransactionMode.Xa,
        "msg" => TransactionMode.Message,
        "workflow" => TransactionMode.Workflow,
        _ => null,
    };

    /// <summary>The status of a wire name; null when there is none of that name.</summary>
    public static TransactionStatus? Status(string name) => name switch
    {
        "prepared" => TransactionStatus.Prepared,
        "submitted" => TransactionStatus.Submitted,
        "aborting" => TransactionStatus.Aborting,
        "succeed" => TransactionStatus.Succeed,
        "failed" => TransactionStatus.Failed,
        _ => null,
    };
}
