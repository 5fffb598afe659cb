using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Api;

/// <summary>
/// Translates a request into the one form that the engine takes: order, tags and policies become custom_data with the keys that
/// DTM's dialect uses. The engine checks values and limits; here is checked only what that form could not express.
/// </summary>
internal static class StartTranslator
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Translates, or says what is wrong.</summary>
    public static (StartTransaction? Start, ApiError? Error) Translate(StartRequest request, string gid, string? traceParent)
    {
        if (Fault(request) is { } fault)
            return (null, ApiErrors.Invalid(fault));
        var steps = request.Steps!;
        var concurrent = request.Concurrent ?? false;
        var options = new StartOptions(
            request.Wait ?? false,
            request.TimeoutToFail ?? 0,
            request.RequestTimeout ?? 0,
            request.RetryInterval ?? 0,
            request.BranchHeaders?.ToImmutableDictionary(header => header.Key, header => header.Value!) ?? ImmutableDictionary<string, string>.Empty,
            concurrent,
            request.RetryLimit ?? 0,
            RetryCount: 0);
        var start = new StartTransaction(
            gid,
            request.Mode ?? WireNames.Of(TransactionMode.Saga),
            [.. steps.Select(step => new StartStep(step!.Action ?? "", step.Compensate ?? ""))],
            [.. steps.Select(step => Payload(step!))],
            CustomData(request, steps, concurrent && request.Mode != ModeRules.Message),
            QueryPrepared: "",
            Protocol: "",
            options,
            traceParent);
        return (start, null);
    }

    private static string? Fault(StartRequest request)
    {
        if (ModeRules.Fault(request) is { } fault)
            return fault;
        if (request.Steps is not { } steps)
            return "steps: missing";
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i] is not { } step)
                return $"steps[{i}]: not an object";
            if (step.Payload.ValueKind != JsonValueKind.Undefined && step.PayloadText is not null)
                return $"steps[{i}].payload_text: give payload or payload_text, not both";
            if (step.Policy?.Backoff is { } backoff && InfiniteIn(backoff) is { } field)
                return $"steps[{i}].policy.backoff.{field}: not a finite number";
        }

        return NullIn("tags", request.Tags) ?? NullIn("branch_headers", request.BranchHeaders);
    }

    /// <summary>A number that is too large for a double has become infinity, which no JSON can express.</summary>
    private static string? InfiniteIn(BackoffRequest backoff) =>
        IsInfinite(backoff.InitialSeconds) ? "initial_seconds" : IsInfinite(backoff.Multiplier) ? "multiplier" : IsInfinite(backoff.MaxSeconds) ? "max_seconds" : null;

    private static bool IsInfinite(double? number) => number is { } value && !double.IsFinite(value);

    private static string? NullIn(string field, Dictionary<string, string?>? map)
    {
        foreach (var (key, value) in map ?? [])
        {
            if (value is null)
                return $"{field}.{FieldNames.Short(key)}: not a string";
        }

        return null;
    }

    private static ReadOnlyMemory<byte> Payload(StepRequest step) =>
        step.PayloadText is { } text ? Encoding.UTF8.GetBytes(text)
        : step.Payload.ValueKind == JsonValueKind.Undefined ? ReadOnlyMemory<byte>.Empty
        : JsonMarshal.GetRawUtf8Value(step.Payload).ToArray();

    private static string CustomData(StartRequest request, List<StepRequest?> steps, bool concurrent)
    {
        var hasOrders = steps.Any(step => step!.After is { Count: > 0 });
        var hasTags = request.Tags is { Count: > 0 };
        var hasPolicies = steps.Any(step => step!.Policy is not null);
        if (!hasOrders && !concurrent && !hasTags && !hasPolicies && request.Delay is null)
            return "";
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Relaxed))
        {
            json.WriteStartObject();
            if (hasOrders)
                Orders(json, steps);
            if (concurrent)
                json.WriteBoolean("concurrent", true);
            if (request.Delay is { } delay)
                json.WriteNumber("delay", delay);
            if (hasTags || hasPolicies)
                Extras(json, request.Tags, steps);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Orders(Utf8JsonWriter json, List<StepRequest?> steps)
    {
        json.WriteStartObject("orders");
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i]!.After is not { Count: > 0 } after)
                continue;
            json.WriteStartArray(Number(i));
            foreach (var before in after)
                json.WriteNumberValue(before);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Extras(Utf8JsonWriter json, Dictionary<string, string?>? tags, List<StepRequest?> steps)
    {
        json.WriteStartObject("orleanssaga");
        json.WriteStartObject("tags");
        foreach (var (key, value) in tags ?? [])
            json.WriteString(key, value);
        json.WriteEndObject();
        json.WriteStartObject("steps");
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i]!.Policy is not { } policy)
                continue;
            json.WritePropertyName(Number(i));
            JsonSerializer.Serialize(json, policy, ApiJson.Default.PolicyRequest);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Number(int step) => step.ToString(CultureInfo.InvariantCulture);
}
