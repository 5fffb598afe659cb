namespace OrleansSaga.Runtime.Embedded;

/// <summary>The calling side of a link to one incarnation of a silo; made by <see cref="ILinkFactory"/>, connects by itself, and again after it broke.</summary>
internal interface ILink : IAsyncDisposable
{
    /// <summary>Whether calls can be sent.</summary>
    bool IsUp { get; }

    /// <summary>Whether the last attempt to connect failed, or the link broke, and it is not up again.</summary>
    bool HasFailed { get; }

    /// <summary>
    /// Sends a call, or keeps it until the first connect has ended. False: the link is down, or too much is queued; nothing was sent
    /// and the caller will not be called. The caller is never called within this call.
    /// </summary>
    bool TrySend(LinkRequest request, ILinkCaller caller);
}
