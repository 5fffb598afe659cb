using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Api;

/// <summary>Reads a JSON body strictly: its size, its media type, its encoding, unknown keys and wrong types are refused by name.</summary>
internal static class RequestBody
{
    /// <summary>The error of a body that is not JSON by its media type.</summary>
    public static ApiError NotJson() => new(ApiErrors.UnsupportedMediaType, "Content-Type: must be application/json, in UTF-8");

    /// <summary>Reads the request, or says what is wrong with it.</summary>
    public static async Task<(StartRequest? Request, ApiError? Error)> ReadStartAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        var charset = request.GetTypedHeaders().ContentType?.Charset;
        if (!request.HasJsonContentType() || (charset is { HasValue: true } && !charset.Value.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
            return (null, NotJson());
        var (isOverLimit, body) = await BoundedBody.ReadAsync(request, limit, static body => body.ToArray(), cancellationToken);
        if (isOverLimit)
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

    // The reader's own errors are inner JsonExceptions; everything else is JSON of the wrong shape.
    private static ApiError Of(JsonException wrong) =>
        wrong.InnerException is JsonException
            ? new(ApiErrors.MalformedJson, $"body: not valid JSON at line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}")
            : ApiErrors.Invalid(FieldNames.OfJson(wrong, ApiJson.Default.StartRequest));
}
