namespace OrleansSaga.Silo.Cluster;

/// <summary>Log lines of membership.</summary>
internal static partial class MembershipLog
{
    [LoggerMessage(2800, LogLevel.Information, "Joined as {Name}, incarnation {Incarnation}; replaced a row of that name: {Replaced}; other silos lived: {Others}; feature level {Level}")]
    public static partial void Joined(ILogger logger, string name, Guid incarnation, bool replaced, bool others, int level);

    [LoggerMessage(2801, LogLevel.Information, "Active in the table of silos: links at '{Endpoint}', HTTP at {HttpEndpoint}")]
    public static partial void Activated(ILogger logger, string endpoint, string httpEndpoint);

    [LoggerMessage(2802, LogLevel.Error, "The table of silos cannot be reached or written; nobody is judged until it can, and it is tried again at every beat: {Reason}")]
    public static partial void Away(ILogger logger, string reason);

    [LoggerMessage(2803, LogLevel.Information, "The table of silos is back after {Duration}; failed beats: {Beats}")]
    public static partial void Back(ILogger logger, TimeSpan duration, int beats);

    [LoggerMessage(2804, LogLevel.Warning, "Declared silo {Name}, incarnation {Incarnation}, dead: its beat stood still for {Stillness}")]
    public static partial void Buried(ILogger logger, string name, Guid incarnation, TimeSpan stillness);

    [LoggerMessage(2805, LogLevel.Error, "Silo {Name}, incarnation {Incarnation}, has lost its row: {Reason}. It drops its activations and joins again")]
    public static partial void LostRow(ILogger logger, string name, Guid incarnation, string reason);

    [LoggerMessage(2806, LogLevel.Critical, "This silo cannot join again and stops: {Reason}")]
    public static partial void CannotRejoin(ILogger logger, string reason);

    [LoggerMessage(2807, LogLevel.Information, "Cluster now: {Members}; known to be dead: {Dead}")]
    public static partial void ViewChanged(ILogger logger, string members, int dead);

    [LoggerMessage(2808, LogLevel.Information, "Leaving: serving for {Delay} more, then handing over")]
    public static partial void Leaving(ILogger logger, TimeSpan delay);

    [LoggerMessage(2809, LogLevel.Warning, "Not everything was handed over within OrleansSaga:Cluster:DrainTimeout ({Timeout}); others take it up when it is due")]
    public static partial void DrainTimedOut(ILogger logger, TimeSpan timeout);

    [LoggerMessage(2810, LogLevel.Warning, "The row of this silo could not be deleted; others will find it dead: {Reason}")]
    public static partial void NotDeleted(ILogger logger, string reason);

    [LoggerMessage(2811, LogLevel.Error, "A heartbeat failed unexpectedly")]
    public static partial void BeatFailed(ILogger logger, Exception exception);

    [LoggerMessage(2812, LogLevel.Information, "Feature level {Level} may be written now: all silos read it")]
    public static partial void LevelRaised(ILogger logger, int level);

    [LoggerMessage(2813, LogLevel.Warning, "The table of silos is not available yet, trying again: {Reason}")]
    public static partial void NotAvailableYet(ILogger logger, string reason);
}
