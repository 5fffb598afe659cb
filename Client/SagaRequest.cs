using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansSaga.Client;

/// <summary>Makes of a definition the one form that the engine takes: order and tags become custom_data, as in DTM's dialect.</summary>
internal static class SagaRequest
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The request; <paramref name="saga"/> has been checked.</summary>
    public static StartTransaction Of(SagaDefinition saga, string? traceParent) => new(
        saga.Gid,
        WireNames.Of(TransactionMode.Saga),
        [.. saga.Steps.Select(static step => new StartStep(step.Action, step.Compensate))],
        [.. saga.Steps.Select(static step => step.Payload)],
        CustomData(saga),
        QueryPrepared: "",
        Protocol: "",
        new StartOptions(
            WaitResult: false, Seconds(saga.TimeoutToFail), Seconds(saga.RequestTimeout), Seconds(saga.RetryInterval),
            saga.BranchHeaders, saga.Concurrent, saga.RetryLimit, RetryCount: 0),
        traceParent);

    private static long Seconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerSecond;

    private static string CustomData(SagaDefinition saga)
    {
        var hasOrders = saga.Steps.Any(static step => step.After.Count > 0);
        if (!hasOrders && !saga.Concurrent && saga.Tags.Count == 0)
            return "";
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Relaxed))
        {
            json.WriteStartObject();
            if (hasOrders)
                Orders(json, saga.Steps);
            if (saga.Concurrent)
                json.WriteBoolean("concurrent", true);
            if (saga.Tags.Count > 0)
                Tags(json, saga.Tags);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Orders(Utf8JsonWriter json, IReadOnlyList<SagaStep> steps)
    {
        json.WriteStartObject("orders");
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].After.Count == 0)
                continue;
            json.WriteStartArray(i.ToString(CultureInfo.InvariantCulture));
            foreach (var before in steps[i].After)
                json.WriteNumberValue(before);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Tags(Utf8JsonWriter json, IReadOnlyDictionary<string, string> tags)
    {
        json.WriteStartObject("orleanssaga");
        json.WriteStartObject("tags");
        foreach (var (key, value) in tags)
            json.WriteString(key, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
