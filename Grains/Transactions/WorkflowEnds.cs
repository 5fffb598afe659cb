using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Transactions;

/// <summary>Reads how a workflow ended from req_extra (protocol 1.3).</summary>
internal static class WorkflowEnds
{
    /// <summary>The end; null when none is told, or one that is neither succeed nor failed.</summary>
    public static WorkflowEnd? Read(IReadOnlyDictionary<string, string>? reqExtra)
    {
        if (reqExtra is null || WireNames.Status(reqExtra.GetValueOrDefault("status", "")) is not { } status || status is not (TransactionStatus.Succeed or TransactionStatus.Failed))
            return null;
        return new WorkflowEnd(status, reqExtra.GetValueOrDefault("rollback_reason", ""), reqExtra.GetValueOrDefault("result", ""));
    }
}
