namespace OrleansSaga.Grains.Kernel;

/// <summary>What a transaction is asked or told: the closed family of inputs to Decide. Random values come in with them.</summary>
public abstract record TransactionInput
{
    private protected TransactionInput()
    {
    }
}

/// <summary>Submit; the definition is used only when the gid is new.</summary>
public sealed record SubmitInput(TransactionDefinition? Definition) : TransactionInput
{
    /// <summary>Mode that the request names; null when it names none that is known.</summary>
    public TransactionMode? Mode { get; init; } = Definition?.Mode;

    /// <summary>custom_data.delay of this request, for a message whose prepare did not say one yet; 0 for none.</summary>
    public long DelaySeconds { get; init; } = Definition?.DelaySeconds ?? 0;

    /// <summary>How the workflow ended; null in other modes.</summary>
    public WorkflowEnd? End { get; init; }
}

/// <summary>How a workflow's client says that it ended (req_extra).</summary>
/// <param name="Status">Succeed or failed.</param>
/// <param name="RollbackReason">Why it failed; empty otherwise.</param>
/// <param name="Result">Its result, base64 text.</param>
public sealed record WorkflowEnd(TransactionStatus Status, string RollbackReason, string Result);

/// <summary>registerBranch of TCC or XA.</summary>
/// <param name="Mode">Mode that the request names.</param>
/// <param name="Branch">The branch.</param>
/// <param name="MostBranches">How many branches the transaction may have.</param>
/// <param name="MostBytes">How many bytes the payloads of all its branches may have together.</param>
public sealed record RegisterInput(TransactionMode Mode, StepDefinition Branch, int MostBranches, long MostBytes) : TransactionInput;

/// <summary>registerBranch of a workflow.</summary>
/// <param name="Progress">The row.</param>
/// <param name="MostRows">How many rows a workflow may have.</param>
/// <param name="MostBytes">How many bytes the data of all its rows may have together.</param>
/// <param name="Jitter">Random, 0 (included) to 1.</param>
public sealed record ProgressInput(WorkflowProgress Progress, int MostRows, long MostBytes, double Jitter) : TransactionInput;

/// <summary>Prepare; the definition is used only when the gid is new.</summary>
public sealed record PrepareInput(TransactionDefinition? Definition) : TransactionInput
{
    /// <summary>Mode that the request names; null when it names none that is known.</summary>
    public TransactionMode? Mode { get; init; } = Definition?.Mode;
}

/// <summary>Abort.</summary>
public sealed record AbortInput(string TransType, string Reason) : TransactionInput;

/// <summary>An operator ends the transaction as failed.</summary>
public sealed record ForceStopInput : TransactionInput;

/// <summary>An operator, or a reset of the cron time, wants waiting retries made now; with <paramref name="Unpark"/> parked branches too.</summary>
public sealed record RetryInput(bool Unpark) : TransactionInput;

/// <summary>A branch call ended.</summary>
/// <param name="Stamp">Which call.</param>
/// <param name="Result">How.</param>
/// <param name="Jitter">Random, 0 (included) to 1.</param>
public sealed record ReportInput(BranchStamp Stamp, BranchResult Result, double Jitter) : TransactionInput;

/// <summary>Time has passed, or the activation was just loaded.</summary>
public sealed record TickInput : TransactionInput;
