using System.Collections.Immutable;

namespace OrleansSaga.Grains.Kernel;

/// <summary>What a transaction was created with. Only <see cref="Steps"/> may grow: by the branches that a TCC or XA client registers.</summary>
/// <param name="Gid">Global transaction id.</param>
/// <param name="Instance">Life of the gid.</param>
/// <param name="Mode">How it is driven.</param>
/// <param name="Protocol">http, grpc or json-rpc.</param>
/// <param name="CreatedAt">Creation time; timeouts count from it.</param>
/// <param name="Options">The options as sent.</param>
/// <param name="Defaults">The server's defaults that applied at creation.</param>
/// <param name="Steps">Branches in order: the steps of a saga or message, the registered branches of TCC and XA; none in a workflow.</param>
/// <param name="Concurrent">Steps wait only for those named in their orders, not for the one before.</param>
/// <param name="CustomData">custom_data as sent.</param>
/// <param name="QueryPrepared">query_prepared as sent.</param>
/// <param name="Tags">Searchable tags.</param>
/// <param name="TraceParent">W3C trace context of the request that created it, or null.</param>
public sealed record TransactionDefinition(
    string Gid,
    Guid Instance,
    TransactionMode Mode,
    string Protocol,
    DateTimeOffset CreatedAt,
    StartOptions Options,
    ResolvedDefaults Defaults,
    ImmutableArray<StepDefinition> Steps,
    bool Concurrent,
    string CustomData,
    string QueryPrepared,
    IReadOnlyDictionary<string, string> Tags,
    string? TraceParent)
{
    /// <summary>Tenant; empty until tenants exist.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>Name of the definition that the transaction is an instance of; empty when its client gave none.</summary>
    public string DefinitionName { get; init; } = "";

    /// <summary>Version of that definition; empty when its client gave none.</summary>
    public string DefinitionVersion { get; init; } = "";

    /// <summary>How many seconds after its submit a message is held back (custom_data.delay); 0 for none.</summary>
    public long DelaySeconds { get; init; }

    /// <summary>Name of the workflow: the op of its callback. Empty in other modes.</summary>
    public string WorkflowName { get; init; } = "";

    /// <summary>Body of the workflow's callback (custom_data.data decoded). Empty in other modes.</summary>
    public ReadOnlyMemory<byte> WorkflowData { get; init; }

    /// <summary>
    /// Until when a prepared transaction is left to its client (protocol section 5): then TCC and XA roll back, a message's sender is
    /// asked for its local transaction, and a workflow's client to run it again. Null: for ever.
    /// </summary>
    public DateTimeOffset? PreparedUntil => Mode switch
    {
        TransactionMode.Tcc or TransactionMode.Xa or TransactionMode.Message => CreatedAt.AddSeconds(PreparedSeconds),
        TransactionMode.Workflow when QueryPrepared.Length > 0 => CreatedAt.AddSeconds(RetryBaseSeconds),
        _ => null,
    };

    /// <summary>How long a TCC, XA or message transaction may stay prepared.</summary>
    public long PreparedSeconds => Options.TimeoutToFailSeconds > 0 ? Options.TimeoutToFailSeconds : Defaults.TimeoutToFailSeconds;

    /// <summary>When a submitted saga times out, or null (protocol section 5).</summary>
    public DateTimeOffset? TimeoutAt => Mode == TransactionMode.Saga && Options.TimeoutToFailSeconds > 0 ? CreatedAt.AddSeconds(Options.TimeoutToFailSeconds) : null;

    /// <summary>Base retry interval in seconds (protocol section 5, first row).</summary>
    public long RetryBaseSeconds => BaseSeconds(Options.RetryIntervalSeconds, Options.TimeoutToFailSeconds, Defaults.RetryBaseSeconds);

    /// <summary>The base retry interval in seconds of these options (0: not set): retry_interval, else a shorter timeout_to_fail, else the server's.</summary>
    public static long BaseSeconds(long retryInterval, long timeoutToFail, long serverDefault) =>
        retryInterval > 0 ? retryInterval
        : timeoutToFail > 0 && timeoutToFail < serverDefault ? timeoutToFail
        : serverDefault;

    /// <summary>Longest time for a call of branch <paramref name="step"/> (-1: check-back or callback), in seconds.</summary>
    public long RequestTimeoutSeconds(int step) =>
        (step < 0 ? null : Steps[step].Policy.RequestTimeoutSeconds)
        ?? (Options.RequestTimeoutSeconds > 0 ? Options.RequestTimeoutSeconds : Defaults.RequestTimeoutSeconds);

    /// <summary>URL of an op of branch <paramref name="step"/>; for -1 that of the check-back or callback. Empty: nothing to call.</summary>
    public string UrlOf(int step, BranchOp op) =>
        step < 0 ? QueryPrepared : op.IsBackward() ? Steps[step].Compensate : Steps[step].Action;

    /// <summary>Body of every call of branch <paramref name="step"/>; for -1 that of the callback.</summary>
    public ReadOnlyMemory<byte> PayloadOf(int step) => step < 0 ? WorkflowData : Steps[step].Payload;

    /// <summary>Wire branch id of a 0-based branch number: as registered, else 01, 02, ...; 00 for -1 (protocol 3.1).</summary>
    public string BranchId(int step) =>
        step >= 0 && Steps[step].BranchId is { Length: > 0 } id ? id : NumberedBranchId(step);

    /// <summary>Wire branch id of a branch that nobody has named: its 1-based number in two digits or more.</summary>
    public static string NumberedBranchId(int step) => (step + 1).ToString("00", System.Globalization.CultureInfo.InvariantCulture);
}
