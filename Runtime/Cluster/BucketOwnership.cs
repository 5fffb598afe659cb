namespace OrleansSaga.Runtime.Embedded;

/// <summary>The buckets that this silo owns, and those of them whose work nobody does yet.</summary>
public sealed class BucketOwnership
{
    private readonly Lock _gate = new();
    private readonly HashSet<short> _waiting = [];
    private readonly SemaphoreSlim _signal = new(0, 1);
    private Owned _owned = new(null, []);

    /// <summary>The buckets that this silo owns now, in order.</summary>
    public IReadOnlyList<short> Own => Volatile.Read(ref _owned).Buckets;

    /// <summary>Whether this silo owns a bucket now.</summary>
    public bool IsOwn(int bucket) => Volatile.Read(ref _owned).View?.IsOwn(bucket) ?? false;

    /// <summary>Waits for buckets to take over; those that have found another owner since are left out. One reader.</summary>
    public async ValueTask<IReadOnlyList<short>> NextTakeOverAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _signal.WaitAsync(cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                List<short> own = [.. _waiting.Where(bucket => IsOwn(bucket)).Order()];
                _waiting.ExceptWith(own);
                if (own.Count > 0)
                    return own;
            }
        }
    }

    /// <summary>Buckets that are to be taken over: now, or once this silo's own view says that they are its own.</summary>
    internal void TakeOver(IEnumerable<short> buckets)
    {
        lock (_gate)
        {
            _waiting.UnionWith(buckets);
            Signal_NeedsLock();
        }
    }

    internal void Take(ClusterView view)
    {
        Volatile.Write(ref _owned, new Owned(view, [.. view.Own()]));
        lock (_gate)
        {
            Signal_NeedsLock();
        }
    }

    private void Signal_NeedsLock()
    {
        if (_waiting.Count > 0 && _signal.CurrentCount == 0)
            _signal.Release();
    }

    private sealed record Owned(ClusterView? View, IReadOnlyList<short> Buckets);
}
