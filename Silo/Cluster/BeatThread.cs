namespace OrleansSaga.Silo.Cluster;

/// <summary>
/// A thread that runs what it is given, and in between beats at a steady rate. It needs nothing of the thread pool, so that a process whose
/// pool is busy still shows that it lives.
/// </summary>
internal sealed class BeatThread : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<(Action Run, Action Cancel)> _work = [];
    private readonly AutoResetEvent _wake = new(false);
    private readonly ManualResetEvent _stop = new(false);
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly Action _beat;
    private readonly Thread _thread;
    private bool _isStopping;
    private volatile bool _beats;

    public BeatThread(TimeSpan interval, TimeProvider time, Action beat)
    {
        (_interval, _time, _beat) = (interval, time, beat);
        _thread = new Thread(Loop) { IsBackground = true, Name = "membership" };
        _thread.Start();
    }

    /// <summary>Begins to beat.</summary>
    public void Begin()
    {
        _beats = true;
        _wake.Set();
    }

    /// <summary>Runs something on the thread, between two beats.</summary>
    public Task RunAsync(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_isStopping)
                return Task.FromCanceled(new CancellationToken(canceled: true));
            _work.Enqueue((() => Complete(work, done), () => done.TrySetCanceled()));
        }

        _wake.Set();
        return done.Task;
    }

    /// <summary>Waits, on the thread.</summary>
    /// <exception cref="OperationCanceledException">The thread is told to end.</exception>
    public void Pause(TimeSpan duration)
    {
        if (_stop.WaitOne(duration))
            throw new OperationCanceledException("The silo stops.");
    }

    /// <summary>Ends the thread, after what it is doing now.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isStopping)
                return;
            _isStopping = true;
        }

        _stop.Set();
        _wake.Set();
        _thread.Join();
        foreach (var (_, cancel) in _work)
            cancel();
        _wake.Dispose();
        _stop.Dispose();
    }

    private static void Complete(Action work, TaskCompletionSource done)
    {
        try
        {
            work();
            done.TrySetResult();
        }
        catch (Exception exception)
        {
            done.TrySetException(exception);
        }
    }

    private void Loop()
    {
        var begun = _time.GetTimestamp();
        var due = TimeSpan.Zero;
        while (!_stop.WaitOne(TimeSpan.Zero))
        {
            while (Next() is { } work)
                work();
            var now = _time.GetElapsedTime(begun);
            if (_beats && now >= due)
            {
                // At a steady rate; what was missed is not caught up on.
                due = due + _interval > now ? due + _interval : now + _interval;
                _beat();
                now = _time.GetElapsedTime(begun);
            }

            if (!_beats)
                _wake.WaitOne();
            else if (due > now)
                _wake.WaitOne(due - now);
        }
    }

    private Action? Next()
    {
        lock (_gate)
            return !_isStopping && _work.TryDequeue(out var work) ? work.Run : null;
    }
}
