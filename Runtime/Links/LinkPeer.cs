namespace OrleansSaga.Runtime.Embedded;

/// <summary>The silo at the other end of a link that has proved that it knows the secret.</summary>
internal sealed record LinkPeer(string Name, Guid Incarnation);
