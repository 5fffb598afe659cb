namespace OrleansSaga.Storage.GroupCommit;

/// <summary>
/// Writes whose rows somebody else holds: they are sent again here, on a connection of their own, until they are
/// decided. Each creation goes alone, because it may wait for its lock; the rest never waits and goes together.
/// </summary>
internal sealed class SideLane : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private readonly object _lock = new();
    private readonly CommitContext _context;
    private readonly IStoreWriter _writer;
    private readonly BatchCommitter _committer;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _number;
    private readonly List<PendingWrite> _arrived = [];
    private List<PendingWrite> _round = [];
    private List<PendingWrite> _again = [];
    private bool _started;
    private bool _closed;
    private bool _dead;

    public SideLane(int number, IStoreWriter writer, CommitContext context)
    {
        _number = number;
        _writer = writer;
        _context = context;
        _committer = new BatchCommitter(number, writer, context, locked => _again.AddRange(locked), countsForHealth: false);
    }

    /// <summary>Ends when the lane is closed and empty.</summary>
    public Task Ended => _ended.Task;

    public void Add(List<PendingWrite> locked)
    {
        lock (_lock)
        {
            if (_dead)
            {
                AnswerAll(locked);
                return;
            }

            _arrived.AddRange(locked);
            Monitor.Pulse(_lock);
            if (_started)
                return;
            _started = true;
            new Thread(Run) { IsBackground = true, Name = "journal side lane" }.Start();
        }
    }

    /// <summary>Ends the lane once it is empty; to be called when no writer can hand over any more.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.Pulse(_lock);
            if (!_started)
                _ended.TrySetResult();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_started)
                _writer.Dispose();
        }
    }

    private void Run()
    {
        try
        {
            var pause = FirstPause;
            while (Gather(ref pause))
            {
                CommitRound();
                _round.Clear();
                (_round, _again) = (_again, _round);
                if (_round.Count == 0)
                    continue;
                if (!_context.Pause(pause))
                    AnswerAll(_round);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }

            _writer.Dispose();
            _ended.TrySetResult();
        }
#pragma warning disable CA1031 // Nothing may escape a thread; what got here is a bug, and whoever waits must hear of it.
        catch (Exception exception)
        {
            StorageLog.WriterDied(_context.Logger, exception, _context.StoreName, _number);
            _context.Health.Failed(_number, "The journal's side lane has stopped by a bug; see the log.");
            Die();
            _ended.TrySetException(exception);
        }
#pragma warning restore CA1031
    }

    /// <summary>Adds what has arrived; blocks while there is nothing. False when the lane is closed and empty.</summary>
    private bool Gather(ref TimeSpan pause)
    {
        lock (_lock)
        {
            while (_round.Count == 0 && _arrived.Count == 0)
            {
                if (_closed)
                    return false;
                Monitor.Wait(_lock);
            }

            if (_arrived.Count > 0)
                pause = FirstPause;
            _round.AddRange(_arrived);
            _arrived.Clear();
            return true;
        }
    }

    private void CommitRound()
    {
        List<PendingWrite> together = [];
        foreach (var pending in _round)
        {
            if (pending.Write is Grains.Journal.CreateWrite)
                _committer.Commit([pending]);
            else
                together.Add(pending);
            if (together.Count < _context.Options.MaxBatchCount)
                continue;
            _committer.Commit(together);
            together = [];
        }

        if (together.Count > 0)
            _committer.Commit(together);
    }

    /// <summary>Nobody sends what is here or comes later.</summary>
    private void Die()
    {
        lock (_lock)
        {
            _dead = true;
            AnswerAll([.. _round.Concat(_again).Concat(_arrived).Distinct()]);
        }
    }

    private static void AnswerAll(List<PendingWrite> round)
    {
        foreach (var pending in round)
            pending.Queue.Answer(pending, Grains.Journal.JournalOutcome.Unavailable);
        foreach (var pending in round)
            pending.Queue.Release([pending]);
        round.Clear();
    }
}
