using Microsoft.Extensions.Options;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Application.Topics;

/// <summary>Topics in the key-value store. Every change is read, decided and written by compare-and-set, again while others are faster.</summary>
internal sealed class Topics : ITopics
{
    /// <summary>In each round of a race one writer wins, so this many can change one topic at once without a refusal.</summary>
    private const int MostTries = 32;

    private static readonly TopicReply NoSuchTopic = new(ReplyCode.NotFound, "no such a topic");
    private static readonly TopicReply Unreadable = new(ReplyCode.Invalid, "topic: what is stored of it cannot be read");

    private readonly IKeyValueStore _store;
    private readonly TopicOptions _options;
    private readonly LimitOptions _limits;
    private readonly TopicInstruments _instruments;
    private readonly TopicCache _cache;
    private readonly TopicExpander _expander;

    public Topics(IKeyValueStore store, IOptions<TopicOptions> options, EngineOptions engine, TimeProvider time, TopicInstruments instruments)
    {
        _store = store;
        _options = options.Value;
        _limits = engine.Limits;
        _instruments = instruments;
        _cache = new TopicCache(store, time, instruments);
        _expander = new TopicExpander(_cache, _options, _limits);
    }

    /// <inheritdoc/>
    public async Task<TopicReply> SubscribeAsync(string topic, string url, string remark, CancellationToken cancellationToken)
    {
        if ((TopicRules.NameFault(topic, _options) ?? TopicRules.SubscriptionFault(url, remark, _options, _limits)) is { } wrong)
            return Invalid(wrong);
        return await ChangeAsync(topic, stored => Added(stored, url, remark), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<TopicReply> UnsubscribeAsync(string topic, string url, CancellationToken cancellationToken)
    {
        if (TopicRules.NameFault(topic, _options) is { } wrong)
            return Invalid(wrong);
        return url.Length == 0 ? Invalid("empty url") : await ChangeAsync(topic, stored => Removed(stored, url), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<TopicReply> DeleteAsync(string topic, CancellationToken cancellationToken)
    {
        if (TopicRules.NameFault(topic, _options) is { } wrong)
            return Invalid(wrong);
        return await ChangeAsync(
            topic,
            static stored => stored is null ? Change.Refused(new TopicReply(ReplyCode.NotFound, "storage: NotFound")) : Change.Delete,
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<TopicExpansion> ExpandAsync(StartTransaction request, CancellationToken cancellationToken) => _expander.ExpandAsync(request, cancellationToken);

    private Change Added(KeyValueEntry? stored, string url, string remark)
    {
        if (Subscriber.Parse(stored?.Value ?? "[]") is not { } subscribers)
            return Change.Refused(Unreadable);
        if (subscribers.Any(subscriber => subscriber.Url == url))
            return Change.Refused(Invalid("this url exists"));
        if (TopicRules.CountFault(subscribers.Count + 1, _options) is { } tooMany)
            return Change.Refused(Invalid(tooMany));
        var value = Subscriber.Format([.. subscribers, new Subscriber(url, remark)]);
        return TopicRules.ValueFault(value) is { } tooLong ? Change.Refused(Invalid(tooLong)) : Change.To(value);
    }

    private static Change Removed(KeyValueEntry? stored, string url)
    {
        if (stored is null)
            return Change.Refused(NoSuchTopic);
        if (Subscriber.Parse(stored.Value) is not { } subscribers)
            return Change.Refused(Unreadable);
        var left = subscribers.Where(subscriber => subscriber.Url != url).ToList();
        // The space at its end is DTM's.
        return left.Count == subscribers.Count ? Change.Refused(new TopicReply(ReplyCode.NotFound, "no such an url ")) : Change.To(Subscriber.Format(left));
    }

    private async Task<TopicReply> ChangeAsync(string topic, Func<KeyValueEntry?, Change> decide, CancellationToken cancellationToken)
    {
        try
        {
            for (var tries = 0; tries < MostTries; tries++)
            {
                var stored = await _store.GetAsync(TopicCache.Category, topic, cancellationToken);
                var change = decide(stored);
                if (change.Refusal is { } refusal)
                    return refusal;
                var isDone = change.Value is { } value
                    ? await _store.PutAsync(TopicCache.Category, topic, value, stored?.Version ?? 0, cancellationToken)
                    : await _store.DeleteAsync(TopicCache.Category, topic, stored!.Version, cancellationToken);
                if (isDone)
                    return TopicReply.Ok;
            }
        }
        finally
        {
            // Also when it is not known whether the change was made.
            _cache.Forget(topic);
        }

        _instruments.OnContended();
        return new TopicReply(ReplyCode.Unavailable, $"topic: others changed it {MostTries} times meanwhile");
    }

    private static TopicReply Invalid(string message) => new(ReplyCode.Invalid, message);

    /// <summary>What to do with the stored topic: refuse, write a value, or delete it when there is neither.</summary>
    private readonly record struct Change(TopicReply? Refusal, string? Value)
    {
        public static Change Delete => default;

        public static Change Refused(TopicReply refusal) => new(refusal, null);

        public static Change To(string value) => new(null, value);
    }
}
