using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Branches;

/// <summary>The body of a JSON-RPC branch call (protocol 3.3). Everything else about it is as of any HTTP call.</summary>
internal static class JsonRpcRequest
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions ReaderOptions = new() { MaxDepth = JsonRpcRules.MostDepth };

    /// <summary>Whether a call is made by JSON-RPC (protocol section 3, rule 2).</summary>
    public static bool IsFor(BranchCall call) => JsonRpcRules.IsJsonRpc(call.Protocol, call.Url);

    /// <summary>The call with its payload put into an envelope; null, and why in <paramref name="fault"/>, when the payload is no JSON object.</summary>
    public static BranchCall? Wrap(BranchCall call, out string fault)
    {
        fault = "a JSON-RPC branch needs a JSON object as its payload";
        try
        {
            var body = new ArrayBufferWriter<byte>(call.Payload.Length + 256);
            using var json = new Utf8JsonWriter(body, WriterOptions);
            if (!TryWrite(json, call))
                return null;
            json.Flush();
            return call with { Payload = body.WrittenMemory };
        }
        catch (Exception notJson) when (notJson is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a key that holds half a surrogate pair.
            return null;
        }
    }

    private static bool TryWrite(Utf8JsonWriter json, BranchCall call)
    {
        json.WriteStartObject();
        json.WriteString("jsonrpc", "2.0");
        json.WriteString("id", NewGid.Create());
        json.WriteString("method", MethodOf(call.Url));
        json.WriteStartObject("params");
        if (!call.Payload.IsEmpty && !TryWriteMembers(json, call.Payload))
            return false;
        json.WriteString("gid", call.Stamp.Gid);
        json.WriteString("trans_type", WireNames.Of(call.Mode));
        json.WriteString("branch_id", call.BranchId);
        json.WriteString("op", call.WireOp);
        json.WriteEndObject();
        json.WriteEndObject();
        return true;
    }

    private static bool TryWriteMembers(Utf8JsonWriter json, ReadOnlyMemory<byte> payload)
    {
        using var document = JsonDocument.Parse(payload, ReaderOptions);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return false;
        foreach (var member in document.RootElement.EnumerateObject())
        {
            // Ours win, and must not stand there twice: parsers differ in which one they take.
            if (member.Name is not ("gid" or "trans_type" or "branch_id" or "op"))
            {
                json.WritePropertyName(member.Name);
                // As it was written: numbers keep their digits.
                json.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
            }
        }

        return true;
    }

    /// <summary>The value of the parameter <c>method</c> in the URL's query; empty when there is none.</summary>
    private static string MethodOf(string url)
    {
        var fragment = url.IndexOf('#', StringComparison.Ordinal);
        var end = fragment < 0 ? url.Length : fragment;
        var query = url.IndexOf('?', 0, end);
        if (query < 0)
            return "";
        foreach (var parameter in new QueryStringEnumerable(url.AsMemory(query, end - query)))
        {
            if (parameter.DecodeName().Span.SequenceEqual("method"))
                return parameter.DecodeValue().ToString();
        }

        return "";
    }
}
