namespace OrleansSaga.Ownership;

/// <summary>What membership tells the runtime, and asks it.</summary>
public interface IClusterControl
{
    /// <summary>Takes a new view: links are opened and closed, waiting calls to silos that are gone are routed again, strays end.</summary>
    void Apply(ClusterView view);

    /// <summary>Says that nobody drives what this silo owns by the last view: it is alone, or follows a silo of its own name that had not left.</summary>
    void TakeOverOwn();

    /// <summary>Whether the link to that incarnation has failed (refused, cut, or silent to pings) and is not up again. False when it was never needed.</summary>
    bool IsUnreachable(Guid incarnation);

    /// <summary>Completes when nothing is left here of buckets that others own, and they were told; at the latest when the token fires.</summary>
    Task ReleaseAsync(CancellationToken cancellationToken);

    /// <summary>Ends all links, in and out: the last step of a silo that leaves.</summary>
    Task CloseAsync();
}
