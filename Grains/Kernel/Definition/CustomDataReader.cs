using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace OrleansSaga.Grains.Kernel;

/// <summary>
/// Reads custom_data, as far as the mode knows it (protocol 1.3): a saga's <c>orders</c> and <c>concurrent</c>, a message's
/// <c>delay</c>, a workflow's <c>name</c> and <c>data</c>; and ours under the one key <c>orleanssaga</c> (docs/native-extras.md). Keys
/// match in any case; null and PHP's empty array count as absent. Of TCC and XA it is only kept.
/// </summary>
internal static class CustomDataReader
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32 };

    public static CustomData Read(TransactionMode mode, string customData, int steps, LimitOptions limits)
    {
        if (customData.Length == 0)
            return CustomData.None;
        if (customData.Length > limits.CustomDataLength)
            throw InvalidFieldException.TooLong("custom_data", customData.Length, limits.CustomDataLength);
        if (customData.Contains('\0', StringComparison.Ordinal))
            throw new InvalidFieldException("custom_data: contains a NUL character");
        if (mode is TransactionMode.Tcc or TransactionMode.Xa)
            return CustomData.None;
        using var document = Parse(customData);
        if (document.RootElement.ValueKind == JsonValueKind.Null)
            return CustomData.None;
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new InvalidFieldException("custom_data: not a JSON object");

        try
        {
            var result = CustomData.None;
            foreach (var property in document.RootElement.EnumerateObject())
                result = Read(mode, result, property, steps, limits);
            return result;
        }
        catch (InvalidOperationException)
        {
            // The kinds of all values are checked: only a string that is no UTF-16 makes the reader throw this.
            throw new InvalidFieldException("custom_data: holds half of a surrogate pair");
        }
    }

    private static CustomData Read(TransactionMode mode, CustomData data, JsonProperty property, int steps, LimitOptions limits) =>
        (mode, property.Name.ToUpperInvariant()) switch
        {
            (TransactionMode.Saga, "ORDERS") => data with { Orders = Orders(property.Value, steps, limits) },
            (TransactionMode.Saga, "CONCURRENT") => data with { Concurrent = Json.Boolean("custom_data.concurrent", property.Value) },
            (TransactionMode.Message, "DELAY") => data with { DelaySeconds = Json.IsEmpty(property.Value) ? 0 : Json.Integer("custom_data.delay", property.Value, 0, limits.Seconds) },
            (TransactionMode.Workflow, "NAME") => data with { WorkflowName = WorkflowName(property.Value) },
            (TransactionMode.Workflow, "DATA") => data with { WorkflowData = WorkflowData(property.Value) },
            (TransactionMode.Saga or TransactionMode.Message, _) when property.Name == "orleanssaga" => NativeExtrasReader.Read(property.Value, data, steps, limits),
            _ => data,
        };

    private static string WorkflowName(JsonElement value)
    {
        var name = Json.Text("custom_data.name", value);
        if (name.Length > CustomData.MostNameLength)
            throw InvalidFieldException.TooLong("custom_data.name", name.Length, CustomData.MostNameLength);
        return name;
    }

    private static ReadOnlyMemory<byte> WorkflowData(JsonElement value)
    {
        if (Json.Text("custom_data.data", value).Length == 0)
            return default;
        return value.TryGetBytesFromBase64(out var bytes) ? bytes : throw new InvalidFieldException("custom_data.data: not base64");
    }

    private static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text, Strict);
        }
        catch (Exception notJson) when (notJson is JsonException or ArgumentException)
        {
            throw new InvalidFieldException("custom_data: not valid JSON");
        }
    }

    private static ImmutableDictionary<int, ImmutableArray<int>> Orders(JsonElement orders, int steps, LimitOptions limits)
    {
        var result = ImmutableDictionary.CreateBuilder<int, ImmutableArray<int>>();
        if (Json.IsEmpty(orders))
            return result.ToImmutable();
        if (orders.ValueKind != JsonValueKind.Object)
            throw new InvalidFieldException("custom_data.orders: not an object of step number to step numbers");
        var edges = 0;
        foreach (var entry in orders.EnumerateObject())
        {
            var field = $"custom_data.orders.{Text.Clean(entry.Name, 16)}";
            if (!int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var step) || step >= steps)
                throw new InvalidFieldException($"{field}: not a step number from 0 to {steps - 1}");
            if (Json.IsEmpty(entry.Value))
                continue;
            if (entry.Value.ValueKind != JsonValueKind.Array)
                throw new InvalidFieldException($"{field}: not an array of step numbers");
            var after = new SortedSet<int>();
            foreach (var item in entry.Value.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out var before) || before < 0 || before >= steps)
                    throw new InvalidFieldException($"{field}: names a step that is not from 0 to {steps - 1}");
                if (++edges > limits.Orders)
                    throw new InvalidFieldException($"custom_data.orders: more than {limits.Orders} relations");
                after.Add(before);
            }

            result[step] = [.. after];
        }

        return result.ToImmutable();
    }
}
