namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// Ends the activations of grains that another silo owns and can be reached, and tells that silo which buckets it may take over: after a
/// change of the view, after a link has come up, and every second, for those that came by a peer whose view was older.
/// </summary>
internal sealed class HandOver(EmbeddedSilo silo, EmbeddedClusterOptions options, ClusterRouter router, LinkTable links, ClusterInstruments instruments) : IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly HashSet<short> _waiting = [];
    private readonly Signal _signal = new();

    /// <summary>Looks soon, and tells the owners of these buckets that they may take them over.</summary>
    public void Begin(IEnumerable<short> buckets)
    {
        lock (_gate)
            _waiting.UnionWith(buckets);
        _signal.Set();
    }

    /// <summary>Works until the token fires.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var signal = _signal.NextAsync();
            var quiet = await PassAsync(stopping).ConfigureAwait(false);
            await Task.WhenAny(signal, Task.Delay(quiet ? options.StrayInterval : Again, silo.Time, stopping)).ConfigureAwait(false);
        }
    }

    /// <summary>Works until nothing is left here that others own.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        while (!await PassAsync(cancellationToken).ConfigureAwait(false))
            await Task.Delay(Again, silo.Time, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _turn.Dispose();

    /// <returns>Whether nothing is left to do.</returns>
    private async Task<bool> PassAsync(CancellationToken cancellationToken)
    {
        if (router.View is not { } view)
            return true;
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var (ends, buckets, stranded) = EndStrays(view);
            await AwaitEnds(ends, cancellationToken).ConfigureAwait(false);
            lock (_gate)
                _waiting.UnionWith(buckets);
            return await ReleaseAsync(view).ConfigureAwait(false) && !stranded;
        }
        finally
        {
            _turn.Release();
        }
    }

    private (List<Task> Ends, HashSet<short> Buckets, bool Stranded) EndStrays(ClusterView view)
    {
        List<Task> ends = [];
        HashSet<short> buckets = [];
        var stranded = false;
        foreach (var activation in silo.Activations.All)
        {
            if (activation.Address.Class.IsPlacedLocally)
                continue;
            var bucket = (short)options.BucketOf(activation.Address.Key);
            if (view.OwnerOf(bucket) is not { } owner || owner.Incarnation == view.Self)
                continue;
            if (links.To(owner.Incarnation) is not { IsUp: true })
            {
                stranded = true;
                continue;
            }

            ends.Add(activation.EndForMove());
            buckets.Add(bucket);
        }

        instruments.OnReleased(ends.Count);
        return (ends, buckets, stranded);
    }

    private async Task AwaitEnds(List<Task> ends, CancellationToken cancellationToken)
    {
        if (ends.Count == 0)
            return;
        try
        {
            await Task.WhenAll(ends).WaitAsync(options.HandOverPatience, silo.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            silo.Logger.HandOverIncomplete(ends.Count(static end => !end.IsCompleted));
        }
    }

    /// <returns>Whether everybody who had to be told was.</returns>
    private async Task<bool> ReleaseAsync(ClusterView view)
    {
        List<short> waiting;
        lock (_gate)
        {
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        var told = true;
        foreach (var group in waiting.GroupBy(bucket => view.OwnerOf(bucket)?.Incarnation ?? view.Self).Where(group => group.Key != view.Self))
        {
            if (await TellAsync(group.Key, [.. group]).ConfigureAwait(false))
                continue;
            told = false;
            lock (_gate)
                _waiting.UnionWith(group);
        }

        return told;
    }

    private Task<bool> TellAsync(Guid owner, IReadOnlyCollection<short> buckets)
    {
        var told = new Told();
        var request = new LinkRequest(BucketList.Released, BucketList.Write(buckets), options.HandOverPatience, null);
        return links.To(owner) is { } link && link.TrySend(request, told) ? told.Task : Task.FromResult(false);
    }

    private sealed class Told : ILinkCaller
    {
        private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<bool> Task => _done.Task;

        public void OnReply(LinkReply reply) => _done.TrySetResult(reply.Status == LinkStatus.Done);

        public void OnBroken(string reason) => _done.TrySetResult(false);
    }
}
