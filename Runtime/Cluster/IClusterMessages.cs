namespace OrleansSaga.Runtime.Embedded;

/// <summary>Short messages from silo to silo that are not grain calls. They may be lost when a link breaks, and never arrive twice.</summary>
public interface IClusterMessages
{
    /// <summary>The other silos of the view.</summary>
    IReadOnlyList<Guid> Peers { get; }

    /// <summary>Says who takes messages of a topic (at most 64 characters). The handler gets the sender's incarnation; it must be quick and must not throw.</summary>
    void Receive(string topic, Action<Guid, ReadOnlyMemory<byte>> handler);

    /// <summary>Sends a message. False: the link is down or full, and nothing was sent.</summary>
    bool TrySend(Guid peer, string topic, ReadOnlyMemory<byte> body);
}
