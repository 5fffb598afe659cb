using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace OrleansSaga.Silo.Dtm;

/// <summary>
/// Decodes a JSON-RPC request by the rules that DTM's server has for every body (protocol 1.1): unknown keys are skipped, keys match in
/// any case, a later duplicate wins, null is a field's zero value. Params are decoded last, because only the method says what they are.
/// </summary>
internal static class JsonRpcDecoder
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = TransDecoder.MaxDepth };
    private static readonly ReadOnlySequence<byte> Null = new([.. "null"u8]);

    /// <summary>The request, or what is wrong with its envelope.</summary>
    public static JsonRpcCall Decode(in ReadOnlySequence<byte> body)
    {
        var reader = new FieldReader(new Utf8JsonReader(body, Strict));
        try
        {
            return Decode(ref reader, body);
        }
        catch (JsonException)
        {
            return JsonRpcCall.Refused(string.Create(CultureInfo.InvariantCulture, $"body: not valid JSON, from byte {reader.Json.BytesConsumed} on"));
        }
    }

    private static JsonRpcCall Decode(ref FieldReader reader, in ReadOnlySequence<byte> body)
    {
        string? version = null, method = null, id = null;
        var parameters = Null;
        reader.Json.Read();
        if (reader.Json.TokenType == JsonTokenType.StartArray)
            return JsonRpcCall.Refused("body: batches are not served, send one request at a time");
        if (reader.Json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
            return JsonRpcCall.Refused($"body: must be a JSON object, not {FieldReader.Describe(reader.Json.TokenType)}");
        while (reader.Json.Read() && reader.Json.TokenType == JsonTokenType.PropertyName)
        {
            var key = KeyOf(ref reader);
            reader.Json.Read();
            var start = reader.Json.TokenStartIndex;
            var ok = key switch
            {
                "JSONRPC" => reader.TryText("jsonrpc", ref version),
                "METHOD" => reader.TryText("method", ref method),
                "ID" => reader.TryText("id", ref id),
                _ => reader.Skip(),
            };
            if (!ok)
                return JsonRpcCall.Refused(reader.Wrong!);
            if (key == "PARAMS")
                parameters = body.Slice(start, reader.Json.BytesConsumed - start);
        }

        // Anything behind the value is malformed: the reader throws.
        reader.Json.Read();
        var call = new JsonRpcCall(id ?? "", version ?? "", method ?? "", default, default, null);
        return call.Method switch
        {
            JsonRpcCall.Prepare or JsonRpcCall.Submit or JsonRpcCall.Abort => call with { Trans = TransDecoder.Decode(parameters) },
            JsonRpcCall.RegisterBranch => call with { Branch = BranchDecoder.Decode(parameters) },
            _ => call,
        };
    }

    private static string KeyOf(ref FieldReader reader)
    {
        try
        {
            return reader.Json.GetString()!.ToUpperInvariant();
        }
        catch (InvalidOperationException)
        {
            // The key is not proper text, so it is none of ours.
            return "";
        }
    }
}
