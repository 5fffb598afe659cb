using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Cluster;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Transactions;
using OrleansSaga.Silo.Recovery;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>The worker that wakes what is due, over an index and grains that a test plays.</summary>
public sealed class DueWorkerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_GuardBehindAPageOfOurOwn_IsTakenOver()
    {
        var time = new ManualTimeProvider();
        var index = new Index();
        // What this process has just started is due before what a dead one had called with a long timeout.
        for (var i = 0; i < 500; i++)
            index.Add($"own-{i:000}", time.GetUtcNow().AddSeconds(1), time.GetUtcNow().AddSeconds(33), DueKind.Guard);
        index.Add("left", time.GetUtcNow().AddMinutes(-1), time.GetUtcNow().AddMinutes(10), DueKind.Guard);
        using var worker = Worker(index, time);

        await worker.StartAsync(Cancel);

        await index.WokenAsync("left", Cancel);
        await worker.StopAsync(Cancel);
        Assert.Equal(["left"], index.Woken);
    }

    [Fact]
    public async Task Wake_ThatDoesNotReturn_DoesNotHoldUpTheNextRound()
    {
        var time = new ManualTimeProvider();
        var index = new Index();
        index.Add("stuck", time.GetUtcNow().AddMinutes(-2), time.GetUtcNow(), DueKind.Wait);
        index.Hang("stuck", time);
        using var worker = Worker(index, time);
        await worker.StartAsync(Cancel);
        await index.WokenAsync("stuck", Cancel);

        index.Add("other", time.GetUtcNow().AddMinutes(-2), time.GetUtcNow(), DueKind.Wait);
        var other = index.WokenAsync("other", Cancel);
        // Time goes on only while the worker waits for it; a worker that is stuck lets "other" run into its own limit.
        while (!other.IsCompleted)
        {
            if (time.ArmedTimers > 0)
                time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await other;
        await worker.StopAsync(Cancel);
    }

    [Fact]
    public async Task Wake_ThatHangsEachTime_IsLeftAloneForEverLonger()
    {
        var time = new ManualTimeProvider();
        var start = time.GetUtcNow();
        var index = new Index();
        index.Add("stuck", start.AddMinutes(-2), start, DueKind.Wait);
        index.Hang("stuck", time);
        using var worker = Worker(index, time);
        await worker.StartAsync(Cancel);

        while (index.HungAt.Count < 5)
        {
            if (time.ArmedTimers > 0)
                time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        await worker.StopAsync(Cancel);
        // Each time it holds its round up for ten seconds; between them others have the worker for themselves for 1, 2, 4 and 8 s.
        Assert.Equal([0, 11, 23, 37, 55], index.HungAt.Select(at => (at - start).TotalSeconds));
    }

    [Fact]
    public async Task Wake_WhoseTurnFailsEachTime_IsTriedEverMoreRarelyAndHoldsUpNobody()
    {
        var time = new ManualTimeProvider();
        var start = time.GetUtcNow();
        var index = new Index();
        index.Add("bad", start.AddMinutes(-2), start, DueKind.Wait);
        index.Fail("bad", time);
        using var worker = Worker(index, time);
        await worker.StartAsync(Cancel);

        for (var round = 0; index.FailedAt.Count < 8; round++)
        {
            await IdleAsync();
            var good = $"good-{round}";
            index.Add(good, start.AddMinutes(-2), time.GetUtcNow(), DueKind.Wait);
            time.Advance(TimeSpan.FromMilliseconds(500));
            await IdleAsync();
            Assert.Contains(good, index.Woken);
        }

        await worker.StopAsync(Cancel);
        var failedAt = index.FailedAt.Select(at => (at - start).TotalSeconds);
        Assert.Equal([0, 1, 3, 7, 15, 31, 61, 91], failedAt);

        // The worker's only timer is its pause between two rounds.
        async Task IdleAsync()
        {
            while (time.ArmedTimers == 0)
                await Task.Yield();
        }
    }

    [Fact]
    public async Task TakeOver_AfterTheStart_WakesAllGuardsOfItsBucketsAndNoOthers()
    {
        var time = new ManualTimeProvider();
        var index = new Index();
        var owned = new Owned();
        using var worker = Worker(index, time, owned);
        await worker.StartAsync(Cancel);
        // Both were created since the start, at the silo that is gone.
        index.Add("lost", time.GetUtcNow().AddSeconds(1), time.GetUtcNow().AddSeconds(33), DueKind.Guard);
        index.Add("driven", time.GetUtcNow().AddSeconds(1), time.GetUtcNow().AddSeconds(33), DueKind.Guard);

        owned.TakeOver([Bucket.Of("lost")]);

        await index.WokenAsync("lost", Cancel);
        await worker.StopAsync(Cancel);
        Assert.Equal(["lost"], index.Woken);
    }

    [Fact]
    public async Task TakeOver_ThatFindsNoPlace_IsGoneThroughAgain()
    {
        var time = new ManualTimeProvider();
        var index = new Index();
        var owned = new Owned();
        index.Add("left", time.GetUtcNow().AddMinutes(-1), time.GetUtcNow().AddMinutes(10), DueKind.Guard);
        index.Refuse("left", times: 3);
        using var worker = Worker(index, time, owned);
        await worker.StartAsync(Cancel);

        owned.TakeOver(null);
        var woken = index.WokenAsync("left", Cancel);
        while (!woken.IsCompleted)
        {
            if (time.ArmedTimers > 1)
                time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        await woken;
        await worker.StopAsync(Cancel);
        Assert.Equal(TimeSpan.FromSeconds(3.5), time.GetUtcNow() - new ManualTimeProvider().GetUtcNow());
    }

    [Fact]
    public async Task TakeOver_ThatHangs_DoesNotHoldUpWhatIsDue()
    {
        var time = new ManualTimeProvider();
        var index = new Index();
        var owned = new Owned();
        index.Add("stuck", time.GetUtcNow().AddMinutes(-2), time.GetUtcNow().AddMinutes(10), DueKind.Guard);
        index.Hang("stuck", time);
        using var worker = Worker(index, time, owned);
        await worker.StartAsync(Cancel);
        owned.TakeOver(null);
        await index.WokenAsync("stuck", Cancel);

        index.Add("due", time.GetUtcNow().AddMinutes(-2), time.GetUtcNow(), DueKind.Wait);
        // The pause between two rounds, and the patience with "stuck".
        while (time.ArmedTimers < 2)
            await Task.Yield();
        time.Advance(TimeSpan.FromMilliseconds(500));

        await index.WokenAsync("due", Cancel);
        await worker.StopAsync(Cancel);
    }

    [Fact]
    public async Task Due_OfABucketThatAnotherOwns_IsLeftToIt()
    {
        var time = new ManualTimeProvider();
        var index = new Index();
        var owned = new Owned { Buckets = [Bucket.Of("mine"), Bucket.Of("moved")] };
        owned.Lost.Add("moved");
        foreach (var gid in new[] { "mine", "moved", "theirs" })
            index.Add(gid, time.GetUtcNow().AddMinutes(-2), time.GetUtcNow(), DueKind.Wait);
        using var worker = Worker(index, time, owned);

        await worker.StartAsync(Cancel);

        await index.WokenAsync("mine", Cancel);
        while (time.ArmedTimers == 0)
            await Task.Yield();
        await worker.StopAsync(Cancel);
        Assert.Equal(["mine"], index.Woken);
    }

    [Fact]
    public async Task Due_NothingIsOwned_AsksNobody()
    {
        var time = new ManualTimeProvider();
        var index = new Index();
        index.Add("theirs", time.GetUtcNow().AddMinutes(-2), time.GetUtcNow(), DueKind.Wait);
        using var worker = Worker(index, time, new Owned { Buckets = [] });

        await worker.StartAsync(Cancel);

        while (time.ArmedTimers == 0)
            await Task.Yield();
        await worker.StopAsync(Cancel);
        Assert.Equal((0, 0), (index.Queries, index.Woken.Count()));
    }

    [Fact]
    public async Task Worker_OneLoopMeetsABug_EndsWithIt()
    {
        var owned = new Owned();
        using var worker = Worker(new Index(), new ManualTimeProvider(), owned);
        await worker.StartAsync(Cancel);

        owned.Break(new InvalidOperationException("The test's ownership fails."));

        await Assert.ThrowsAsync<InvalidOperationException>(() => worker.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Cancel));
    }

    private static DueWorker Worker(Index index, TimeProvider time, IOwnership? ownership = null) =>
        new(index, index.Grains, new DrivingAdmission(new EngineOptions()), ownership ?? new SingleSilo(), time, NullLogger<DueWorker>.Instance);

    /// <summary>A silo of a cluster, whose buckets a test hands out.</summary>
    private sealed class Owned : IOwnership
    {
        private readonly Channel<IReadOnlyList<short>?> _takeOvers = Channel.CreateUnbounded<IReadOnlyList<short>?>();

        public IReadOnlyList<short>? Buckets { get; init; }

        /// <summary>What has moved to another silo since <see cref="Buckets"/> were read.</summary>
        public HashSet<string> Lost { get; } = [];

        public bool Owns(string gid) => !Lost.Contains(gid);

        public void TakeOver(IReadOnlyList<short>? buckets) => _takeOvers.Writer.TryWrite(buckets);

        public void Break(Exception failure) => _takeOvers.Writer.Complete(failure);

        public async ValueTask<IReadOnlyList<short>?> NextTakeOverAsync(CancellationToken cancellationToken)
        {
            try
            {
                return await _takeOvers.Reader.ReadAsync(cancellationToken);
            }
            catch (ChannelClosedException closed)
            {
                throw closed.InnerException!;
            }
        }
    }

    /// <summary>The due index, and the grains behind its rows: a grain that is woken is done.</summary>
    private sealed class Index : IJournal
    {
        private readonly Lock _lock = new();
        private readonly List<DueTransaction> _rows = [];
        private readonly ConcurrentDictionary<string, TaskCompletionSource> _woken = new();
        private readonly Dictionary<string, TimeProvider> _hanging = [];
        private readonly Dictionary<string, TimeProvider> _failing = [];
        private readonly ConcurrentDictionary<string, int> _refusing = new();
        private int _queries;

        public IGrainFactory Grains => GrainFactoryDouble.Of(gid => new Grain(this, gid));

        public IEnumerable<string> Woken => _woken.Where(pair => pair.Value.Task.IsCompleted).Select(pair => pair.Key);

        public void Add(string gid, DateTimeOffset createdAt, DateTimeOffset dueAt, DueKind kind)
        {
            lock (_lock)
                _rows.Add(new DueTransaction(gid, Guid.CreateVersion7(createdAt), 1, TransactionStatus.Submitted, dueAt, kind));
        }

        /// <summary>When a turn failed, oldest first.</summary>
        public ConcurrentQueue<DateTimeOffset> FailedAt { get; } = new();

        /// <summary>When a wake-up began to hang, oldest first.</summary>
        public ConcurrentQueue<DateTimeOffset> HungAt { get; } = new();

        public int Queries => _queries;

        public void Hang(string gid, TimeProvider time) => _hanging.Add(gid, time);

        public void Refuse(string gid, int times) => _refusing[gid] = times;

        public void Fail(string gid, TimeProvider time) => _failing.Add(gid, time);

        public Task WokenAsync(string gid, CancellationToken cancellationToken) => WokenSource(gid).Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, cancellationToken);

        public async Task<WakeOutcome> WakeAsync(string gid)
        {
            if (_refusing.AddOrUpdate(gid, -1, static (_, left) => left - 1) >= 0)
                return WakeOutcome.Busy;
            WokenSource(gid).TrySetResult();
            if (_failing.TryGetValue(gid, out var time))
            {
                FailedAt.Enqueue(time.GetUtcNow());
                throw new InvalidOperationException("The test's turn fails.");
            }

            if (_hanging.TryGetValue(gid, out var clock))
            {
                HungAt.Enqueue(clock.GetUtcNow());
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Cancel);
            }

            lock (_lock)
                _rows.RemoveAll(row => row.Gid == gid);
            return WakeOutcome.Driven;
        }

        public ValueTask<IReadOnlyList<DueTransaction>> DueAsync(DueQuery query, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _queries);
            lock (_lock)
            {
                return ValueTask.FromResult<IReadOnlyList<DueTransaction>>([.. _rows
                    .Where(row => query.Buckets is not { } buckets || buckets.Contains(Bucket.Of(row.Gid)))
                    .Where(row => (query.Kind is null || row.Kind == query.Kind) && (query.DueUntil is null || row.DueAt <= query.DueUntil))
                    .OrderBy(row => row.DueAt).ThenBy(row => row.Gid, StringComparer.Ordinal)
                    .Where(row => query.After is not { } after || (row.DueAt, row.Gid).CompareTo((after.DueAt, after.Gid)) > 0)
                    .Take(query.Limit)]);
            }
        }

        public ValueTask<JournalOutcome> WriteAsync(JournalWrite write, JournalLane lane, CancellationToken untilQueued) => throw new NotSupportedException();

        public ValueTask<StoredTransaction?> LoadAsync(string gid, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<StoredRecord>> HistoryAsync(Guid instance, int fromVersion, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<ListedTransaction>> ListAsync(TransactionFilter filter, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<DateTimeOffset> ReadTimeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        private TaskCompletionSource WokenSource(string gid) => _woken.GetOrAdd(gid, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    private sealed class Grain(Index index, string gid) : ITransactionGrain
    {
        public Task<WakeOutcome> Wake() => index.WakeAsync(gid);

        public Task<TransactionReply> Prepare(StartTransaction request) => throw new NotSupportedException();

        public Task<TransactionReply> Submit(StartTransaction request) => throw new NotSupportedException();

        public Task<TransactionReply> Register(RegisterBranch request) => throw new NotSupportedException();

        public Task<TransactionReply> Abort(AbortTransaction request) => throw new NotSupportedException();

        public Task<TransactionReply> ForceStop(OperatorRequest request) => throw new NotSupportedException();

        public Task<TransactionReply> Retry(RetryTransaction request) => throw new NotSupportedException();

        public Task<TransactionProgress> WaitNext(long afterVersion, long afterPass, TimeSpan timeout) => throw new NotSupportedException();

        public Task<TransactionReading> Get() => throw new NotSupportedException();

        public Task<bool> Report(BranchStamp stamp, BranchResult result) => throw new NotSupportedException();
    }
}
