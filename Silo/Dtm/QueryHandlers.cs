using System.Buffers;
using System.Text.Json;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Dtm;

/// <summary>query, all and newGid (protocol 1.2). What they show is what is stored.</summary>
internal static class QueryHandlers
{
    private const long DefaultLimit = 100;
    private const long LargestPage = 1000;

    /// <summary>The last second that a .NET time can hold, less one for the end of a range.</summary>
    private static readonly long LatestMilliseconds = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - 1000;

    public static async Task QueryAsync(HttpContext context, DtmFront front)
    {
        var gid = new QueryParameters(context.Request.Query).Text("gid");
        if (gid.Length == 0)
        {
            await DtmReply.ErrorAsync(context, "no gid specified");
            return;
        }

        // A gid that could not have been stored is an unknown one.
        var found = GidRules.Check(gid, front.Engine.Limits) is null ? await front.Transactions.GetAsync(gid, context.RequestAborted) : null;
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, DtmReply.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteStartArray("branches");
            if (found is not null)
                BranchJson.Write(json, found.State);
            json.WriteEndArray();
            json.WritePropertyName("transaction");
            if (found is not null)
                TransactionJson.Write(json, TransactionView.Of(found));
            else
                json.WriteNullValue();
            json.WriteEndObject();
        }

        await DtmReply.WriteJsonAsync(context, buffer.WrittenMemory);
    }

    public static async Task AllAsync(HttpContext context, DtmFront front)
    {
        var (filter, wrong) = Filter(new QueryParameters(context.Request.Query));
        if (filter is null)
        {
            await DtmReply.ErrorAsync(context, wrong!);
            return;
        }

        var impossible = filter.Gid is not null && GidRules.Check(filter.Gid, front.Engine.Limits) is not null;
        var page = impossible ? [] : await front.Transactions.ListAsync(filter, context.RequestAborted);
        // A full page may be the last one; then the next is empty. DTM's clients know that from DTM.
        var next = filter.Gid is null && page.Count == filter.Limit ? page[^1].Instance.ToString("N") : "";
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, DtmReply.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("next_position", next);
            json.WritePropertyName("transactions");
            WritePage(json, page, front.Engine.Retry);
            json.WriteEndObject();
        }

        await DtmReply.WriteJsonAsync(context, buffer.WrittenMemory);
    }

    public static Task NewGidAsync(HttpContext context, DtmFront front)
    {
        _ = front;
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(buffer, DtmReply.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("dtm_result", "SUCCESS");
            json.WriteString("gid", NewGid.Create());
            json.WriteEndObject();
        }

        return DtmReply.WriteJsonAsync(context, buffer.WrittenMemory);
    }

    private static void WritePage(Utf8JsonWriter json, IReadOnlyList<ListedTransaction> page, RetryOptions retry)
    {
        if (page.Count == 0)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        foreach (var row in page)
            TransactionJson.Write(json, TransactionView.Of(row, retry));
        json.WriteEndArray();
    }

    private static (TransactionFilter? Filter, string? Wrong) Filter(QueryParameters query)
    {
        // One gid is one row: DTM does not look at the other filters then.
        if (query.Text("gid") is { Length: > 0 } gid)
            return (new TransactionFilter(gid, null, null, null, null, null, null, null, 1), null);

        var filter = new TransactionFilter(
            Gid: null,
            query.Known("status", WireNames.Status, "must be prepared, submitted, aborting, succeed or failed"),
            query.Known("transType", WireNames.Mode, "must be saga, msg, tcc, xa or workflow"),
            Tag: null,
            Parked: null,
            Second("createTimeStart", 0),
            Second("createTimeEnd", 1),
            query.Known<Guid>("position", text => Guid.TryParseExact(text, "N", out var instance) ? instance : null, "must be a next_position of an earlier reply"),
            (int)Math.Min(query.Integer("limit", 1, int.MaxValue) ?? DefaultLimit, LargestPage));
        return query.Wrong is { } wrong ? (null, wrong) : (filter, null);

        // Milliseconds cut to the second, as in DTM; the whole second at the end belongs to the range.
        DateTimeOffset? Second(string name, int later) =>
            query.Integer(name, 0, LatestMilliseconds) is { } milliseconds ? DateTimeOffset.FromUnixTimeSeconds((milliseconds / 1000) + later) : null;
    }
}
