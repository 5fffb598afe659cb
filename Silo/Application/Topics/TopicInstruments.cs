using System.Diagnostics.Metrics;

namespace OrleansSaga.Silo.Application.Topics;

/// <summary>Metrics of topics; never a topic's name as a tag.</summary>
internal sealed class TopicInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "OrleansSaga.Topics";

    private readonly Counter<long> _reads;
    private readonly Counter<long> _cacheFull;
    private readonly Counter<long> _contended;

    public TopicInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _reads = meter.CreateCounter<long>("orleanssaga.topic.read", "{read}", "Topics read from the store for a message.");
        _cacheFull = meter.CreateCounter<long>("orleanssaga.topic.cache.limit_reached", "{time}", "Times that the cache of topics was full and emptied.");
        _contended = meter.CreateCounter<long>("orleanssaga.topic.change.limit_reached", "{change}", "Changes given up because others changed the same topic again and again.");
    }

    public void OnRead() => _reads.Add(1);

    public void OnCacheFull() => _cacheFull.Add(1);

    public void OnContended() => _contended.Add(1);
}
