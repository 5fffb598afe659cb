namespace OrleansSaga.Storage.GroupCommit;

/// <summary>One writer: a queue, a thread, a connection. While one batch commits, the next one gathers.</summary>
internal sealed class CommitLoop : IDisposable
{
    private readonly CommitContext _context;
    private readonly IStoreWriter _writer;
    private readonly BatchCommitter _committer;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _number;
    private bool _started;

    public CommitLoop(int number, IStoreWriter writer, WriteQueue queue, CommitContext context, Action<List<PendingWrite>> handOver)
    {
        _number = number;
        _writer = writer;
        _context = context;
        Queue = queue;
        _committer = new BatchCommitter(number, writer, context, handOver, countsForHealth: true);
    }

    public WriteQueue Queue { get; }

    /// <summary>Ends when the queue is closed and drained.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts the thread; the writer is the thread's from here on, and is closed by it.</summary>
    public void Start()
    {
        _started = true;
        new Thread(Run) { IsBackground = true, Name = $"journal writer {_number}" }.Start();
    }

    /// <summary>Called now and then by the journal's timer.</summary>
    public void Tick(TimeSpan idleProbe)
    {
        Queue.Expire(_context.Options.ClientPatience);
        var busySince = _committer.BusySince;
        if (busySince != 0)
        {
            if (_context.Time.GetElapsedTime(busySince) >= _context.Options.ClientPatience)
                _context.Health.Failed(_number, "The database has not answered a commit for as long as clients wait.");
        }
        else if (_context.Time.GetElapsedTime(_committer.LastContact) >= idleProbe)
        {
            Queue.Post(_committer.Probe);
        }
    }

    /// <summary>Does something with the writer between two batches.</summary>
    public Task<T> Invoke<T>(Func<IStoreWriter, T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = Queue.Post(() => WriterWork.Run(_writer, work, done));
        return posted ? done.Task : throw WriterWork.Closed();
    }

    public void Dispose()
    {
        if (!_started)
            _writer.Dispose();
    }

    private void Run()
    {
        var batch = new List<PendingWrite>(_context.Options.MaxBatchCount);
        try
        {
            while (Queue.Take(batch, _context.Options.MaxBatchCount, _context.Options.MaxBatchBytes, out var errands))
            {
                while (errands is not null && errands.TryDequeue(out var errand))
                    errand();
                _committer.Commit(batch);
                batch.Clear();
            }

            _writer.Dispose();
            _ended.SetResult();
        }
#pragma warning disable CA1031 // Nothing may escape a thread; what got here is a bug, and whoever waits must hear of it.
        catch (Exception exception)
        {
            StorageLog.WriterDied(_context.Logger, exception, _context.StoreName, _number);
            _context.Health.Failed(_number, "A journal writer has stopped by a bug; see the log.");
            Queue.Abandon();
            _ended.SetException(exception);
        }
#pragma warning restore CA1031
    }
}
