using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Import;

/// <summary>Adds DTM's subscribers to the topics here; never takes one away.</summary>
internal sealed class TopicMerger(IKeyValueStore store)
{
    /// <summary>The category that topics have in both servers.</summary>
    public const string Category = "topics";

    private const int MostAttempts = 10;

    /// <summary>Reads a topic's subscribers, or says why that cannot be done.</summary>
    public static (IReadOnlyList<Subscriber>? Subscribers, string? Refusal) Read(DtmTopic topic, int mostUrlLength)
    {
        if (topic.Name.Length is 0 or > 256)
            return (null, "k: must have 1 to 256 characters");
        try
        {
            var subscribers = JsonSerializer.Deserialize<List<Subscriber?>>(topic.Subscribers.Length == 0 ? "[]" : topic.Subscribers) ?? [];
            if (subscribers.Any(subscriber => string.IsNullOrEmpty(subscriber?.Url)))
                return (null, "v: a subscriber has no url");
            return subscribers.Any(subscriber => subscriber!.Url!.Length > mostUrlLength)
                ? (null, $"v: a url has more than {mostUrlLength} characters")
                : (subscribers!, null);
        }
        catch (JsonException)
        {
            return (null, "v: not a JSON array of url and remark");
        }
    }

    /// <summary>Merges a topic; returns whether anything was new.</summary>
    /// <exception cref="ImportException">Others change it all the time, or what is stored here is no topic.</exception>
    public async Task<bool> MergeAsync(string topic, IReadOnlyList<Subscriber> subscribers, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var stored = await store.GetAsync(Category, topic, cancellationToken);
            var (here, refusal) = Read(new DtmTopic(topic, stored?.Value ?? ""), int.MaxValue);
            if (here is null)
                throw new ImportException($"Topic {Printable.Of(topic)} is stored here, but cannot be read: {refusal}");
            var merged = here.Concat(subscribers).DistinctBy(subscriber => subscriber.Url).ToList();
            if (stored is not null && merged.Count == here.Count)
                return false;
            if (await store.PutAsync(Category, topic, JsonSerializer.Serialize(merged), stored?.Version ?? 0, cancellationToken))
                return true;
        }

        throw new ImportException($"Topic {Printable.Of(topic)} was changed by others {MostAttempts} times in a row.");
    }
}

/// <summary>A subscriber of a topic, as both servers store it.</summary>
internal sealed record Subscriber([property: JsonPropertyName("url")] string? Url, [property: JsonPropertyName("remark")] string? Remark);
