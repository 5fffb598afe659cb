using System.Globalization;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Dtm;

/// <summary>Reads a request's body up to the limit and decodes it where it lies.</summary>
internal static class RequestBody
{
    /// <summary>The decoded body, whatever its Content-Type says (protocol 1.1). A body over the limit is not decoded.</summary>
    public static async ValueTask<DecodedTrans> DecodeAsync(HttpRequest request, long limit)
    {
        var (isOverLimit, decoded) = await BoundedBody.ReadAsync(request, limit, static body => TransDecoder.Decode(body), request.HttpContext.RequestAborted);
        return isOverLimit
            ? DecodedTrans.Refused(string.Create(CultureInfo.InvariantCulture, $"body: too large, at most {limit} bytes are allowed"))
            : decoded;
    }
}
