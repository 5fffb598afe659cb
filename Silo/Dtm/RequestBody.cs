using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace OrleansSaga.Silo.Dtm;

/// <summary>Reads a request's body up to the limit and decodes it where it lies, in the connection's own buffers.</summary>
internal static class RequestBody
{
    /// <summary>
    /// How much of a body over the limit the server reads and drops after the reply, for at most a few seconds. Without that the
    /// connection would be reset under a client that is still sending, and the reply lost.
    /// </summary>
    private const long MostDrained = 64 * 1024 * 1024;

    /// <summary>The decoded body, whatever its Content-Type says (protocol 1.1). A body over the limit is not decoded.</summary>
    public static async ValueTask<DecodedTrans> DecodeAsync(HttpRequest request, long limit)
    {
        if (request.ContentLength is not { } length || length > limit)
            LetDrain(request);
        if (request.ContentLength > limit)
            return TooLarge(limit);
        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(request.HttpContext.RequestAborted);
            var buffer = result.Buffer;
            if (buffer.Length > limit)
            {
                reader.AdvanceTo(buffer.End);
                return TooLarge(limit);
            }

            if (result.IsCompleted)
            {
                var decoded = TransDecoder.Decode(buffer);
                reader.AdvanceTo(buffer.End);
                return decoded;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static void LetDrain(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MostDrained;
    }

    private static DecodedTrans TooLarge(long limit) =>
        DecodedTrans.Refused(string.Create(CultureInfo.InvariantCulture, $"body: too large, at most {limit} bytes are allowed"));
}
