using System.Buffers;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A call that its link has taken and whose end has not been told yet.</summary>
internal sealed class WaitingCall(ulong number, LinkRequest request, ILinkCaller caller, long size, LinkDeadline deadline)
{
    private volatile LinkRequest? _request = request;

    public ulong Number => number;

    /// <summary>What it counts for in the queue, in bytes.</summary>
    public long Size => size;

    public LinkDeadline Deadline => deadline;

    public ILinkCaller Caller => caller;

    /// <summary>Forgets the request: what is not written by now never will be.</summary>
    public void GiveUp() => _request = null;

    /// <summary>Writes the call, unless nobody waits for it any more.</summary>
    public bool TryWrite(IBufferWriter<byte> output, long now)
    {
        var left = deadline.MillisecondsLeft(now);
        if (_request is not { } toWrite || left == 0)
            return false;
        _request = null;
        FrameWriter.WriteCall(output, number, left, toWrite);
        return true;
    }
}
