using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>All activations of the silo by address, and the limit on their number.</summary>
/// <remarks>Lock order: the table's lock, then an activation's gate, then a bucket of the dictionary.</remarks>
internal sealed class ActivationTable(EmbeddedSilo silo)
{
    // In a table of more than this many, a vain search for an idle activation is not repeated at once: it costs too much.
    private const int CheapSearch = 1_000;
    private static readonly TimeSpan SearchPause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<GrainAddress, Activation> _live = new();
    private readonly Lock _creating = new();
    private IEnumerator<KeyValuePair<GrainAddress, Activation>>? _hand;
    private long _noneIdleAt = long.MinValue;
    private int _count;
    private int _makingRoom;
    private bool _closed;

    /// <summary>Activations in memory, those that are ending included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The activations, while others come and go.</summary>
    public IEnumerable<Activation> All => _live.Select(static pair => pair.Value);

    /// <summary>Whether there is an activation of an address, be it one that is ending.</summary>
    public bool Contains(GrainAddress address) => _live.ContainsKey(address);

    /// <summary>Finds or creates the activation of an address.</summary>
    public bool TryGetOrCreate(GrainAddress address, [NotNullWhen(true)] out Activation? activation, [NotNullWhen(false)] out Exception? refusal)
    {
        refusal = null;
        if (_live.TryGetValue(address, out activation))
            return true;
        lock (_creating)
        {
            if (_live.TryGetValue(address, out activation))
                return true;
            refusal = Refusal_NeedsLock(address);
            if (refusal is not null)
                return false;
            activation = new Activation(address, silo);
            _live[address] = activation;
            Interlocked.Increment(ref _count);
        }

        activation.Open();
        return true;
    }

    /// <summary>Takes a dying activation out. Its gate is held.</summary>
    public void Remove_UnderGate(Activation dying)
    {
        _live.TryRemove(KeyValuePair.Create(dying.Address, dying));
        Interlocked.Decrement(ref _count);
        RoomMade_UnderGate(dying);
    }

    /// <summary>Puts a fresh activation into the place of a dying one, which gets what waited for that. Its gate is held.</summary>
    /// <returns>The successor, to be opened; null if the table is closed.</returns>
    public Activation? Replace_UnderGate(Activation dying, TurnQueue waiting)
    {
        if (Volatile.Read(ref _closed))
        {
            Remove_UnderGate(dying);
            return null;
        }

        var successor = new Activation(dying.Address, silo, waiting);
        _live[dying.Address] = successor;
        RoomMade_UnderGate(dying);
        return successor;
    }

    /// <summary>From now on no activation is created.</summary>
    public void Close()
    {
        lock (_creating)
            Volatile.Write(ref _closed, true);
    }

    private void RoomMade_UnderGate(Activation dying)
    {
        if (dying.MakesRoom)
            Interlocked.Decrement(ref _makingRoom);
    }

    private Exception? Refusal_NeedsLock(GrainAddress address)
    {
        if (_closed)
            return new SiloUnavailableException($"The silo is stopping and does not activate {address}.");
        var limit = silo.Options.MaxActivations;
        if (Count - Volatile.Read(ref _makingRoom) < limit || TryMakeRoom_NeedsLock(limit))
            return null;
        silo.Instruments.OnActivationLimitReached();
        return new LimitExceededException($"{limit} activations are in memory and none is idle: {address} cannot be activated.");
    }

    /// <summary>Tells one idle activation to go. The newcomer does not wait for that, within a margin of a tenth (or 16).</summary>
    private bool TryMakeRoom_NeedsLock(int limit)
    {
        var now = silo.Time.GetTimestamp();
        var searchedInVain = _noneIdleAt != long.MinValue && silo.Time.GetElapsedTime(_noneIdleAt, now) < SearchPause;
        if ((searchedInVain && limit > CheapSearch) || Volatile.Read(ref _makingRoom) > Math.Max(limit / 10, 16))
            return false;

        // One lap, from where the last search ended: each activation gets its chance, and the next idle one is near.
        for (var left = Count + 1; left > 0; left--)
        {
            _hand ??= _live.GetEnumerator();
            if (!_hand.MoveNext())
            {
                _hand.Dispose();
                _hand = null;
                continue;
            }

            var candidate = _hand.Current.Value;
            if (candidate.LooksIdle && candidate.TryEndForRoom(now))
            {
                Interlocked.Increment(ref _makingRoom);
                return true;
            }
        }

        _noneIdleAt = now;
        return false;
    }
}
