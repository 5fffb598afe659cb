using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Application;

/// <summary>When a client waits for the pass that it started (wait_result, protocol 1.5), and the wait itself; for every front.</summary>
public static class PassWait
{
    /// <summary>Whether a submit that was taken waits. How a workflow ends is for its client to say, so that there is no pass to wait for.</summary>
    public static bool IsWantedBySubmit(StartTransaction request, TransactionReply reply)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Options.WaitResult && reply is { Code: ReplyCode.Ok, Status: not TransactionStatus.Succeed, Mode: not TransactionMode.Workflow };
    }

    /// <summary>Whether an abort that was taken waits: that was said when the transaction was prepared.</summary>
    public static bool IsWantedByAbort(TransactionReply reply) =>
        reply is { Code: ReplyCode.Ok, WaitResult: true, Status: TransactionStatus.Aborting };

    /// <summary>How far it came; null when nobody could say in time. It is stored, and goes on.</summary>
    public static async Task<TransactionProgress?> ForAsync(
        TransactionService transactions, string gid, TransactionReply started, StartOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transactions);
        try
        {
            return await transactions.WaitForPassAsync(gid, started, options, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
