using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A call of a peer while the handler serves it.</summary>
internal sealed class ServedCall
{
    private static readonly LinkReply InternalError = new(LinkStatus.Failed, "internal error"u8.ToArray());
    private readonly ServerSession _session;
    private readonly LinkRequest _request;
    private readonly ulong _number;
    private readonly ILogger _logger;
    private Activity? _activity;
    private Task<LinkReply>? _task;

    private ServedCall(ServerSession session, ulong number, LinkRequest request, ILogger logger)
    {
        _session = session;
        _number = number;
        _request = request;
        _logger = logger;
    }

    /// <summary>Has a call served, and the session told how it ended.</summary>
    public static void Start(ServerSession session, ulong number, LinkRequest request, ILinkHandler handler, ILogger logger)
    {
        var call = new ServedCall(session, number, request, logger);
        call._task = call.Begin(handler);
        if (call._task.IsCompleted)
            call.Finish();
        else
            call._task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(call.Finish);
    }

    private Task<LinkReply> Begin(ILinkHandler handler)
    {
        try
        {
            _activity = LinkTelemetry.Start(_request);
            return handler.HandleAsync(_session.Peer, _request);
        }
#pragma warning disable CA1031 // The handler must not throw; should it, the session and its other calls go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Task.FromException<LinkReply>(exception);
        }
        finally
        {
            // The next call on this link has another caller.
            if (_activity is not null)
                Activity.Current = null;
        }
    }

    private void Finish()
    {
        _activity?.Stop();
        if (_task!.IsCompletedSuccessfully)
        {
            _session.OnServed(_number, _task.Result);
            return;
        }

        _logger.HandlerThrew(_request.Target, _session.Peer.Name, _task.Exception?.GetBaseException() ?? new TaskCanceledException(_task));
        _session.OnServed(_number, InternalError);
    }
}
