using System.Buffers;
using System.Globalization;

namespace OrleansSaga.Silo.Grpc;

/// <summary>Reads the one message of a unary request, in the connection's own buffers.</summary>
internal static class GrpcRequestReader
{
    /// <summary>What <paramref name="decode"/> makes of the message, or why there is none to decode.</summary>
    public static async ValueTask<(T? Decoded, GrpcReply? Refusal)> ReadAsync<T>(HttpRequest request, long limit, Func<ReadOnlySequence<byte>, T> decode, CancellationToken cancellationToken)
        where T : class
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            var (message, refusal) = Look(request, buffer, read.IsCompleted, limit);
            if (refusal is not null)
            {
                reader.AdvanceTo(buffer.End);
                return (null, refusal);
            }

            if (message is { } whole)
            {
                try
                {
                    return (decode(whole), null);
                }
                finally
                {
                    reader.AdvanceTo(buffer.End);
                }
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>The message once all has come; null while more is to come.</summary>
    private static (ReadOnlySequence<byte>? Message, GrpcReply? Refusal) Look(HttpRequest request, ReadOnlySequence<byte> buffer, bool isCompleted, long limit)
    {
        if (buffer.Length < GrpcFrame.PrefixLength)
        {
            if (!isCompleted)
                return default;
            return (null, buffer.IsEmpty
                ? GrpcReply.Refused(GrpcStatus.Unimplemented, "the request has no message, and exactly one is needed")
                : GrpcReply.Refused(GrpcStatus.Internal, "the request ends inside a message's prefix"));
        }

        Span<byte> prefix = stackalloc byte[GrpcFrame.PrefixLength];
        buffer.Slice(0, GrpcFrame.PrefixLength).CopyTo(prefix);
        var (flag, length) = GrpcFrame.ReadPrefix(prefix);
        if (flag != GrpcFrame.Plain)
            return (null, WrongFlag(request, flag));
        if (length > limit)
            return (null, GrpcReply.Refused(GrpcStatus.ResourceExhausted, string.Create(CultureInfo.InvariantCulture, $"message: {length} bytes, at most {limit} are allowed")));
        var end = GrpcFrame.PrefixLength + (long)length;
        if (buffer.Length > end)
            return (null, GrpcReply.Refused(GrpcStatus.Unimplemented, "the request has more than one message"));
        if (!isCompleted)
            return default;
        return buffer.Length < end
            ? (null, GrpcReply.Refused(GrpcStatus.Internal, string.Create(CultureInfo.InvariantCulture, $"the request ends inside its message, after {buffer.Length - GrpcFrame.PrefixLength} of {length} bytes")))
            : (buffer.Slice(GrpcFrame.PrefixLength), null);
    }

    private static GrpcReply WrongFlag(HttpRequest request, byte flag)
    {
        if (flag != GrpcFrame.Compressed)
            return GrpcReply.Refused(GrpcStatus.Internal, string.Create(CultureInfo.InvariantCulture, $"a message's prefix begins with {flag}, which is neither plain nor compressed"));
        var encoding = request.Headers[GrpcHeaders.Encoding].ToString();
        return encoding is "" or GrpcHeaders.Identity
            ? GrpcReply.Refused(GrpcStatus.Internal, $"a message is marked as compressed, and {GrpcHeaders.Encoding} does not say how")
            : GrpcReply.Refused(GrpcStatus.Unimplemented, "compressed messages are not supported");
    }
}
