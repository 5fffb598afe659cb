using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Frames both ways between two silos that have proved the secret, from then until the stream ends. One for each side of a stream.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The token source has neither a timer nor a wait handle, and may be cancelled by anybody at any time.")]
internal abstract class LinkSession
{
    private readonly ILinkTransport _transport;
    private readonly LinkOptions _options;
    private readonly TimeProvider _time;
    private readonly Guid _ownIncarnation;
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LinkEnd? _end;
    private long _lastHeard;
    private long _lastTick;

    protected LinkSession(ILinkTransport transport, LinkAgreement agreement, LinkOptions options, TimeProvider time, LinkInstruments instruments)
    {
        _transport = transport;
        _options = options;
        _time = time;
        _ownIncarnation = agreement.OwnIncarnation;
        Sender = new FrameSender(transport.Output, time, instruments);
        Peer = agreement.Peer;
    }

    public LinkPeer Peer { get; }

    /// <summary>Completes when the session has ended.</summary>
    public Task Ended => _ended.Task;

    protected FrameSender Sender { get; }

    /// <summary>Reads and writes until the session ends.</summary>
    public async Task<LinkEnd> RunAsync()
    {
        _lastHeard = _lastTick = _time.GetTimestamp();
        using (_time.CreateTimer(static session => ((LinkSession)session!).Tick(), this, LinkOptions.Tick, LinkOptions.Tick))
            await Task.WhenAll(WatchAsync(ReadAsync()), WatchAsync(WriteAsync())).ConfigureAwait(false);
        _ended.TrySetResult();
        return _end!;
    }

    /// <summary>Ends the session; the first reason counts.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="inOrder">False cuts the stream, so that nothing can wait for a peer that does not answer.</param>
    public void End(string reason, bool inOrder)
    {
        if (Interlocked.CompareExchange(ref _end, new LinkEnd(reason, inOrder), null) is not null)
            return;
        _ending.Cancel();
        if (!inOrder)
            _transport.Abort();
    }

    /// <summary>Takes a frame.</summary>
    /// <exception cref="LinkProtocolException">It is not what the peer may send.</exception>
    protected abstract void Take(FrameKind kind, in ReadOnlySequence<byte> content);

    /// <summary>Everything is written, and nothing more can be.</summary>
    protected abstract void OnWritten();

    /// <summary>Whether the peer has said that it closes, so that the end of its stream is no surprise.</summary>
    protected abstract bool IsEndExpected { get; }

    /// <summary>Called every <see cref="LinkOptions.Tick"/>.</summary>
    protected abstract void OnTick(long now);

    private async Task ReadAsync()
    {
        var input = _transport.Input;
        while (true)
        {
            var result = await input.ReadAsync(_ending.Token).ConfigureAwait(false);
            var rest = result.Buffer;
            Volatile.Write(ref _lastHeard, _time.GetTimestamp());
            while (FrameParser.TryTake(ref rest, _options.MaxFrameBytes, out var kind, out var content))
                Take(kind, content);
            var isCut = rest.Length > 0;
            input.AdvanceTo(rest.Start, rest.End);
            if (!result.IsCompleted)
                continue;
            var inOrder = IsEndExpected && !isCut;
            End(inOrder ? "the peer has closed it" : isCut ? "it was cut in the middle of a frame" : "the peer is gone", inOrder);
            return;
        }
    }

    private async Task WriteAsync()
    {
        await Sender.RunAsync(_ending.Token).ConfigureAwait(false);
        OnWritten();
    }

    private async Task WatchAsync(Task part)
    {
        try
        {
            await part.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever goes wrong with a stream ends its session; the reason is logged by whoever runs it. What follows from the end itself is no reason.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            End(exception.Message, IsEndExpected && exception is not LinkProtocolException);
        }
    }

    private void Tick()
    {
        var now = _time.GetTimestamp();
        // A silo that was itself paused must first read what has come meanwhile.
        if (_time.GetElapsedTime(Interlocked.Exchange(ref _lastTick, now), now) > _options.SilenceLimit / 2)
            Volatile.Write(ref _lastHeard, now);
        if (_time.GetElapsedTime(Volatile.Read(ref _lastHeard), now) >= _options.SilenceLimit)
            End($"nothing was heard for {_options.SilenceLimit.TotalSeconds:0.#} s", inOrder: false);
        else if (_options.Incarnation() != _ownIncarnation)
            End("this silo lives on under another incarnation", inOrder: false);
        else
            OnTick(now);
    }
}
