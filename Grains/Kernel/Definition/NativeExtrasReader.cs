using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace OrleansSaga.Grains.Kernel;

/// <summary>
/// Reads custom_data.orleanssaga: tags and per-step policies. Null, and PHP's empty array for an object, mean absent, as everywhere
/// in the protocol. Unknown keys are refused, so that a misspelt policy is not silently absent.
/// </summary>
internal static class NativeExtrasReader
{
    private const string Root = "custom_data.orleanssaga";

    public static CustomData Read(JsonElement extras, CustomData data, int steps, LimitOptions limits)
    {
        foreach (var property in Members(Root, extras))
        {
            data = property.Name switch
            {
                "tags" => data with { Tags = Tags(property.Value, limits) },
                "steps" => data with { Policies = Policies(property.Value, steps, limits) },
                _ => throw Unknown(Root, property.Name, "tags, steps"),
            };
        }

        return data;
    }

    private static ImmutableDictionary<string, string> Tags(JsonElement tags, LimitOptions limits)
    {
        var result = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var tag in Members($"{Root}.tags", tags))
        {
            var field = $"{Root}.tags.{Text.Clean(tag.Name, 32)}";
            var value = tag.Value.ValueKind == JsonValueKind.String ? tag.Value.GetString()! : throw new InvalidFieldException($"{field}: not a string");
            if (tag.Name.Length == 0 || tag.Name.Length > limits.TagLength || value.Length > limits.TagLength)
                throw new InvalidFieldException($"{field}: key and value must have at most {limits.TagLength} characters, the key at least one");
            if (tag.Name.Any(char.IsControl) || value.Any(char.IsControl))
                throw new InvalidFieldException($"{field}: contains a control character");
            result[tag.Name] = value;
            if (result.Count > limits.Tags)
                throw new InvalidFieldException($"{Root}.tags: more than {limits.Tags} tags");
        }

        return result.ToImmutable();
    }

    private static ImmutableDictionary<int, StepPolicy> Policies(JsonElement policies, int steps, LimitOptions limits)
    {
        var result = ImmutableDictionary.CreateBuilder<int, StepPolicy>();
        foreach (var entry in Members($"{Root}.steps", policies))
        {
            var field = $"{Root}.steps.{Text.Clean(entry.Name, 16)}";
            if (!int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var step) || step >= steps)
                throw new InvalidFieldException($"{field}: not a step number from 0 to {steps - 1}");
            result[step] = Policy(field, entry.Value, limits);
        }

        return result.ToImmutable();
    }

    private static StepPolicy Policy(string field, JsonElement policy, LimitOptions limits)
    {
        var result = StepPolicy.None;
        foreach (var property in Members(field, policy))
        {
            var (name, value) = ($"{field}.{property.Name}", property.Value);
            result = property.Name switch
            {
                "request_timeout" or "max_attempts" or "backoff" when value.ValueKind == JsonValueKind.Null => result,
                "request_timeout" => result with { RequestTimeoutSeconds = Json.Integer(name, value, 1, limits.RequestTimeoutSeconds) },
                "max_attempts" => result with { MaxAttempts = (int)Json.Integer(name, value, 1, 1_000_000) },
                "backoff" => result with { Backoff = Backoff(name, value, limits) },
                "non_compensable" => result with { NonCompensable = Json.Boolean(name, value) },
                "park" => result with { Park = Json.Boolean(name, value) },
                _ => throw Unknown(field, property.Name, "request_timeout, max_attempts, backoff, non_compensable, park"),
            };
        }

        if (result is { Park: true, MaxAttempts: null })
            throw new InvalidFieldException($"{field}.park: needs max_attempts, after which the step parks");
        return result;
    }

    private static StepBackoff Backoff(string field, JsonElement backoff, LimitOptions limits)
    {
        double? initial = null, multiplier = null, most = null;
        foreach (var property in Members(field, backoff))
        {
            var (name, value) = ($"{field}.{property.Name}", property.Value);
            switch (property.Name)
            {
                case "initial_seconds" or "multiplier" or "max_seconds" when value.ValueKind == JsonValueKind.Null: break;
                case "initial_seconds": initial = Json.Number(name, value, 0.1, limits.Seconds); break;
                case "multiplier": multiplier = Json.Number(name, value, 1, 100); break;
                case "max_seconds": most = Json.Number(name, value, 0.1, limits.Seconds); break;
                default: throw Unknown(field, property.Name, "initial_seconds, multiplier, max_seconds");
            }
        }

        if (initial is not { } first)
            throw new InvalidFieldException($"{field}.initial_seconds: missing");
        return new StepBackoff(first, multiplier ?? 2, Math.Max(first, most ?? 3600));
    }

    private static JsonElement.ObjectEnumerator Members(string field, JsonElement value)
    {
        if (Json.IsEmpty(value))
            return default;
        return value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : throw new InvalidFieldException($"{field}: not an object");
    }

    private static InvalidFieldException Unknown(string field, string name, string known) =>
        new($"{field}: unknown key '{Text.Clean(name, 32)}'; known are {known}");
}
