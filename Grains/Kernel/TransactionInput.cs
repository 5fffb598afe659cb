namespace OrleansSaga.Grains.Kernel;

/// <summary>What a transaction is asked or told: the closed family of inputs to Decide. Random values come in with them.</summary>
public abstract record TransactionInput
{
    private protected TransactionInput()
    {
    }
}

/// <summary>Submit; the definition is used only when the gid is new.</summary>
public sealed record SubmitInput(TransactionDefinition? Definition) : TransactionInput;

/// <summary>Prepare; the definition is used only when the gid is new.</summary>
public sealed record PrepareInput(TransactionDefinition? Definition) : TransactionInput;

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
