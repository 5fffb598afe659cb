using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.GroupCommit;

/// <summary>Counts what is queued or in flight in each lane, over all writers.</summary>
internal sealed class LaneLimits(int capacity)
{
    private readonly int _perLane = Math.Max(1, capacity / 2);
    private int _client;
    private int _driving;

    public int Pending => Volatile.Read(ref _client) + Volatile.Read(ref _driving);

    public bool TryEnter(JournalLane lane)
    {
        ref var count = ref Count(lane);
        if (Interlocked.Increment(ref count) <= _perLane)
            return true;
        Interlocked.Decrement(ref count);
        return false;
    }

    public void Leave(JournalLane lane) => Interlocked.Decrement(ref Count(lane));

    private ref int Count(JournalLane lane)
    {
        if (lane == JournalLane.Client)
            return ref _client;
        return ref _driving;
    }
}
