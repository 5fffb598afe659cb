using OrleansSaga.Benchmarks.Measure;

namespace OrleansSaga.Benchmarks.Participants;

/// <summary>Which sagas have called since the last reset, and when the newest one called first. One thread writes, others may read.</summary>
internal sealed class SagaSet
{
    private const int Most = 4_000_000;

    private readonly bool[] _seen = new bool[Most];
    private int _resets;
    private int _handledResets;
    private int _calls;
    private int _distinct;
    private long _lastNewAt;

    public ParticipantReport Report()
    {
        // A reset that the writer has not seen yet counts as done: what is there belongs to the time before it.
        return Volatile.Read(ref _handledResets) == Volatile.Read(ref _resets)
            ? new ParticipantReport(Volatile.Read(ref _calls), Volatile.Read(ref _distinct), Volatile.Read(ref _lastNewAt))
            : new ParticipantReport(0, 0, 0);
    }

    public void Reset() => Interlocked.Increment(ref _resets);

    public void Add(int saga)
    {
        if (_handledResets != Volatile.Read(ref _resets))
        {
            Array.Clear(_seen);
            _calls = 0;
            _distinct = 0;
            _lastNewAt = 0;
            Volatile.Write(ref _handledResets, _resets);
        }
        _calls++;
        if (saga < 0 || saga >= Most || _seen[saga])
            return;
        _seen[saga] = true;
        _lastNewAt = Clock.Now;
        Volatile.Write(ref _distinct, _distinct + 1);
    }
}
