using Microsoft.Extensions.Logging.Abstractions;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Cluster;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Silo.Options;
using OrleansSaga.Silo.Recovery;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>Retention is work for one silo of a cluster, whichever owns bucket 0 at that time.</summary>
public sealed class RetentionWorkerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Round_WhileAnotherOwnsTheCommonWork_IsLeftOut()
    {
        var time = new ManualTimeProvider();
        var journal = new Rounds();
        var owned = new Owned { Buckets = [1, 7] };
        using var worker = new RetentionWorker(journal, owned, Microsoft.Extensions.Options.Options.Create(new RetentionOptions()), time, NullLogger<RetentionWorker>.Instance);
        await worker.StartAsync(Cancel);
        while (time.ArmedTimers == 0)
            await Task.Yield();
        Assert.False(journal.Begun.Task.IsCompleted);

        owned.Buckets = [0, 7];
        time.Advance(TimeSpan.FromHours(1));

        await journal.Begun.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Cancel);
        await worker.StopAsync(Cancel);
    }

    /// <summary>Whatever it was, another silo would meet it too: a worker that ends takes its silo with it, and then the next one.</summary>
    [Fact]
    public async Task Round_ThatFails_IsTriedAgainAtTheNextTurn()
    {
        var time = new ManualTimeProvider();
        var journal = new Rounds { Failure = new InvalidOperationException("a bug") };
        using var worker = new RetentionWorker(journal, new Owned(), Microsoft.Extensions.Options.Options.Create(new RetentionOptions()), time, NullLogger<RetentionWorker>.Instance);
        await worker.StartAsync(Cancel);
        await time.WhenPausedAsync(Cancel);
        Assert.False(journal.Begun.Task.IsCompleted);

        journal.Failure = null;
        time.Advance(TimeSpan.FromHours(1));

        await journal.Begun.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Cancel);
        await worker.StopAsync(Cancel);
    }

    private sealed class Owned : IOwnership
    {
        public IReadOnlyList<short>? Buckets { get; set; }

        public bool Owns(string gid) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<short>?> NextTakeOverAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class Rounds() : ForwardingJournal(null!), IJournalMaintenance
    {
        public Exception? Failure { get; set; }

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override ValueTask<JournalOutcome> WriteAsync(JournalWrite write, JournalLane lane, CancellationToken untilQueued) => throw new NotSupportedException();

        public ValueTask<RetentionProgress> RetireAsync(
            TransactionStatus status, DateTimeOffset finishedBefore, DateTimeOffset tombstoneUntil, Guid? after, int limit, CancellationToken cancellationToken)
        {
            if (Failure is { } failure)
                throw failure;
            Begun.TrySetResult();
            return ValueTask.FromResult(new RetentionProgress(0, null));
        }

        public ValueTask<int> DeleteTombstonesAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => ValueTask.FromResult(0);
    }
}
