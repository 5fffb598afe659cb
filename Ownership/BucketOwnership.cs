namespace OrleansSaga.Ownership;

/// <summary>The buckets that this silo owns, and those of them whose work nobody does yet.</summary>
public sealed class BucketOwnership
{
    private readonly Lock _gate = new();
    private readonly HashSet<short> _waiting = [];
    private readonly HashSet<short> _expected = [];
    private readonly Signal _signal = new();
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
            var next = _signal.NextAsync();
            lock (_gate)
            {
                List<short> own = [.. _waiting.Where(bucket => IsOwn(bucket)).Order()];
                _waiting.ExceptWith(own);
                if (own.Count > 0)
                    return own;
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Buckets that are to be taken over: now, or once this silo's own view says that they are its own.</summary>
    public void TakeOver(IEnumerable<short> buckets)
    {
        lock (_gate)
        {
            _waiting.UnionWith(buckets);
            _expected.ExceptWith(_waiting);
        }

        _signal.Set();
    }

    /// <summary>This silo has just joined: those who had its buckets until now will release them.</summary>
    public void ExpectReleases()
    {
        lock (_gate)
            _expected.UnionWith(Own);
    }

    /// <summary>Whoever has not released them by now is gone, or never drove them.</summary>
    /// <returns>How many that were.</returns>
    public int TakeOverExpected()
    {
        List<short> overdue;
        lock (_gate)
            overdue = [.. _expected];
        if (overdue.Count > 0)
            TakeOver(overdue);
        return overdue.Count;
    }

    /// <summary>Takes a new view of this silo.</summary>
    public void Take(ClusterView view)
    {
        Volatile.Write(ref _owned, new Owned(view, [.. view.Own()]));
        _signal.Set();
    }

    private sealed record Owned(ClusterView? View, IReadOnlyList<short> Buckets);
}
