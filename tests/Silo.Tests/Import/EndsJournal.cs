using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Silo.Tests.Engine;

namespace OrleansSaga.Silo.Tests.Import;

/// <summary>A journal that tells when a transaction's end is stored.</summary>
internal sealed class EndsJournal(IJournal inner) : ForwardingJournal(inner)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly IJournal _inner = inner;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<TransactionStatus>> _ends = new();

    public static void AddTo(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<IJournal>(provider => new EndsJournal((IJournal)provider.GetRequiredService<IJournalMaintenance>()));

    /// <summary>How a transaction ended, once it has.</summary>
    public async Task<TransactionStatus> EndOfAsync(string gid, CancellationToken cancellationToken)
    {
        try
        {
            return await Of(gid).Task.WaitAsync(LongestWait, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{gid} has not ended.", late);
        }
    }

    public override async ValueTask<JournalOutcome> WriteAsync(JournalWrite write, JournalLane lane, CancellationToken untilQueued)
    {
        var outcome = await _inner.WriteAsync(write, lane, untilQueued);
        if (outcome == JournalOutcome.Ok && write is AppendWrite { Hot.Status: TransactionStatus.Succeed or TransactionStatus.Failed } end)
            Of(write.Gid).TrySetResult(end.Hot.Status);
        return outcome;
    }

    private TaskCompletionSource<TransactionStatus> Of(string gid) => _ends.GetOrAdd(gid, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
