namespace OrleansSaga.Runtime.Embedded;

/// <summary>What both sides of a new session have proved and agreed upon.</summary>
/// <param name="Peer">Who the other side is.</param>
/// <param name="OwnIncarnation">Who this side said that it is.</param>
/// <param name="Protocol">The newest link protocol that both speak.</param>
internal sealed record LinkAgreement(LinkPeer Peer, Guid OwnIncarnation, int Protocol);
