using Microsoft.Extensions.Logging;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Everything that links log. Ids 1100 to 1199.</summary>
internal static partial class LinkLog
{
    [LoggerMessage(1101, LogLevel.Information, "Link to the silo {Peer} at {Endpoint} is up, protocol {Protocol}")]
    public static partial void LinkUp(this ILogger logger, string peer, string endpoint, int protocol);

    [LoggerMessage(1102, LogLevel.Warning, "Link to the silo {Peer} at {Endpoint} is broken: {Reason}. Calls without a reply: {Calls}")]
    public static partial void LinkBroken(this ILogger logger, string peer, string endpoint, string reason, int calls);

    [LoggerMessage(1103, LogLevel.Information, "Link to the silo {Peer} at {Endpoint} was closed in order: {Reason}")]
    public static partial void LinkClosed(this ILogger logger, string peer, string endpoint, string reason);

    [LoggerMessage(1104, LogLevel.Warning, "No link to the silo {Peer} at {Endpoint}: {Reason}. It is tried again until it is there or not needed")]
    public static partial void LinkFailed(this ILogger logger, string peer, string endpoint, string reason);

    [LoggerMessage(1105, LogLevel.Debug, "Still no link to the silo {Peer} at {Endpoint}: {Reason}")]
    public static partial void LinkStillFails(this ILogger logger, string peer, string endpoint, string reason);

    [LoggerMessage(1106, LogLevel.Information, "Link from the silo {Peer} at {Remote} is up, protocol {Protocol}")]
    public static partial void PeerUp(this ILogger logger, string peer, string remote, int protocol);

    [LoggerMessage(1107, LogLevel.Warning, "Link from the silo {Peer} at {Remote} is broken: {Reason}")]
    public static partial void PeerBroken(this ILogger logger, string peer, string remote, string reason);

    [LoggerMessage(1108, LogLevel.Information, "Link from the silo {Peer} at {Remote} was closed in order: {Reason}")]
    public static partial void PeerClosed(this ILogger logger, string peer, string remote, string reason);

    [LoggerMessage(1109, LogLevel.Error, "The silo {Peer} at {Remote} does not know the same OrleansSaga:Cluster:Secret")]
    public static partial void WrongSecret(this ILogger logger, string peer, string remote);

    [LoggerMessage(1110, LogLevel.Error, "No link with the silo {Peer} at {Remote}: {Reason}")]
    public static partial void NoCommonProtocol(this ILogger logger, string peer, string remote, string reason);

    [LoggerMessage(1111, LogLevel.Warning, "Somebody at {Remote} who says it is the silo '{Peer}' gets no link: {Reason}")]
    public static partial void Refused(this ILogger logger, string remote, string peer, string reason);

    [LoggerMessage(1112, LogLevel.Error, "A call of {Target} from the silo {Peer} failed outside of what serves it")]
    public static partial void HandlerThrew(this ILogger logger, string target, string peer, Exception exception);

    [LoggerMessage(1113, LogLevel.Error, "Who waited for a call to the silo {Peer} failed to take its end")]
    public static partial void CallerThrew(this ILogger logger, string peer, Exception exception);

    [LoggerMessage(1114, LogLevel.Warning, "Calls of the silo {Peer} still run at the end of its link: {Calls}. They get no reply")]
    public static partial void CallsLeft(this ILogger logger, string peer, int calls);
}
