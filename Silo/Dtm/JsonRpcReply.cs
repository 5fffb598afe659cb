using System.Buffers;
using System.Text.Json;

namespace OrleansSaga.Silo.Dtm;

/// <summary>JSON-RPC replies (protocol 1.7): always the same four keys, in the order in which DTM writes them.</summary>
internal static class JsonRpcReply
{
    public const int ParseError = -32700;
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InternalError = -32603;
    public const int Failure = -32901;

    private static readonly byte[] Empty = [.. "{}"u8];

    /// <summary>Done; the result is null, or a gid.</summary>
    public static Task SuccessAsync(HttpContext context, string id, string? gid = null)
    {
        var reply = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(reply, DtmReply.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteNull("error");
            json.WriteString("id", id);
            json.WriteString("jsonrpc", "2.0");
            json.WritePropertyName("result");
            if (gid is null)
            {
                json.WriteNullValue();
            }
            else
            {
                json.WriteStartObject();
                json.WriteString("gid", gid);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return DtmReply.WriteJsonAsync(context, reply.WrittenMemory);
    }

    /// <summary>
    /// Not done. Only the code of the FAILURE class may show the token, at the end of its text: clients search for it, and take it for a
    /// rollback. A request that could not be read at all is also an HTTP 400.
    /// </summary>
    public static Task ErrorAsync(HttpContext context, string id, int code, string message, bool hasResult = false)
    {
        if (context.Response.HasStarted)
            return Task.CompletedTask;
        var reply = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(reply, DtmReply.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteNumber("code", code);
            json.WriteString("message", code == Failure ? DtmReply.WithFailure(message) : message);
            json.WriteEndObject();
            json.WriteString("id", id);
            json.WriteString("jsonrpc", "2.0");
            json.WritePropertyName("result");
            json.WriteRawValue(hasResult ? Empty : "null"u8);
            json.WriteEndObject();
        }

        var status = code == ParseError ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        return DtmReply.WriteJsonAsync(context, status, reply.WrittenMemory, hidesFailure: code != Failure);
    }
}
