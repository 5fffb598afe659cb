using System.Diagnostics;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// Brings calls to the silo that owns the grain. Where that silo cannot be reached, or an activation is here already, they run here:
/// the journal's fence makes that safe, and it keeps every transaction within reach of every silo.
/// </summary>
internal sealed class ClusterRouter(EmbeddedSilo silo, EmbeddedClusterOptions options, LinkTable links, ClusterInstruments instruments) : ICallRouter
{
    /// <summary>How often a call is sent away before it runs here.</summary>
    private const int MostAttempts = 3;

    private ClusterView? _view;

    /// <summary>The view that calls are routed by; null before the first.</summary>
    public ClusterView? View => Volatile.Read(ref _view);

    public void Take(ClusterView view) => Volatile.Write(ref _view, view);

    public void Send(GrainAddress target, Request request)
    {
        if (!TrySendAway(target, request, silo.Time.GetTimestamp(), attempt: 1))
            silo.Send(target, request);
    }

    /// <summary>Routes a call again that another silo refused, or whose link broke before the reply came.</summary>
    public void RouteAgain(GrainAddress target, Request request, long sentAt, int attempt)
    {
        if (silo.Time.GetElapsedTime(sentAt) >= options.ResponseTimeout)
        {
            request.Fail(new TimeoutException($"{target} did not answer within {options.ResponseTimeout}."));
            return;
        }

        instruments.OnRoutedAgain();
        if (attempt >= MostAttempts || !TrySendAway(target, request, sentAt, attempt + 1))
            silo.Send(target, request);
    }

    private bool TrySendAway(GrainAddress target, Request request, long sentAt, int attempt)
    {
        if (request.IsForwarded || target.Class.IsPlacedLocally || View is not { } view)
            return false;
        var owner = view.OwnerOf(options.BucketOf(target.Key));
        if (owner is null || owner.Incarnation == view.Self || silo.Activations.Contains(target))
            return false;
        if (links.To(owner.Incarnation) is { HasFailed: false } link && TryWrite(target, request, sentAt) is { } call && link.TrySend(call, new RemoteCall(this, target, request, sentAt, attempt)))
        {
            instruments.OnForwarded();
            return true;
        }

        instruments.OnStandIn();
        return false;
    }

    /// <summary>Null when the arguments cannot cross, which the contract tests of the grains rule out: the call runs here then.</summary>
    private LinkRequest? TryWrite(GrainAddress target, Request request, long sentAt)
    {
        try
        {
            var left = options.ResponseTimeout - silo.Time.GetElapsedTime(sentAt);
            return new LinkRequest(GrainCall.Target, GrainCall.Write(target, request.Invocation), left, Activity.Current?.Id);
        }
        catch (Exception cannotCross) when (cannotCross is InvalidOperationException or WireContractException)
        {
            silo.Logger.CannotCross(cannotCross, request.Invocation.Method);
            return null;
        }
    }
}
