using System.Buffers;
using System.Text.Json;

namespace OrleansSaga.Silo.Dtm;

/// <summary>What DTM's admin page and operators' scripts call to step in (protocol 1.2).</summary>
internal static class AdministrationHandlers
{
    /// <summary>3 x DTM's default TimeoutToFail of 35 s.</summary>
    private const long DefaultResetTimeoutSeconds = 105;

    private const long DefaultLimit = 100;
    private const long MostAtOnce = 1000;

    public static async Task ForceStopAsync(HttpContext context, DtmFront front)
    {
        var decoded = await StartHandlers.DecodeAsync(context, front);
        if (decoded.Start is { } start)
            await DtmReply.ReplyAsync(context, await front.Transactions.ForceStopAsync(start.Gid, "dtm:forceStop"));
        else
            await DtmReply.ErrorAsync(context, decoded.Wrong!);
    }

    public static async Task ResetNextCronTimeAsync(HttpContext context, DtmFront front)
    {
        var decoded = await StartHandlers.DecodeAsync(context, front);
        if (decoded.Start is { } start)
            await DtmReply.ReplyAsync(context, await front.Transactions.RetryAsync(start.Gid, "dtm:resetNextCronTime", unpark: false));
        else
            await DtmReply.ErrorAsync(context, decoded.Wrong!);
    }

    public static async Task ResetCronTimeAsync(HttpContext context, DtmFront front)
    {
        var query = new QueryParameters(context.Request.Query);
        var timeout = query.Integer("timeout", 0, front.Engine.Limits.Seconds) ?? DefaultResetTimeoutSeconds;
        var limit = Math.Min(query.Integer("limit", 1, int.MaxValue) ?? DefaultLimit, MostAtOnce);
        if (query.Wrong is { } wrong)
        {
            await DtmReply.ErrorAsync(context, wrong);
            return;
        }

        var (hasRemaining, count) = await front.Transactions.ResetCronTimeAsync(TimeSpan.FromSeconds(timeout), (int)limit, context.RequestAborted);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, DtmReply.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteBoolean("has_remaining", hasRemaining);
            json.WriteNumber("succeed_count", count);
            json.WriteEndObject();
        }

        await DtmReply.WriteJsonAsync(context, buffer.WrittenMemory);
    }
}
