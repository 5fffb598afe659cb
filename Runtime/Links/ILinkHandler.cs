namespace OrleansSaga.Runtime.Embedded;

/// <summary>Serves what comes in over links. Knows the meaning of targets and bodies, which links do not.</summary>
internal interface ILinkHandler
{
    /// <summary>Serves one call. Must not throw: failures are replies.</summary>
    Task<LinkReply> HandleAsync(LinkPeer from, LinkRequest request);
}
