using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace OrleansSaga.Silo.Application;

/// <summary>Reads a request's body up to a limit, in the connection's own buffers; for every front.</summary>
internal static class BoundedBody
{
    /// <summary>
    /// How much of a body over the limit the server reads and drops after the reply, for at most a few seconds. Without that the
    /// connection would be reset under a client that is still sending, and the reply lost.
    /// </summary>
    private const long MostDrained = 64 * 1024 * 1024;

    /// <summary>What <paramref name="decode"/> makes of the whole body; a body of more than <paramref name="limit"/> bytes is not decoded.</summary>
    public static async ValueTask<(bool IsOverLimit, T? Decoded)> ReadAsync<T>(HttpRequest request, long limit, Func<ReadOnlySequence<byte>, T> decode, CancellationToken cancellationToken)
    {
        if (request.ContentLength is not { } length || length > limit)
            LetDrain(request);
        if (request.ContentLength > limit)
            return (true, default);
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            if (buffer.Length > limit)
            {
                // What is read must be given back, or the connection breaks under the next request.
                reader.AdvanceTo(buffer.End);
                return (true, default);
            }

            if (read.IsCompleted)
            {
                var decoded = decode(buffer);
                reader.AdvanceTo(buffer.End);
                return (false, decoded);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static void LetDrain(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MostDrained;
    }
}
