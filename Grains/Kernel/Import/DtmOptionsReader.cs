using System.Collections.Immutable;
using System.Text.Json;

namespace OrleansSaga.Grains.Kernel;

/// <summary>
/// Reads the columns options (protocol 1.3) and ext_data (headers that old versions kept there). Keys match in any case, null is the
/// default, unknown keys are passed over: what DTM itself would read.
/// </summary>
internal static class DtmOptionsReader
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32 };

    public static StartOptions Read(string options, string extData)
    {
        try
        {
            return ReadMembers(options, extData);
        }
        catch (InvalidOperationException)
        {
            // The kinds of all values are checked: only a string that is no UTF-16 makes the reader throw this.
            throw new InvalidFieldException("options, ext_data: hold half of a surrogate pair");
        }
    }

    private static StartOptions ReadMembers(string options, string extData)
    {
        var result = new StartOptions(false, 0, 0, 0, ImmutableDictionary<string, string>.Empty, false, 0, 0);
        var headers = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        using (var document = Parse("ext_data", extData))
        {
            foreach (var property in Members("ext_data", document?.RootElement))
            {
                if (property.Name.Equals("headers", StringComparison.OrdinalIgnoreCase))
                    AddHeaders(headers, "ext_data.headers", property.Value);
            }
        }

        using (var document = Parse("options", options))
        {
            foreach (var property in Members("options", document?.RootElement))
            {
                var (field, value) = ($"options.{Text.Clean(property.Name, 32)}", property.Value);
                switch (property.Name.ToUpperInvariant())
                {
                    case "WAIT_RESULT": result = result with { WaitResult = Json.Boolean(field, value) }; break;
                    case "TIMEOUT_TO_FAIL": result = result with { TimeoutToFailSeconds = Integer(field, value) }; break;
                    case "REQUEST_TIMEOUT": result = result with { RequestTimeoutSeconds = Integer(field, value) }; break;
                    case "RETRY_INTERVAL": result = result with { RetryIntervalSeconds = Integer(field, value) }; break;
                    case "RETRY_LIMIT": result = result with { RetryLimit = Integer(field, value) }; break;
                    case "RETRY_COUNT": result = result with { RetryCount = Integer(field, value) }; break;
                    case "CONCURRENT": result = result with { Concurrent = Json.Boolean(field, value) }; break;
                    case "BRANCH_HEADERS": AddHeaders(headers, field, value); break;
                    default: break;
                }
            }
        }

        return result with { BranchHeaders = headers.ToImmutable() };
    }

    // The ranges are checked with those of a client's options.
    private static long Integer(string field, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw new InvalidFieldException($"{field}: not a whole number");
    }

    private static void AddHeaders(ImmutableDictionary<string, string>.Builder headers, string field, JsonElement value)
    {
        foreach (var header in Members(field, value))
            headers[header.Name] = Json.Text($"{field}.{Text.Clean(header.Name, 32)}", header.Value);
    }

    private static JsonElement.ObjectEnumerator Members(string field, JsonElement? value)
    {
        if (value is not { } element || Json.IsEmpty(element))
            return default;
        return element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : throw new InvalidFieldException($"{field}: not a JSON object");
    }

    private static JsonDocument? Parse(string field, string text)
    {
        if (text.Length == 0)
            return null;
        try
        {
            return JsonDocument.Parse(text, Strict);
        }
        catch (JsonException)
        {
            throw new InvalidFieldException($"{field}: not valid JSON");
        }
    }
}
