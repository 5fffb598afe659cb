using System.IO.Pipelines;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A frame that waits to be written.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">The number of the call that it is about.</param>
/// <param name="Content">The <see cref="WaitingCall"/> or the <see cref="LinkReply"/>; null for a frame without content.</param>
/// <param name="Size">What it counts for in the queue, in bytes.</param>
internal readonly record struct OutgoingFrame(FrameKind Kind, ulong Number, object? Content, long Size)
{
    public static OutgoingFrame Ping => new(FrameKind.Ping, 0, null, FrameWriter.PrefixBytes);

    public static OutgoingFrame Pong => new(FrameKind.Pong, 0, null, FrameWriter.PrefixBytes);

    public static OutgoingFrame Bye(ulong last) => new(FrameKind.Bye, last, null, FrameWriter.PrefixBytes);

    public static OutgoingFrame Of(WaitingCall call) => new(FrameKind.Call, call.Number, call, call.Size);

    public static OutgoingFrame Of(ulong number, LinkReply reply) => new(FrameKind.Reply, number, reply, FrameWriter.SizeOf(reply));

    /// <summary>Writes it; false if that has become pointless.</summary>
    public bool TryWrite(PipeWriter output, long now)
    {
        switch (Content)
        {
            case WaitingCall call:
                return call.TryWrite(output, now);
            case LinkReply reply:
                FrameWriter.WriteReply(output, Number, reply);
                return true;
            default:
                if (Kind == FrameKind.Bye)
                    FrameWriter.WriteBye(output, Number);
                else
                    FrameWriter.Write(output, Kind, default);
                return true;
        }
    }
}
