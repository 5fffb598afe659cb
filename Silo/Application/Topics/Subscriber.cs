using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansSaga.Silo.Application.Topics;

/// <summary>One subscription, stored as DTM stores it (protocol section 8): the value of a topic is a JSON array of these.</summary>
/// <param name="Url">What to call.</param>
/// <param name="Remark">For people.</param>
internal sealed record Subscriber([property: JsonPropertyName("url")] string? Url, [property: JsonPropertyName("remark")] string? Remark)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNameCaseInsensitive = true };

    /// <summary>The subscribers of a stored value; null when it cannot be read.</summary>
    public static IReadOnlyList<Subscriber>? Parse(string value)
    {
        try
        {
            var subscribers = JsonSerializer.Deserialize<Subscriber?[]>(value, Json) ?? [];
            return [.. subscribers.OfType<Subscriber>().Where(subscriber => !string.IsNullOrEmpty(subscriber.Url))];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The value to store.</summary>
    public static string Format(IEnumerable<Subscriber> subscribers) => JsonSerializer.Serialize(subscribers, Json);
}
