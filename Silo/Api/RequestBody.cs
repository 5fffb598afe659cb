using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;

namespace OrleansSaga.Silo.Api;

/// <summary>Reads a JSON body strictly: its size, its media type, its encoding, unknown keys and wrong types are refused by name.</summary>
internal static class RequestBody
{
    /// <summary>
    /// How much of a body over the limit is read and dropped after the answer: a connection that closed under a client which is
    /// still sending would take the answer with it.
    /// </summary>
    private const long MostDrained = 64 * 1024 * 1024;

    /// <summary>The error of a body that is not JSON by its media type.</summary>
    public static ApiError NotJson() => new(ApiErrors.UnsupportedMediaType, "Content-Type: must be application/json, in UTF-8");

    /// <summary>Reads the request, or says what is wrong with it.</summary>
    public static async Task<(StartRequest? Request, ApiError? Error)> ReadStartAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        var charset = request.GetTypedHeaders().ContentType?.Charset;
        if (!request.HasJsonContentType() || (charset is { HasValue: true } && !charset.Value.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
            return (null, NotJson());
        if (await ReadAsync(request, limit, cancellationToken) is not { } body)
            return (null, new ApiError(ApiErrors.BodyTooLarge, $"body: at most {limit} bytes are allowed"));
        if (!Utf8.IsValid(body))
            return (null, new ApiError(ApiErrors.MalformedJson, "body: not UTF-8"));
        try
        {
            return JsonSerializer.Deserialize(body, ApiJson.Default.StartRequest) is { } read
                ? (read, null)
                : (null, ApiErrors.Invalid("body: not an object"));
        }
        catch (JsonException wrong)
        {
            return (null, Of(wrong));
        }
    }

    /// <summary>The body's bytes; null when there are more than <paramref name="limit"/>.</summary>
    private static async Task<byte[]?> ReadAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        LetDrain(request);
        if (request.ContentLength > limit)
            return null;
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > limit)
            {
                // What is read must be given back, or the connection breaks under the next request.
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static void LetDrain(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MostDrained;
    }

    // The reader's own errors are inner JsonExceptions; everything else is JSON of the wrong shape.
    private static ApiError Of(JsonException wrong) =>
        wrong.InnerException is JsonException
            ? new(ApiErrors.MalformedJson, $"body: not valid JSON at line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}")
            : ApiErrors.Invalid(FieldNames.OfJson(wrong, ApiJson.Default.StartRequest));
}
