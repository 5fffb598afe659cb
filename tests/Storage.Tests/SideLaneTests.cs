using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;
using OrleansSaga.Storage.KeyValues;

namespace OrleansSaga.Storage.Tests;

/// <summary>A side lane that a bug has ended: nobody may wait for it for ever.</summary>
public sealed class SideLaneTests : IMeterFactory
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_InALaneThatDies_OrThatComesLater_IsUnavailable()
    {
        var options = new StorageOptions();
        var health = new JournalHealth();
        using var instruments = new StorageInstruments(this, "test", () => 0);
        using var context = new CommitContext
        {
            Options = options,
            StoreName = "test",
            Time = new NoTimers(),
            Logger = NullLogger.Instance,
            Instruments = instruments,
            Statistics = new JournalStatistics(),
            Health = health,
        };
        health.Opened();
        using var lane = new SideLane(1, new AlwaysLocked(), context);
        var queue = new WriteQueue(new LaneLimits(options.QueueCapacity), instruments, TimeProvider.System, TimeSpan.Zero);

        var (first, hung) = (Enqueue(), Take());
        lane.Add(hung);
        Assert.Equal(JournalOutcome.Unavailable, await first);
        await Assert.ThrowsAsync<NotSupportedException>(() => lane.Ended);

        var (later, taken) = (Enqueue(), Take());
        lane.Add(taken);
        Assert.Equal(JournalOutcome.Unavailable, await later);
        Assert.False(health.Ready);

        Task<JournalOutcome> Enqueue() => queue.Enqueue(Writes.Create(), JournalLane.Driving).AsTask().WaitAsync(Token);

        List<PendingWrite> Take()
        {
            List<PendingWrite> batch = [];
            Assert.True(queue.Take(batch, 10, 1_000_000, out _));
            return batch;
        }
    }

    /// <summary>A round that a bug has ended in its middle is released whole, with what it had released before.</summary>
    [Fact]
    public void Write_ReleasedTwice_LetsItsFollowerGoOnce()
    {
        using var instruments = new StorageInstruments(this, "test", () => 0);
        var queue = new WriteQueue(new LaneLimits(100), instruments, TimeProvider.System, TimeSpan.Zero);
        var first = Writes.Create();
        List<PendingWrite> batch = [], next = [];
        var created = queue.Enqueue(first, JournalLane.Driving).AsTask();
        Assert.True(queue.Take(batch, 10, 1_000_000, out _));
        var appended = queue.Enqueue(Writes.Append(first, 1), JournalLane.Driving).AsTask();

        queue.Release([batch[0]]);
        queue.Release([batch[0]]);

        Assert.True(queue.Take(next, 10, 1_000_000, out _));
        Assert.IsType<AppendWrite>(Assert.Single(next).Write);
        Assert.False(created.IsCompleted || appended.IsCompleted);
    }

    public Meter Create(MeterOptions options) => new(options);

    public void Dispose()
    {
    }

    /// <summary>Stands for the bug: the lane's pause between two rounds throws.</summary>
    private sealed class NoTimers : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();
    }

    private sealed class AlwaysLocked : IStoreWriter
    {
        public void Commit(ReadOnlySpan<JournalWrite> writes, Span<WriteResult> results) => results.Fill(WriteResult.Locked);

        public void Probe()
        {
        }

        public RetentionProgress Retire(TransactionStatus status, DateTimeOffset finishedBefore, DateTimeOffset tombstoneUntil, Guid? after, int limit) => throw new NotSupportedException();

        public int DeleteTombstones(DateTimeOffset now, int limit) => throw new NotSupportedException();

        public bool ChangeEntry(KeyValueChange change) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
