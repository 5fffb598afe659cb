using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Transactions;

/// <summary>Where a call goes, and with what.</summary>
internal static class CallTarget
{
    /// <summary>URL and body of a call.</summary>
    public static (string Url, ReadOnlyMemory<byte> Payload) Of(TransactionDefinition definition, CallInFlight call)
    {
        if (call.Step < 0)
            return (definition.QueryPrepared, definition.WorkflowData);
        var branch = definition.Steps[call.Step];
        return (call.Op.IsBackward() ? branch.Compensate : branch.Action, branch.Payload);
    }
}
