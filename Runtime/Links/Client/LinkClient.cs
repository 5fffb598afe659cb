using System.Text;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>The calling side of a link: keeps a session with one incarnation of a silo, and connects again when it ends.</summary>
internal sealed class LinkClient : ILink
{
    private static readonly LinkReply Stopping = new(LinkStatus.Stopping, "The silo is closing its links."u8.ToArray());

    private readonly SiloMember _peer;
    private readonly ILinkConnector _connector;
    private readonly LinkServices _services;
    private readonly Action _changed;
    private readonly CallTable _calls;
    private readonly CancellationTokenSource _closing = new();
    private readonly ITimer _sweep;
    private readonly Task _run;
    private ClientSession? _current;
    private volatile bool _hasFailed;
    private bool _isFailureLogged;
    private int _isDisposed;

    public LinkClient(SiloMember peer, ILinkConnector connector, LinkServices services, Action changed)
    {
        _peer = peer;
        _connector = connector;
        _services = services;
        _changed = changed;
        _calls = new CallTable(services.Options, services.Time);
        // A link outlives the call that happens to open it: nothing of its context comes along.
        using (ExecutionContext.SuppressFlow())
        {
            _sweep = services.Time.CreateTimer(static link => ((LinkClient)link!).Sweep(), this, LinkOptions.Tick, LinkOptions.Tick);
            _run = Task.Run(RunAsync);
        }
    }

    public bool IsUp => _calls.IsUp;

    public bool HasFailed => _hasFailed && !IsUp;

    public bool TrySend(LinkRequest request, ILinkCaller caller)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Target.Length, LinkRequest.MaxTargetLength);
        if (request.TraceParent is { Length: > LinkRequest.MaxTraceParentLength })
            request = request with { TraceParent = null };
        var size = FrameWriter.SizeOf(request);
        if (size > _services.Options.MaxFrameBytes)
        {
            RefuseTooLarge(size, caller);
            return true;
        }

        if (_calls.TryAdd(request, caller, size, out var isFull))
        {
            _services.Instruments.OnSent();
            return true;
        }

        if (isFull)
            _services.Instruments.OnLimitReached();
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            var broken = _calls.Shut(forGood: true, out var wasUp);
            Volatile.Read(ref _current)?.Close();
            await _closing.CancelAsync().ConfigureAwait(false);
            Break(broken, "the link was closed");
            if (wasUp)
                Guarded(_changed);
        }

        await _run.ConfigureAwait(false);
        await _sweep.DisposeAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    /// <summary>A reply has come.</summary>
    public void OnReply(ulong number, LinkReply reply)
    {
        if (_calls.TryTake(number, out var call))
            Tell(call, reply);
        else
            _services.Instruments.OnLateReply();
    }

    /// <summary>The peer closes: it still serves the calls up to <paramref name="last"/>, and will never serve others.</summary>
    public void OnBye(ulong last)
    {
        _hasFailed = true;
        var unserved = _calls.ShutAbove(last, out var wasUp);
        foreach (var call in unserved)
            Tell(call, Stopping);
        if (wasUp)
            Guarded(_changed);
    }

    private async Task RunAsync()
    {
        var pause = _services.Options.MinReconnectPause;
        while (true)
        {
            if (await TryOnceAsync().ConfigureAwait(false))
                pause = _services.Options.MinReconnectPause;
            if (_closing.IsCancellationRequested)
                return;
            // Its end by cancellation is no exception here: the loop looks for itself.
            await Task.Delay(pause, _services.Time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_closing.IsCancellationRequested)
                return;
            pause = pause * 2 < _services.Options.MaxReconnectPause ? pause * 2 : _services.Options.MaxReconnectPause;
        }
    }

    /// <summary>Connects, and stays until the session ends.</summary>
    /// <returns>Whether there was a session.</returns>
    private async Task<bool> TryOnceAsync()
    {
        ILinkTransport transport;
        LinkAgreement agreement;
        try
        {
            (transport, agreement) = await ConnectAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever keeps a link from being made is logged, and tried again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!_closing.IsCancellationRequested)
                OnNoLink(exception);
            return false;
        }

        await using (transport.ConfigureAwait(false))
            return await StayAsync(transport, agreement).ConfigureAwait(false);
    }

    private async Task<(ILinkTransport Transport, LinkAgreement Agreement)> ConnectAsync()
    {
        using var timeout = new CancellationTokenSource(_services.Options.ConnectTimeout, _services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _closing.Token);
        ILinkTransport? transport = null;
        try
        {
            transport = await _connector.ConnectAsync(_peer.Endpoint, either.Token).ConfigureAwait(false);
            return (transport, await LinkHandshake.ConnectAsync(transport, _peer, _services.Options, either.Token).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            // A refusal is said to the peer; everything else is cut.
            if (exception is not LinkRefusedException)
                transport?.Abort();
            if (transport is not null)
                await transport.DisposeAsync().ConfigureAwait(false);
            if (timeout.IsCancellationRequested && exception is not LinkRefusedException)
                throw new TimeoutException($"no answer within {_services.Options.ConnectTimeout.TotalSeconds:0.#} s", exception);
            throw;
        }
    }

    private async Task<bool> StayAsync(ILinkTransport transport, LinkAgreement agreement)
    {
        var session = new ClientSession(transport, agreement, _services, this);
        Volatile.Write(ref _current, session);
        if (!_calls.TryOpen(session))
            return false;
        _hasFailed = false;
        _isFailureLogged = false;
        _services.Instruments.OnUp(outgoing: true);
        _services.Logger.LinkUp(_peer.Name, _peer.Endpoint, agreement.Protocol);
        Guarded(_changed);

        var end = await session.RunAsync().ConfigureAwait(false);
        Volatile.Write(ref _current, null);
        _hasFailed = true;
        var broken = _calls.Shut(forGood: false, out var wasUp);
        _services.Instruments.OnDown(outgoing: true, end.InOrder);
        if (end.InOrder)
            _services.Logger.LinkClosed(_peer.Name, _peer.Endpoint, end.Reason);
        else
            _services.Logger.LinkBroken(_peer.Name, _peer.Endpoint, end.Reason, broken.Count);
        Break(broken, end.Reason);
        if (wasUp)
            Guarded(_changed);
        return true;
    }

    private void OnNoLink(Exception exception)
    {
        _hasFailed = true;
        if (exception is not LinkRefusedException refused || !_services.OnRefused(refused, _peer.Name, _peer.Endpoint))
        {
            if (_isFailureLogged)
                _services.Logger.LinkStillFails(_peer.Name, _peer.Endpoint, exception.Message);
            else
                _services.Logger.LinkFailed(_peer.Name, _peer.Endpoint, exception.Message);
            _isFailureLogged = true;
        }

        Break(_calls.Shut(forGood: false, out _), exception.Message);
    }

    private void Sweep() => Break(_calls.TakeExpired(), "its time is up");

    private void RefuseTooLarge(long size, ILinkCaller caller)
    {
        _services.Instruments.OnLimitReached();
        var message = $"The call has {size} bytes; links carry at most {_services.Options.MaxFrameBytes}.";
        var call = new WaitingCall(0, new LinkRequest("", default, default, null), caller, 0, default);
        ThreadPool.QueueUserWorkItem(_ => Tell(call, new LinkReply(LinkStatus.LimitReached, Encoding.UTF8.GetBytes(message))));
    }

    private void Break(IReadOnlyList<WaitingCall> calls, string reason)
    {
        foreach (var call in calls)
            Guarded(() => call.Caller.OnBroken(reason));
    }

    private void Tell(WaitingCall call, LinkReply reply)
    {
        try
        {
            call.Caller.OnReply(reply);
        }
#pragma warning disable CA1031 // One caller's fault must not keep the others from being told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _services.Logger.CallerThrew(_peer.Name, exception);
        }
    }

    private void Guarded(Action tell)
    {
        try
        {
            tell();
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _services.Logger.CallerThrew(_peer.Name, exception);
        }
    }
}
