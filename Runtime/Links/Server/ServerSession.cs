using System.Buffers;
using System.Text;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>The serving side of a session: hands calls to the handler, and sends replies as they come.</summary>
internal sealed class ServerSession(ILinkTransport transport, LinkAgreement agreement, LinkServices services, ILinkHandler handler)
    : LinkSession(transport, agreement, services.Options, services.Time, services.Instruments)
{
    private static readonly LinkReply TooMuch = new(LinkStatus.LimitReached, "Too many calls of this peer are being served."u8.ToArray());
    private readonly Lock _gate = new();
    private ulong _last;
    private int _serving;
    private bool _isClosing;
    private bool _isOver;
    private long _closingSince;

    protected override bool IsEndExpected => false;

    /// <summary>Serves no new calls, sends the replies of those that run if they come soon, and ends the stream.</summary>
    public Task CloseAsync()
    {
        var isIdle = false;
        lock (_gate)
        {
            if (!_isClosing)
            {
                _closingSince = services.Time.GetTimestamp();
                _isClosing = true;
                isIdle = _serving == 0;
                Sender.TryEnqueue(OutgoingFrame.Bye(_last));
            }
        }

        if (isIdle)
            Sender.Complete();
        return Ended;
    }

    /// <summary>A call has been served.</summary>
    public void OnServed(ulong number, LinkReply reply)
    {
        services.Instruments.OnServed();
        Reply(number, reply);
        bool isLast;
        lock (_gate)
            isLast = --_serving == 0 && _isClosing;
        if (isLast)
            Sender.Complete();
    }

    protected override void Take(FrameKind kind, in ReadOnlySequence<byte> content)
    {
        switch (kind)
        {
            case FrameKind.Call:
                var request = FrameParser.ReadCall(content, out var number);
                Serve(number, request);
                break;
            case FrameKind.Ping:
                Send(OutgoingFrame.Pong);
                break;
            case FrameKind.Bye:
                End("the peer has closed it", inOrder: true);
                break;
            default:
                throw new LinkProtocolException($"a frame of kind {(int)kind} came, which nobody sends to the side that serves");
        }
    }

    protected override void OnWritten() => End("this silo closes its links", inOrder: true);

    protected override void OnTick(long now)
    {
        int left;
        lock (_gate)
        {
            if (!_isClosing || _isOver || services.Time.GetElapsedTime(_closingSince, now) < services.Options.CloseTimeout)
                return;
            _isOver = true;
            left = _serving;
        }

        if (left > 0)
            services.Logger.CallsLeft(Peer.Name, left);
        if (Sender.QueuedFrames > 0)
            End("the peer did not read its replies in time", inOrder: false);
        Sender.Complete();
    }

    private void Serve(ulong number, LinkRequest request)
    {
        bool isAdmitted;
        lock (_gate)
        {
            if (number <= _last)
            {
                services.Instruments.OnRepeatedCall();
                return;
            }

            // What comes after the bye is not served, as the bye has said.
            if (_isClosing)
                return;
            _last = number;
            if (request.TimeLeft <= TimeSpan.Zero)
            {
                services.Instruments.OnExpiredCall();
                return;
            }

            isAdmitted = _serving + Sender.QueuedFrames < services.Options.MaxQueuedCalls && Sender.QueuedBytes < services.Options.MaxQueuedBytes;
            if (isAdmitted)
                _serving++;
        }

        if (isAdmitted)
        {
            ServedCall.Start(this, number, request, handler, services.Logger);
            return;
        }

        services.Instruments.OnLimitReached();
        Reply(number, TooMuch);
    }

    private void Reply(ulong number, LinkReply reply)
    {
        var size = FrameWriter.SizeOf(reply);
        if (size > services.Options.MaxFrameBytes)
        {
            services.Instruments.OnLimitReached();
            reply = new LinkReply(LinkStatus.Failed, Encoding.UTF8.GetBytes($"The reply has {size} bytes; links carry at most {services.Options.MaxFrameBytes}."));
        }

        Send(OutgoingFrame.Of(number, reply));
    }

    private void Send(in OutgoingFrame frame)
    {
        // Replies of what was admitted always have room: only a peer that asks and never reads gets here.
        if (Sender.QueuedFrames > 2 * services.Options.MaxQueuedCalls + 1)
            End("the peer does not read its replies", inOrder: false);
        Sender.TryEnqueue(frame);
    }
}
