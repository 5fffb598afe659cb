using Microsoft.Extensions.Logging;

namespace OrleansSaga.Grains.Branches;

/// <summary>Makes one branch call at a time and reports its result until the transaction has decided it.</summary>
[PreferLocalPlacement]
public sealed partial class BranchGrain(IBranchCaller caller, TimeProvider time, ILogger<BranchGrain> logger) : Grain, IBranchGrain
{
    /// <summary>How often a result is reported before it is left to the transaction's watchdog.</summary>
    private const int MostReports = 8;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    /// <summary>How long an activation outlives the longest end of its call.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    private BranchStamp? _current;

    /// <inheritdoc/>
    public Task Start(BranchCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Stamp == _current)
            return Task.CompletedTask;
        _current = call.Stamp;
        DelayDeactivation(TimeSpan.FromSeconds(call.TimeoutSeconds) + Margin);
        // Not awaited: the caller's turn must not wait for a participant. Every end is reported.
        _ = CallAndReport(call);
        return Task.CompletedTask;
    }

    private async Task CallAndReport(BranchCall call)
    {
        try
        {
            await Report(call, await Call(call));
        }
        catch (Exception exception)
        {
            // A silo that stops, or a bug: the transaction's watchdog or the next owner calls again.
            LogLost(logger, exception, call.Stamp.Gid, call.BranchId);
        }
        finally
        {
            if (_current == call.Stamp)
            {
                _current = null;
                DeactivateOnIdle();
            }
        }
    }

    /// <summary>What a caller throws is a bug, and counts as an attempt that failed: otherwise it would be repeated for ever, outside of all limits.</summary>
    private async Task<BranchResult> Call(BranchCall call)
    {
        try
        {
            return await caller.CallAsync(call, CancellationToken.None);
        }
        catch (Exception bug) when (bug is not (ObjectDisposedException or OperationCanceledException))
        {
            LogCallerFailed(logger, bug, call.Stamp.Gid, call.BranchId);
            return new BranchResult(BranchOutcome.Error, 0, "the call could not be made; the server's log says why", time.GetUtcNow(), 0);
        }
    }

    private async Task Report(BranchCall call, BranchResult result)
    {
        var transaction = GrainFactory.GetGrain<ITransactionGrain>(call.Stamp.Gid);
        var pause = FirstPause;
        for (var i = 1; !await TryReport(transaction, call.Stamp, result); i++)
        {
            if (i == MostReports)
            {
                LogGivenUp(logger, call.Stamp.Gid, call.BranchId, MostReports);
                return;
            }

            await Task.Delay(pause, time);
            pause *= 2;
        }
    }

    private static async Task<bool> TryReport(ITransactionGrain transaction, BranchStamp stamp, BranchResult result)
    {
        try
        {
            return await transaction.Report(stamp, result);
        }
        catch (Exception exception) when (exception is LimitExceededException or SiloUnavailableException)
        {
            // No place for the transaction now, or its silo was lost: not a reason to forget what a participant has said.
            return false;
        }
    }

    [LoggerMessage(5103, LogLevel.Error, "Branch {BranchId} of transaction {Gid} could not be called; this counts as a failed attempt")]
    private static partial void LogCallerFailed(ILogger logger, Exception exception, string gid, string branchId);

    [LoggerMessage(5102, LogLevel.Warning, "The result of branch {BranchId} of transaction {Gid} was reported {Reports} times and not decided; it will be called again")]
    private static partial void LogGivenUp(ILogger logger, string gid, string branchId, int reports);

    [LoggerMessage(5101, LogLevel.Error, "The result of branch {BranchId} of transaction {Gid} was lost; it will be called again")]
    private static partial void LogLost(ILogger logger, Exception exception, string gid, string branchId);
}
