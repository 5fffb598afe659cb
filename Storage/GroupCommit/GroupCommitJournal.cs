using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.KeyValues;

namespace OrleansSaga.Storage.GroupCommit;

/// <summary>The journal over any store: gathers writes into batches, and answers each by itself.</summary>
internal sealed class GroupCommitJournal : IJournal, IJournalMaintenance, IAsyncDisposable
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan IdleProbe = TimeSpan.FromSeconds(5);

    /// <summary>Most rows of the due index in one read.</summary>
    private const int MostDue = 10_000;

    /// <summary>Most rows of the listing in one read: two of the fronts' largest page.</summary>
    private const int MostListed = 1_000;

    /// <summary>A writer that hangs in its database for longer is left to its thread.</summary>
    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(5);

    private readonly IJournalStore _store;
    private readonly CommitContext _context;
    private readonly LaneLimits _limits;
    private readonly CommitLoop[] _loops;
    private readonly SideLane _side;
    private readonly IStoreWriter? _maintenance;
    private readonly SemaphoreSlim _maintenanceTurn = new(1);
    private ITimer? _timer;
    private volatile bool _open;
    private bool _disposed;

    public GroupCommitJournal(
        IJournalStore store,
        StorageOptions options,
        TimeProvider time,
        IMeterFactory meters,
        ILogger<GroupCommitJournal> logger,
        JournalHealth health,
        JournalStatistics statistics)
    {
        _store = store;
        _limits = new LaneLimits(options.QueueCapacity);
        _context = new CommitContext
        {
            Options = options,
            StoreName = store.Name,
            Time = time,
            Logger = logger,
            Instruments = new StorageInstruments(meters, store.Name, () => _limits.Pending),
            Statistics = statistics,
            Health = health,
        };
        var writers = store.SingleWriter ? 1 : options.Writers == 0 ? Math.Clamp(Environment.ProcessorCount / 4, 1, 4) : options.Writers;
        _side = new SideLane(writers, store.CreateWriter(writers), _context);
        _loops = new CommitLoop[writers];
        for (var i = 0; i < writers; i++)
            _loops[i] = new CommitLoop(i, store.CreateWriter(i), new WriteQueue(_limits, _context.Instruments, time, _context.Options.GatherTime), _context, _side.Add);
        _maintenance = store.SingleWriter ? null : store.CreateWriter(writers + 1);
    }

    /// <summary>Opens the store and starts the writers.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be reached; try again.</exception>
    /// <exception cref="StorageConfigurationException">The store must not be used as it is.</exception>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        await _store.OpenAsync(cancellationToken).ConfigureAwait(false);
        foreach (var loop in _loops)
            loop.Start();
        _timer = _context.Time.CreateTimer(Tick, null, TickInterval, TickInterval);
        _open = true;
        _context.Health.Opened();
        StorageLog.Opened(_context.Logger, _store.Name, _loops.Length, _store.Location);
    }

    public ValueTask<JournalOutcome> WriteAsync(JournalWrite write, JournalLane lane, CancellationToken untilQueued)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (untilQueued.IsCancellationRequested)
            return ValueTask.FromCanceled<JournalOutcome>(untilQueued);
        if (!_open)
            return ValueTask.FromResult(JournalOutcome.Unavailable);
        var loop = _loops.Length == 1 ? _loops[0] : _loops[Bucket.Of(write.Gid) % _loops.Length];
        return loop.Queue.Enqueue(write, lane);
    }

    public ValueTask<StoredTransaction?> LoadAsync(string gid, CancellationToken cancellationToken) => _store.LoadAsync(gid, cancellationToken);

    public ValueTask<IReadOnlyList<StoredRecord>> HistoryAsync(Guid instance, int fromVersion, int limit, CancellationToken cancellationToken) =>
        _store.HistoryAsync(instance, fromVersion, limit, cancellationToken);

    public ValueTask<IReadOnlyList<DueTransaction>> DueAsync(DueQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, MostDue);
        return _store.DueAsync(query, cancellationToken);
    }

    public ValueTask<IReadOnlyList<ListedTransaction>> ListAsync(TransactionFilter filter, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(filter.Limit, MostListed);
        return _store.ListAsync(filter, cancellationToken);
    }

    public ValueTask<DateTimeOffset> ReadTimeAsync(CancellationToken cancellationToken) => _store.ReadTimeAsync(cancellationToken);

    public async ValueTask<RetentionProgress> RetireAsync(TransactionStatus status, DateTimeOffset finishedBefore, DateTimeOffset tombstoneUntil, Guid? after, int limit, CancellationToken cancellationToken) =>
        await MaintainAsync(writer => writer.Retire(status, finishedBefore, tombstoneUntil, after, limit), cancellationToken).ConfigureAwait(false);

    public async ValueTask<int> DeleteTombstonesAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        await MaintainAsync(writer => writer.DeleteTombstones(now, limit), cancellationToken).ConfigureAwait(false);

    public ValueTask<KeyValueEntry?> GetEntryAsync(string category, string key, CancellationToken cancellationToken) =>
        _open ? _store.GetEntryAsync(category, key, cancellationToken) : throw WriterWork.Closed();

    public ValueTask<IReadOnlyList<KeyValueEntry>> ScanEntriesAsync(string category, long afterId, int limit, CancellationToken cancellationToken) =>
        _open ? _store.ScanEntriesAsync(category, afterId, limit, cancellationToken) : throw WriterWork.Closed();

    public Task<bool> ChangeEntryAsync(KeyValueChange change) => MaintainAsync(writer => writer.ChangeEntry(change), CancellationToken.None);

    /// <summary>Refuses new writes, commits those that are queued, and stops; what is left when the token fires ends as unavailable.</summary>
    public async ValueTask StopAsync(CancellationToken cancellationToken)
    {
        if (!_open)
            return;
        _open = false;
        _context.Health.Closed();
        foreach (var loop in _loops)
            loop.Queue.Close();
        try
        {
            await Task.WhenAll(_loops.Select(loop => loop.Ended)).WaitAsync(cancellationToken).ConfigureAwait(false);
            _side.Close();
            await _side.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            StorageLog.GivenUp(_context.Logger, _store.Name, _limits.Pending);
        }

        _context.Abandon();
        foreach (var loop in _loops)
            loop.Queue.Abandon();
        if (_timer is not null)
            await _timer.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        var wasOpen = _open || _timer is not null;
        await StopAsync(new CancellationToken(true)).ConfigureAwait(false);
        _side.Close();
        if (wasOpen)
            await Task.WhenAll([.. _loops.Select(loop => loop.Ended), _side.Ended]).WaitAsync(LongestClose, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var loop in _loops)
            loop.Dispose();
        _side.Dispose();
        _maintenance?.Dispose();
        _maintenanceTurn.Dispose();
        _context.Instruments.Dispose();
        _context.Dispose();
        await _store.DisposeAsync().ConfigureAwait(false);
    }

    private void Tick(object? state)
    {
        foreach (var loop in _loops)
            loop.Tick(IdleProbe);
    }

    private async Task<T> MaintainAsync<T>(Func<IStoreWriter, T> work, CancellationToken cancellationToken)
    {
        if (!_open)
            throw WriterWork.Closed();
        if (_maintenance is null)
            return await _loops[0].Invoke(work).ConfigureAwait(false);
        await _maintenanceTurn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
            new Thread(() => WriterWork.Run(_maintenance, work, done)) { IsBackground = true, Name = "journal maintenance" }.Start();
            return await done.Task.ConfigureAwait(false);
        }
        finally
        {
            _maintenanceTurn.Release();
        }
    }
}
