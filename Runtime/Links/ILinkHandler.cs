namespace OrleansSaga.Runtime.Embedded;

/// <summary>Serves what comes in over links. Knows the meaning of targets and bodies, which links do not.</summary>
internal interface ILinkHandler
{
    /// <summary>Serves one call. Must not throw: failures are replies.</summary>
    Task<LinkReply> HandleAsync(LinkPeer from, LinkRequest request);
}

/// <summary>The silo at the other end of a link that has proved that it knows the secret.</summary>
internal sealed record LinkPeer(string Name, Guid Incarnation);

/// <summary>A call over a link.</summary>
/// <param name="Target">What is meant: chooses how the body is read; at most 64 characters.</param>
/// <param name="Body">The call, encoded.</param>
/// <param name="TimeLeft">How long its caller still waits. A call that has no time left is not served.</param>
/// <param name="TraceParent">W3C trace context of the caller, or null.</param>
internal sealed record LinkRequest(string Target, ReadOnlyMemory<byte> Body, TimeSpan TimeLeft, string? TraceParent);

/// <summary>What became of a call.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Body">The result, encoded; for a failure its message in UTF-8.</param>
internal sealed record LinkReply(LinkStatus Status, ReadOnlyMemory<byte> Body);

/// <summary>How a call over a link ended. The numbers are on the wire.</summary>
internal enum LinkStatus
{
    /// <summary>It ran; the body is its result.</summary>
    Done = 0,

    /// <summary>It ran and threw; the body is the message.</summary>
    Failed = 1,

    /// <summary>Refused: a limit of the silo is reached. Nothing of it has run.</summary>
    LimitReached = 2,

    /// <summary>Refused: the silo is stopping. Nothing of it has run.</summary>
    Stopping = 3,

    /// <summary>Refused: the silo does not know such a target, interface or method. Nothing of it has run.</summary>
    Unknown = 4,
}

/// <summary>Who waits for the end of a call over a link: exactly one of both is called, once, on any thread. Must not block.</summary>
internal interface ILinkCaller
{
    /// <summary>The peer has replied.</summary>
    void OnReply(LinkReply reply);

    /// <summary>The link broke, or was closed, or its time is up: whether the call has run is not known.</summary>
    void OnBroken(string reason);
}

/// <summary>The calling side of a link to one incarnation of a silo; made by <see cref="ILinkFactory"/>, connects by itself, and again after it broke.</summary>
internal interface ILink : IAsyncDisposable
{
    /// <summary>Whether calls can be sent.</summary>
    bool IsUp { get; }

    /// <summary>Whether the last attempt to connect failed, or the link broke, and it is not up again.</summary>
    bool HasFailed { get; }

    /// <summary>Sends a call, or keeps it until the first connect has ended. False: the link is down, or too much is queued; nothing was sent and the caller will not be called.</summary>
    bool TrySend(LinkRequest request, ILinkCaller caller);
}

/// <summary>Makes links.</summary>
internal interface ILinkFactory
{
    /// <summary>Begins to connect to a silo. <paramref name="changed"/> is called after each change of <see cref="ILink.IsUp"/>, on any thread.</summary>
    ILink Open(ClusterMember peer, Action changed);
}
