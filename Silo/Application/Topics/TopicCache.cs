using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Application.Topics;

/// <summary>
/// What was read of topics within the last second. An entry counts from the moment its read began, so a change that was committed
/// after that is missed for one second at the most, whichever silo made it. Concurrent readers of a topic share one read.
/// </summary>
internal sealed class TopicCache(IKeyValueStore store, TimeProvider time, TopicInstruments instruments)
{
    /// <summary>The category of topics in the store.</summary>
    public const string Category = "topics";

    /// <summary>Most topics that are remembered; one more empties the cache.</summary>
    public const int Capacity = 10_000;

    /// <summary>How long what was read is used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Started, Lazy<Task<KeyValueEntry?>> Read)> _reads = new(StringComparer.Ordinal);

    /// <summary>The stored topic; null when there is none.</summary>
    /// <exception cref="JournalUnavailableException">The store does not answer.</exception>
    public Task<KeyValueEntry?> GetAsync(string topic, CancellationToken cancellationToken)
    {
        Lazy<Task<KeyValueEntry?>> read;
        lock (_gate)
        {
            if (_reads.TryGetValue(topic, out var known) && time.GetElapsedTime(known.Started) < Lifetime && known.Read is not { IsValueCreated: true, Value.IsFaulted: true })
            {
                read = known.Read;
            }
            else
            {
                if (_reads.Count >= Capacity && !_reads.ContainsKey(topic))
                {
                    _reads.Clear();
                    instruments.OnCacheFull();
                }

                read = new Lazy<Task<KeyValueEntry?>>(() => ReadAsync(topic));
                _reads[topic] = (time.GetTimestamp(), read);
            }
        }

        return read.Value.WaitAsync(cancellationToken);
    }

    /// <summary>Forgets a topic that this silo has changed: its own readers see the change at once.</summary>
    public void Forget(string topic)
    {
        lock (_gate)
            _reads.Remove(topic);
    }

    private async Task<KeyValueEntry?> ReadAsync(string topic)
    {
        instruments.OnRead();
        // Shared by everybody who asks, so nobody's cancellation may end it.
        return await store.GetAsync(Category, topic, CancellationToken.None);
    }
}
