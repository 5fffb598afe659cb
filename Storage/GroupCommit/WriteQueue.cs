using System.Runtime.InteropServices;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.GroupCommit;

/// <summary>
/// What one writer has still to send. Only the first write of each gid is ready; the others hang behind it in their
/// order until it is released, wherever it is being retried. So a batch never holds a gid twice, and nothing overtakes.
/// </summary>
/// <param name="limits">How much may wait.</param>
/// <param name="instruments">Counts what was answered.</param>
/// <param name="time">Measures how long writes wait.</param>
/// <param name="gather">How long a batch may wait for as many writes as the last one had.</param>
internal sealed class WriteQueue(LaneLimits limits, StorageInstruments instruments, TimeProvider time, TimeSpan gather)
{
    /// <summary>What a commit costs by itself is small beside so many writes; waiting for more would only leave the database idle.</summary>
    private const int EnoughForACommit = 32;

    private readonly object _lock = new();
    private readonly Queue<PendingWrite> _client = new();
    private readonly Queue<PendingWrite> _driving = new();
    private readonly Dictionary<string, Chain> _chains = new(StringComparer.Ordinal);
    private Queue<Action> _errands = new();
    private bool _closed;
    private int _lastTaken;
    private int _awaited;

    /// <summary>Queues a write; it is overloaded at once when the lane is full, and unavailable when the queue is closed.</summary>
    public ValueTask<JournalOutcome> Enqueue(JournalWrite write, JournalLane lane)
    {
        if (!limits.TryEnter(lane))
        {
            instruments.OnRefused();
            return ValueTask.FromResult(JournalOutcome.Overloaded);
        }

        var pending = new PendingWrite(write, lane, time.GetTimestamp(), this);
        lock (_lock)
        {
            if (_closed)
            {
                limits.Leave(lane);
                return ValueTask.FromResult(JournalOutcome.Unavailable);
            }

            ref var chain = ref CollectionsMarshal.GetValueRefOrAddDefault(_chains, write.Gid, out var exists);
            if (exists)
            {
                chain.Tail.Next = pending;
                chain.Tail = pending;
            }
            else
            {
                chain = new Chain(pending, pending);
                MakeReady_NeedsLock(pending);
            }
        }

        return new ValueTask<JournalOutcome>(pending.Task);
    }

    /// <summary>Has the writer's thread do something between two batches; false when it is closed.</summary>
    public bool Post(Action errand)
    {
        lock (_lock)
        {
            if (_closed)
                return false;
            _errands.Enqueue(errand);
            Monitor.Pulse(_lock);
            return true;
        }
    }

    /// <summary>
    /// Blocks until there is something to do, then fills <paramref name="batch"/> with what is there, up to the limits.
    /// False when the queue is closed and empty.
    /// </summary>
    public bool Take(List<PendingWrite> batch, int maxCount, int maxBytes, out Queue<Action>? errands)
    {
        lock (_lock)
        {
            while (Ready == 0 && _errands.Count == 0)
            {
                // What the side lane still retries may have followers, and they come back here.
                if (_closed && _chains.Count == 0)
                {
                    errands = null;
                    return false;
                }

                Monitor.Wait(_lock);
            }

            Gather_NeedsLock(maxCount);
            errands = null;
            if (_errands.Count > 0)
                (errands, _errands) = (_errands, new Queue<Action>());
            Fill_NeedsLock(batch, maxCount, maxBytes);
            if (batch.Count > 0)
                _lastTaken = batch.Count;
            return true;
        }
    }

    /// <summary>Answers a write, unless its patience has answered before.</summary>
    public void Answer(PendingWrite pending, JournalOutcome outcome)
    {
        if (!pending.TrySetResult(outcome))
            return;
        limits.Leave(pending.Lane);
        instruments.OnAnswered(time.GetElapsedTime(pending.QueuedAt));
    }

    /// <summary>Lets go of writes that were answered: the next of each gid becomes ready.</summary>
    public void Release(ReadOnlySpan<PendingWrite> writes)
    {
        lock (_lock)
        {
            foreach (var pending in writes)
            {
                if (pending.Queue == this)
                    Release_NeedsLock(pending);
            }

            if (_closed)
                Monitor.Pulse(_lock);
        }
    }

    /// <summary>
    /// Ends the client writes that have waited for <paramref name="patience"/> as unavailable: queued, behind another
    /// write of their gid, or in flight. Those in flight stay with their writer, which forgets them when it can.
    /// </summary>
    public void Expire(TimeSpan patience)
    {
        lock (_lock)
        {
            var expired = 0;
            foreach (var gid in _chains.Keys)
            {
                ref var chain = ref CollectionsMarshal.GetValueRefOrNullRef(_chains, gid);
                expired += Expire_NeedsLock(ref chain, patience);
            }

            if (expired == 0)
                return;
            DropAnswered_NeedsLock(_client);
            DropAnswered_NeedsLock(_driving);
        }
    }

    /// <summary>Takes no more; what is queued is still taken.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Answers everything that is queued or in flight as unavailable, and takes no more.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var chain in _chains.Values)
            {
                for (var pending = chain.Head; pending is not null; pending = pending.Next)
                    Answer(pending, JournalOutcome.Unavailable);
            }

            DropAnswered_NeedsLock(_client);
            DropAnswered_NeedsLock(_driving);
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>
    /// A commit costs the database the same however few writes it has, and those who got the last one's answers are about to write again:
    /// as many as came then, but no more than are worth it, are waited for, for a moment. A single writer, whose batches have one write, never waits.
    /// </summary>
    private void Gather_NeedsLock(int maxCount)
    {
        var enough = Math.Min(_lastTaken, Math.Min(maxCount, EnoughForACommit));
        if (gather <= TimeSpan.Zero || enough < 2 || Ready >= enough || _errands.Count > 0 || _closed)
            return;
        _awaited = enough;
        Monitor.Wait(_lock, gather);
        _awaited = 0;
    }

    private int Ready => _client.Count + _driving.Count;

    private void Fill_NeedsLock(List<PendingWrite> batch, int maxCount, int maxBytes)
    {
        var bytes = 0L;
        var fromClient = false;
        while (batch.Count < maxCount)
        {
            // The lanes take turns, so that neither can starve the other.
            fromClient = !fromClient;
            var lane = fromClient ? _client : _driving;
            if (lane.Count == 0)
                lane = fromClient ? _driving : _client;
            if (!lane.TryPeek(out var pending))
                return;
            if (pending.IsAnswered)
            {
                lane.Dequeue();
                Release_NeedsLock(pending);
                continue;
            }

            bytes += pending.Write.SizeBytes;
            if (bytes > maxBytes && batch.Count > 0)
                return;
            lane.Dequeue();
            batch.Add(pending);
        }
    }

    private void MakeReady_NeedsLock(PendingWrite pending)
    {
        (pending.Lane == JournalLane.Client ? _client : _driving).Enqueue(pending);
        if (Ready >= _awaited)
            Monitor.Pulse(_lock);
    }

    private void Release_NeedsLock(PendingWrite pending)
    {
        if (pending.IsReleased)
            return;
        pending.IsReleased = true;
        var next = pending.Next;
        while (next is { IsAnswered: true })
            next = next.Next;
        if (next is null)
        {
            _chains.Remove(pending.Write.Gid);
            return;
        }

        CollectionsMarshal.GetValueRefOrNullRef(_chains, pending.Write.Gid).Head = next;
        MakeReady_NeedsLock(next);
    }

    private int Expire_NeedsLock(ref Chain chain, TimeSpan patience)
    {
        var expired = 0;
        var last = chain.Head;
        for (var pending = chain.Head; pending is not null; pending = pending.Next)
        {
            if (pending.Lane == JournalLane.Client && !pending.IsAnswered && time.GetElapsedTime(pending.QueuedAt) >= patience)
            {
                Answer(pending, JournalOutcome.Unavailable);
                expired++;
            }

            // The head may be in flight, and its writer releases it; what hangs behind it can go at once.
            if (pending == chain.Head)
                continue;
            if (pending.IsAnswered)
                last.Next = pending.Next;
            else
                last = pending;
        }

        chain.Tail = last;
        return expired;
    }

    private void DropAnswered_NeedsLock(Queue<PendingWrite> lane)
    {
        for (var count = lane.Count; count > 0; count--)
        {
            var pending = lane.Dequeue();
            if (pending.IsAnswered)
                Release_NeedsLock(pending);
            else
                lane.Enqueue(pending);
        }
    }

    /// <summary>All writes of one gid: the head is ready or in flight, the rest hang behind it.</summary>
    private struct Chain(PendingWrite head, PendingWrite tail)
    {
        public PendingWrite Head = head;
        public PendingWrite Tail = tail;
    }
}
