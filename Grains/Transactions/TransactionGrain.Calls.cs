using Microsoft.Extensions.Logging;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Transactions;

/// <summary>Branch calls: started once what they follow from is durable, and not waited for.</summary>
public sealed partial class TransactionGrain
{
    private void Run(IReadOnlyList<CallInFlight> calls)
    {
        if (calls.Count == 0)
            return;
        var definition = _transaction.State!.Definition;
        foreach (var call in calls)
        {
            var stamp = new BranchStamp(_gid, definition.Instance, call.Step, call.Op, call.Attempt, _transaction.Drive.Epoch);
            _ = StartBranch(new BranchCall(
                stamp, definition.Mode, definition.Protocol, definition.UrlOf(call.Step, call.Op), definition.BranchId(call.Step), definition.PayloadOf(call.Step),
                definition.Options.BranchHeaders, call.TimeoutSeconds, definition.TraceParent)
            {
                OpName = call.Op == BranchOp.Callback ? definition.WorkflowName : "",
            });
        }
    }

    private async Task StartBranch(BranchCall call)
    {
        try
        {
            await GrainFactory.GetGrain<IBranchGrain>(BranchKey.Of(call.Stamp)).Start(call);
        }
        catch (Exception failed)
        {
            // Nobody awaits this. The watchdog starts it again.
            LogNotStarted(logger, failed, _gid, call.BranchId);
        }
    }

    [LoggerMessage(5004, LogLevel.Warning, "Branch {BranchId} of transaction {Gid} could not be started now")]
    private static partial void LogNotStarted(ILogger logger, Exception exception, string gid, string branchId);
}
