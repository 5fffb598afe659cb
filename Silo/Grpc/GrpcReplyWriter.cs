using System.Globalization;
using Google.Protobuf;

namespace OrleansSaga.Silo.Grpc;

/// <summary>Writes the answer of a unary call: the message and trailers, or for a refusal trailers alone.</summary>
internal static class GrpcReplyWriter
{
    private const string OkText = "0";

    /// <summary>Writes the answer.</summary>
    public static async ValueTask WriteAsync(HttpContext context, GrpcReply reply, CancellationToken cancellationToken)
    {
        var response = context.Response;
        response.ContentType = GrpcHeaders.ContentType;
        if (reply.Message is null)
        {
            WriteStatusAlone(response, reply);
            return;
        }

        Write(response, reply.Message);
        response.AppendTrailer(GrpcHeaders.Status, OkText);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>Without a body the server sends headers and end in one, which is how gRPC sends trailers alone.</summary>
    private static void WriteStatusAlone(HttpResponse response, GrpcReply reply)
    {
        response.Headers[GrpcHeaders.Status] = ((int)reply.Status).ToString(CultureInfo.InvariantCulture);
        if (reply.Text.Length > 0)
            response.Headers[GrpcHeaders.Message] = GrpcText.Encode(reply.Text);
        if (reply.Status == GrpcStatus.Unimplemented)
            response.Headers[GrpcHeaders.AcceptEncoding] = GrpcHeaders.Identity;
    }

    private static void Write(HttpResponse response, IMessage message)
    {
        var size = message.CalculateSize();
        var frame = response.BodyWriter.GetSpan(GrpcFrame.PrefixLength + size)[..(GrpcFrame.PrefixLength + size)];
        GrpcFrame.WritePrefix(frame, size);
        message.WriteTo(frame[GrpcFrame.PrefixLength..]);
        response.BodyWriter.Advance(frame.Length);
    }
}
