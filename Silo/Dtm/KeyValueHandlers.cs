using System.Buffers;
using System.Globalization;
using System.Text.Json;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Dtm;

/// <summary>scanKV and queryKV (protocol 1.2): what DTM's admin page lists topics with.</summary>
internal static class KeyValueHandlers
{
    private const long DefaultLimit = 100;

    public static async Task ScanAsync(HttpContext context, DtmFront front)
    {
        var query = new QueryParameters(context.Request.Query);
        var category = query.Text("cat");
        var position = query.Integer("position", 0, long.MaxValue) ?? 0;
        var limit = (int)Math.Min(query.Integer("limit", 1, int.MaxValue) ?? DefaultLimit, KeyValueSizes.PageSize);
        if (query.Wrong is { } wrong)
        {
            await DtmReply.ErrorAsync(context, wrong);
            return;
        }

        var page = CanBe(category, KeyValueSizes.CategoryLength) ? await front.KeyValues.ScanAsync(category, position, limit, context.RequestAborted) : [];
        // As in `all`, a full page may be the last one; then the next is empty.
        await WriteAsync(context, page, page.Count == limit ? page[^1].Id.ToString(CultureInfo.InvariantCulture) : "");
    }

    public static async Task QueryAsync(HttpContext context, DtmFront front)
    {
        var query = new QueryParameters(context.Request.Query);
        var (category, key) = (query.Text("cat"), query.Text("key"));
        var found = CanBe(category, KeyValueSizes.CategoryLength) && CanBe(key, KeyValueSizes.KeyLength) ? await front.KeyValues.GetAsync(category, key, context.RequestAborted) : null;
        await WriteAsync(context, found is null ? [] : [found], position: null);
    }

    /// <summary>Longer ones cannot have been stored.</summary>
    private static bool CanBe(string text, int mostLength) => text.Length > 0 && text.Length <= mostLength && !text.Contains('\0', StringComparison.Ordinal);

    private static Task WriteAsync(HttpContext context, IReadOnlyList<KeyValueEntry> entries, string? position)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, DtmReply.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteStartArray("kv");
            foreach (var entry in entries)
                Write(json, entry);
            json.WriteEndArray();
            if (position is not null)
                json.WriteString("next_position", position);
            json.WriteEndObject();
        }

        return DtmReply.WriteJsonAsync(context, buffer.WrittenMemory);
    }

    private static void Write(Utf8JsonWriter json, KeyValueEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("id", entry.Id);
        TransactionJson.Time(json, "create_time", entry.CreatedAt);
        TransactionJson.Time(json, "update_time", entry.UpdatedAt);
        json.WriteString("cat", entry.Category);
        json.WriteString("k", entry.Key);
        json.WriteString("v", entry.Value);
        json.WriteNumber("version", entry.Version);
        json.WriteEndObject();
    }
}
