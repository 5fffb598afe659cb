using Microsoft.Extensions.Logging;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>The serving side of all links: lets those in who know the secret, and serves their calls.</summary>
internal sealed class LinkServer(ILinkHandler handler, LinkOptions options, TimeProvider time, LinkInstruments instruments, LogLimiter limiter, ILogger<LinkServer> logger)
{
    // Far more than a cluster has silos; whoever has not proved anything yet must not cost much.
    private const int MaxUnproven = 256;

    private readonly LinkServices _services = new(options, time, instruments, limiter, logger);
    private readonly Lock _gate = new();
    private readonly HashSet<ServerSession> _sessions = [];
    private int _unproven;
    private bool _isClosed;

    /// <summary>Whether somebody who connects now gets a handshake.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate)
                return !_isClosed && _unproven < MaxUnproven;
        }
    }

    /// <summary>Serves one stream until its session ends. The transport stays the caller's.</summary>
    public async Task ServeAsync(ILinkTransport transport)
    {
        if (await AcceptAsync(transport).ConfigureAwait(false) is not { } agreement)
            return;
        var session = new ServerSession(transport, agreement, _services, handler);
        lock (_gate)
        {
            if (_isClosed)
                return;
            _sessions.Add(session);
        }

        instruments.OnUp(outgoing: false);
        logger.PeerUp(agreement.Peer.Name, transport.Remote, agreement.Protocol);
        var end = await session.RunAsync().ConfigureAwait(false);
        lock (_gate)
            _sessions.Remove(session);
        instruments.OnDown(outgoing: false, end.InOrder);
        if (end.InOrder)
            logger.PeerClosed(agreement.Peer.Name, transport.Remote, end.Reason);
        else
            logger.PeerBroken(agreement.Peer.Name, transport.Remote, end.Reason);
    }

    /// <summary>Lets nobody in any more, and ends all sessions in order.</summary>
    public async Task CloseAsync()
    {
        List<ServerSession> sessions;
        lock (_gate)
        {
            _isClosed = true;
            sessions = [.. _sessions];
        }

        await Task.WhenAll(sessions.Select(static session => session.CloseAsync())).ConfigureAwait(false);
    }

    private async Task<LinkAgreement?> AcceptAsync(ILinkTransport transport)
    {
        if (!TryEnter())
            return null;
        using var timeout = new CancellationTokenSource(options.ProofTimeout, time);
        try
        {
            return await LinkHandshake.AcceptAsync(transport, options, timeout.Token).ConfigureAwait(false);
        }
        catch (LinkRefusedException refused)
        {
            if (!_services.OnRefused(refused, refused.Peer, transport.Remote))
                Refuse(transport, refused.Peer, refused.Message);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            instruments.OnRefused(LinkRefusal.Ended);
            Refuse(transport, "", $"it proved nothing within {options.ProofTimeout.TotalSeconds:0.#} s");
        }
#pragma warning disable CA1031 // However a stream breaks before its session: it is logged, and nothing depends on it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            instruments.OnRefused(LinkRefusal.Ended);
            Refuse(transport, "", exception.Message);
        }
        finally
        {
            lock (_gate)
                _unproven--;
        }

        return null;
    }

    private bool TryEnter()
    {
        lock (_gate)
        {
            if (_isClosed || _unproven >= MaxUnproven)
                return false;
            _unproven++;
            return true;
        }
    }

    private void Refuse(ILinkTransport transport, string peer, string reason)
    {
        if (limiter.May($"refused {peer}"))
            logger.Refused(transport.Remote, peer, reason);
    }
}
