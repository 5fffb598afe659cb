using OrleansSaga.Benchmarks.Measure;

namespace OrleansSaga.Benchmarks.Load;

/// <summary>When each saga of a run was to start and whether it has ended, and the measured window over them.</summary>
internal sealed class SagaBook(long windowStart, long windowEnd)
{
    private readonly Histogram _submit = new();
    private readonly Histogram _submitToDone = new();
    private long[] _startedAt = new long[1 << 16];
    private bool[] _done = new bool[1 << 16];
    private int _doneInWindow;

    public int Started { get; private set; }

    public int Submitted { get; private set; }

    public int Done { get; private set; }

    public int NotSucceeded { get; private set; }

    public Latencies Submit => Latencies.Of(_submit);

    public Latencies SubmitToDone => Latencies.Of(_submitToDone);

    public double DonePerSecond(long now)
    {
        var end = Math.Min(windowEnd, now);
        return end <= windowStart ? 0 : _doneInWindow * (double)Clock.Second / (end - windowStart);
    }

    /// <summary>Gives the next saga its number; latencies count from <paramref name="startsAt"/>, which in the open loop is when it was to start.</summary>
    public int Start(long startsAt)
    {
        if (Started == _startedAt.Length)
        {
            Array.Resize(ref _startedAt, Started * 2);
            Array.Resize(ref _done, Started * 2);
        }
        _startedAt[Started] = startsAt;
        return Started++;
    }

    public void OnSubmitted(int saga, long now)
    {
        Submitted++;
        if (InWindow(_startedAt[saga]))
            _submit.Record(now - _startedAt[saga]);
    }

    public void OnDone(int saga, long doneAt, bool succeeded)
    {
        if (saga < 0 || saga >= Started || _done[saga])
            return;
        _done[saga] = true;
        Done++;
        if (!succeeded)
            NotSucceeded++;
        if (InWindow(doneAt))
            _doneInWindow++;
        if (InWindow(_startedAt[saga]))
            _submitToDone.Record(doneAt - _startedAt[saga]);
    }

    public bool IsDone(int saga) => _done[saga];

    private bool InWindow(long time) => time >= windowStart && time < windowEnd;
}
