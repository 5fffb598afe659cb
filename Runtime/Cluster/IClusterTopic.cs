namespace OrleansSaga.Runtime.Embedded;

/// <summary>Messages of one kind to other silos.</summary>
/// <typeparam name="T">What crosses.</typeparam>
public interface IClusterTopic<in T>
{
    /// <summary>Sends a message. False: the link is down or full, and nothing was sent.</summary>
    bool TrySend(Guid peer, T message);
}
