using System.Globalization;
using System.IO.Pipelines;

namespace OrleansSaga.Silo.Dtm;

/// <summary>Reads a request's body up to the limit and decodes it where it lies, in the connection's own buffers.</summary>
internal static class RequestBody
{
    /// <summary>
    /// The decoded body, whatever its Content-Type says (protocol 1.1). A body over the limit is not decoded; what is left of it is the
    /// server's to read and drop, which it does for a few seconds before it closes the connection.
    /// </summary>
    public static async ValueTask<DecodedTrans> DecodeAsync(HttpRequest request, long limit)
    {
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

    private static DecodedTrans TooLarge(long limit) =>
        DecodedTrans.Refused(string.Create(CultureInfo.InvariantCulture, $"body: too large, at most {limit} bytes are allowed"));
}
