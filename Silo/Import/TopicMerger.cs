using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Application.Topics;

namespace OrleansSaga.Silo.Import;

/// <summary>Adds DTM's subscribers to the topics here; never takes one away. Both servers store them alike (protocol section 8).</summary>
internal sealed class TopicMerger(IKeyValueStore store, TopicOptions options)
{
    private const int MostAttempts = 10;

    /// <summary>The subscribers of a topic of DTM, or why they cannot be taken over.</summary>
    public static (IReadOnlyList<Subscriber>? Subscribers, string? Refusal) Read(DtmTopic topic, TopicOptions options, LimitOptions limits)
    {
        if (TopicRules.NameFault(topic.Name, options) is { } badName)
            return (null, badName);
        if (Subscriber.Parse(topic.Subscribers.Length == 0 ? "[]" : topic.Subscribers) is not { } subscribers)
            return (null, "v: not a JSON array of url and remark");
        foreach (var subscriber in subscribers)
        {
            if (TopicRules.SubscriptionFault(subscriber.Url!, subscriber.Remark ?? "", options, limits) is { } fault)
                return (null, fault);
        }

        return TopicRules.CountFault(subscribers.Count, options) is { } tooMany ? (null, tooMany) : (subscribers, null);
    }

    /// <summary>Merges a topic; tells whether anything was new, or why it cannot be done.</summary>
    /// <exception cref="ImportException">Others change the topic all the time.</exception>
    public async Task<(bool Changed, string? Refusal)> MergeAsync(string topic, IReadOnlyList<Subscriber> subscribers, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var stored = await store.GetAsync(TopicCache.Category, topic, cancellationToken);
            if (Subscriber.Parse(stored?.Value ?? "[]") is not { } here)
                return (false, "what is stored of it here cannot be read");
            List<Subscriber> merged = [.. here, .. subscribers.DistinctBy(subscriber => subscriber.Url).Where(subscriber => here.All(known => known.Url != subscriber.Url))];
            if (stored is not null && merged.Count == here.Count)
                return (false, null);
            var value = Subscriber.Format(merged);
            if ((TopicRules.CountFault(merged.Count, options) ?? TopicRules.ValueFault(value)) is { } tooMany)
                return (false, $"with those here, {tooMany}");
            if (await store.PutAsync(TopicCache.Category, topic, value, stored?.Version ?? 0, cancellationToken))
                return (true, null);
        }

        throw new ImportException($"Topic {Printable.Of(topic)} was changed by others {MostAttempts} times in a row.");
    }
}
