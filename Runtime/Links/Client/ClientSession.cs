using System.Buffers;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>The calling side of a session: sends calls, takes replies, pings.</summary>
internal sealed class ClientSession(ILinkTransport transport, LinkAgreement agreement, LinkServices services, LinkClient owner)
    : LinkSession(transport, agreement, services.Options, services.Time, services.Instruments)
{
    private bool _isPingOut;
    private long _lastPing = services.Time.GetTimestamp();
    private volatile bool _hasPeerClosed;
    private volatile bool _isClosing;
    private long _closingSince;

    /// <summary>Bytes that are not yet written.</summary>
    public long QueuedBytes => Sender.QueuedBytes;

    protected override bool IsEndExpected => _hasPeerClosed || _isClosing;

    /// <summary>Queues a call; false when the session ends.</summary>
    public bool TrySend(WaitingCall call) => Sender.TryEnqueue(OutgoingFrame.Of(call));

    /// <summary>Says bye and has the peer end the stream; cuts it if that takes too long.</summary>
    public void Close()
    {
        Volatile.Write(ref _closingSince, services.Time.GetTimestamp());
        _isClosing = true;
        Sender.TryEnqueue(OutgoingFrame.Bye(0));
        Sender.Complete();
    }

    protected override void Take(FrameKind kind, in ReadOnlySequence<byte> content)
    {
        switch (kind)
        {
            case FrameKind.Reply:
                var reply = FrameParser.ReadReply(content, out var number);
                owner.OnReply(number, reply);
                break;
            case FrameKind.Pong:
                Volatile.Write(ref _isPingOut, false);
                break;
            case FrameKind.Bye:
                _hasPeerClosed = true;
                owner.OnBye(FrameParser.ReadBye(content));
                break;
            default:
                throw new LinkProtocolException($"a frame of kind {(int)kind} came, which nobody sends to the side that calls");
        }
    }

    // The peer ends the stream when it has read the bye.
    protected override void OnWritten()
    {
    }

    protected override void OnTick(long now)
    {
        if (_isClosing && services.Time.GetElapsedTime(Volatile.Read(ref _closingSince), now) >= services.Options.CloseTimeout)
            End("the peer did not end it in time", inOrder: false);
        if (Volatile.Read(ref _isPingOut) || services.Time.GetElapsedTime(_lastPing, now) < services.Options.PingInterval)
            return;
        _lastPing = now;
        Volatile.Write(ref _isPingOut, true);
        Sender.TryEnqueue(OutgoingFrame.Ping);
    }
}
