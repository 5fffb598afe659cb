using System.Threading.Channels;
using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Events;

/// <summary>One listener's notices, in the order in which they came; one reader. A listener that is too slow loses the oldest ones, and nobody waits for it.</summary>
public sealed class EventSubscription : IAsyncEnumerable<TransactionNotice>, IDisposable
{
    /// <summary>How many notices wait for their listener at most.</summary>
    public const int Capacity = 1024;

    private readonly Channel<TransactionNotice> _notices;
    private readonly Action<EventSubscription> _onEnd;
    private long _dropped;

    internal EventSubscription(EventInstruments instruments, Action<EventSubscription> onEnd)
    {
        _onEnd = onEnd;
        _notices = Channel.CreateBounded<TransactionNotice>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ =>
        {
            Interlocked.Increment(ref _dropped);
            instruments.OnDropped(EventInstruments.Listener);
        });
    }

    /// <summary>How many notices this listener has lost.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc/>
    public async IAsyncEnumerator<TransactionNotice> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        try
        {
            await foreach (var notice in _notices.Reader.ReadAllAsync(cancellationToken))
                yield return notice;
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Stops listening. What has come is still read.</summary>
    public void Dispose()
    {
        if (_notices.Writer.TryComplete())
            _onEnd(this);
    }

    internal void Offer(TransactionNotice notice) => _notices.Writer.TryWrite(notice);
}
