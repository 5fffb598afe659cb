using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace OrleansSaga.Grains.Kernel;

/// <summary>
/// Reads a saga's custom_data: DTM's <c>orders</c> and <c>concurrent</c> (keys match in any case, null and PHP's empty array count
/// as absent), and ours under the one key <c>orleanssaga</c> (docs/native-extras.md).
/// </summary>
internal static class CustomDataReader
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32 };

    public static SagaCustomData Read(string customData, int steps, LimitOptions limits)
    {
        if (customData.Length == 0)
            return SagaCustomData.None;
        if (customData.Length > limits.CustomDataLength)
            throw InvalidFieldException.TooLong("custom_data", customData.Length, limits.CustomDataLength);
        if (customData.Contains('\0', StringComparison.Ordinal))
            throw new InvalidFieldException("custom_data: contains a NUL character");
        using var document = Parse(customData);
        if (document.RootElement.ValueKind == JsonValueKind.Null)
            return SagaCustomData.None;
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new InvalidFieldException("custom_data: not a JSON object");

        try
        {
            return Read(document.RootElement, steps, limits);
        }
        catch (InvalidOperationException)
        {
            // The kinds of all values are checked: only a string that is no UTF-16 makes the reader throw this.
            throw new InvalidFieldException("custom_data: holds half of a surrogate pair");
        }
    }

    private static SagaCustomData Read(JsonElement root, int steps, LimitOptions limits)
    {
        var result = SagaCustomData.None;
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name.Equals("orders", StringComparison.OrdinalIgnoreCase))
                result = result with { Orders = Orders(property.Value, steps, limits) };
            else if (property.Name.Equals("concurrent", StringComparison.OrdinalIgnoreCase))
                result = result with { Concurrent = Json.Boolean("custom_data.concurrent", property.Value) };
            else if (property.Name == "orleanssaga")
                result = NativeExtrasReader.Read(property.Value, result, steps, limits);
        }

        return result;
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
