using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Transactions;

/// <summary>Finds the failed calls of a decision (protocol 7.2): of a branch, not of a check-back or callback; failed, not "ongoing".</summary>
internal static class RetryAlerts
{
    /// <summary>Tells <paramref name="alerts"/> of each.</summary>
    public static void Raise(IBranchAlerts alerts, Decision decision)
    {
        foreach (var happened in decision.Events)
        {
            if (happened is not RetryScheduled { Step: >= 0, Outcome: BranchOutcome.Error } retry)
                continue;
            var state = decision.State!;
            alerts.OnRetry(new BranchAlert(
                state.Definition.Gid, state.Status, state.Definition.UrlOf(retry.Step, retry.Op), retry.Attempt.Excerpt, state.Steps[retry.Step].Errors));
        }
    }
}
