using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Dtm;

/// <summary>DTM's reply envelopes (protocol 1.1). Replies that never change are encoded once.</summary>
internal static class DtmReply
{
    /// <summary>The token that clients look for in texts.</summary>
    public const string Failure = "FAILURE";

    private const string Json = "application/json; charset=utf-8";

    private const int TooEarly = 425;

    private static readonly byte[] Success = [.. """{"dtm_result":"SUCCESS"}"""u8];
    private static readonly byte[] NotFoundText = [.. "404 page not found"u8];

    /// <summary>How our JSON is written: as little escaping as JSON allows; the replies never go into HTML.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly byte[] Ongoing = [.. """{"dtm_result":"ONGOING","message":"ONGOING"}"""u8];

    public static readonly byte[] Pong = [.. """{"msg":"pong"}"""u8];
    public static readonly byte[] Version = Encoding.UTF8.GetBytes($$"""{"version":"v{{typeof(DtmReply).Assembly.GetName().Version?.ToString(3)}}"}""");

    /// <summary>200 with <paramref name="body"/>, which must not contain the token FAILURE.</summary>
    public static Task WriteAsync(HttpContext context, byte[] body) => WriteAsync(context, StatusCodes.Status200OK, Json, body);

    /// <summary>200 with JSON in which any FAILURE is written in another spelling of the same JSON.</summary>
    public static Task WriteJsonAsync(HttpContext context, ReadOnlyMemory<byte> body) =>
        WriteAsync(context, StatusCodes.Status200OK, Json, FailureToken.Hide(body));

    /// <summary>JSON with any status; where it means no failure, FAILURE is written in another spelling.</summary>
    public static Task WriteJsonAsync(HttpContext context, int status, ReadOnlyMemory<byte> body, bool hidesFailure) =>
        WriteAsync(context, status, Json, hidesFailure ? FailureToken.Hide(body) : body);

    public static Task SuccessAsync(HttpContext context) => WriteAsync(context, Success);

    /// <summary>What a transaction's reply means in DTM's envelope.</summary>
    public static Task ReplyAsync(HttpContext context, TransactionReply reply) => ReplyAsync(context, reply.Code, reply.Message);

    /// <summary>What a reply code means in DTM's envelope.</summary>
    public static Task ReplyAsync(HttpContext context, ReplyCode code, string message) => code switch
    {
        ReplyCode.Ok => SuccessAsync(context),
        ReplyCode.WrongState => FailureAsync(context, message),
        ReplyCode.Unavailable or ReplyCode.TryAgain => UnavailableAsync(context, message),
        _ => ErrorAsync(context, message),
    };

    /// <summary>409, which SDKs take for "rolled back, or it will be": the text ends with the token.</summary>
    public static Task FailureAsync(HttpContext context, string message) =>
        WriteAsync(context, StatusCodes.Status409Conflict, Json, Encode(WithFailure(message), """{"dtm_result":"FAILURE","message":"""u8));

    /// <summary>The text with the token at its end.</summary>
    public static string WithFailure(string message) => message.EndsWith(Failure, StringComparison.Ordinal) ? message : $"{message} {Failure}";

    /// <summary>425: not over yet.</summary>
    public static Task OngoingAsync(HttpContext context) => WriteAsync(context, TooEarly, Json, Ongoing);

    /// <summary>400, for what registerBranch cannot decode (protocol 1.1).</summary>
    public static Task BadRequestAsync(HttpContext context, string message) =>
        WriteAsync(context, StatusCodes.Status400BadRequest, Json, FailureToken.Hide(Encode(message, """{"message":"""u8)));

    /// <summary>403, for a browser that asks for a page of somebody else.</summary>
    public static Task ForbiddenAsync(HttpContext context, string message) =>
        WriteAsync(context, StatusCodes.Status403Forbidden, Json, Encode(message, """{"message":"""u8));

    /// <summary>500: the request was not taken, and nobody should read a rollback into it.</summary>
    public static Task ErrorAsync(HttpContext context, string message) =>
        WriteAsync(context, StatusCodes.Status500InternalServerError, Json, FailureToken.Hide(Encode(message, """{"message":"""u8)));

    /// <summary>503: come again in a second.</summary>
    public static Task UnavailableAsync(HttpContext context, string message)
    {
        if (context.Response.HasStarted)
            return Task.CompletedTask;
        context.Response.Headers.RetryAfter = "1";
        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, Json, FailureToken.Hide(Encode(message, """{"message":"""u8)));
    }

    /// <summary>404 as DTM's router says it, for wrong methods as well.</summary>
    public static Task NotFoundAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status404NotFound, "text/plain", NotFoundText);

    private static ReadOnlyMemory<byte> Encode(string message, ReadOnlySpan<byte> before)
    {
        var buffer = new ArrayBufferWriter<byte>(before.Length + message.Length + 16);
        buffer.Write(before);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
            json.WriteStringValue(message);
        buffer.Write("}"u8);
        return buffer.WrittenMemory;
    }

    private static Task WriteAsync(HttpContext context, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        if (HttpMethods.IsHead(context.Request.Method))
            return Task.CompletedTask;
        var written = response.BodyWriter.WriteAsync(body, context.RequestAborted);
        return written.IsCompletedSuccessfully ? Task.CompletedTask : written.AsTask();
    }
}
