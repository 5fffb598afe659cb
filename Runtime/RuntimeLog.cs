using Microsoft.Extensions.Logging;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Everything the runtime logs. Ids 1000 to 1999.</summary>
internal static partial class RuntimeLog
{
    [LoggerMessage(1001, LogLevel.Error, "A continuation in {Grain} that nobody awaits failed")]
    public static partial void UnobservedException(this ILogger logger, object grain, Exception exception);

    [LoggerMessage(1002, LogLevel.Error, "A timer callback of {Grain} failed; the timer goes on")]
    public static partial void TimerFailed(this ILogger logger, object grain, Exception exception);

    [LoggerMessage(1003, LogLevel.Error, "{Grain} failed to deactivate properly; the activation is dropped all the same")]
    public static partial void DeactivationFailed(this ILogger logger, object grain, Exception exception);

    [LoggerMessage(1004, LogLevel.Debug, "{Grain} could not be activated; its callers get the exception")]
    public static partial void ActivationFailed(this ILogger logger, object grain, Exception exception);

    [LoggerMessage(1005, LogLevel.Warning, "One-way call {Method} failed")]
    public static partial void OneWayFailed(this ILogger logger, string method, Exception exception);

    [LoggerMessage(1006, LogLevel.Warning, "Calls still run in {Count} activations at the end of the drain; those activations are ended beside them")]
    public static partial void DrainIncomplete(this ILogger logger, int count);

    [LoggerMessage(1007, LogLevel.Warning, "{Count} activations did not deactivate in time and are abandoned")]
    public static partial void StopIncomplete(this ILogger logger, int count);

    [LoggerMessage(1009, LogLevel.Warning, "{Count} activations that another silo owns still run a turn; the silo is told all the same")]
    public static partial void HandOverIncomplete(this ILogger logger, int count);

    [LoggerMessage(1010, LogLevel.Information, "Silo {Silo} has released {Count} buckets")]
    public static partial void BucketsReleased(this ILogger logger, string silo, int count);

    [LoggerMessage(1011, LogLevel.Debug, "A link could not be closed in order")]
    public static partial void LinkNotClosed(this ILogger logger, Exception exception);

    [LoggerMessage(1012, LogLevel.Information, "{Count} buckets were not released by the silos that had them; they are taken over all the same")]
    public static partial void BucketsNotReleased(this ILogger logger, int count);

    [LoggerMessage(1013, LogLevel.Error, "A call of {Method} cannot be sent to another silo and runs here")]
    public static partial void CannotCross(this ILogger logger, Exception exception, object method);

    [LoggerMessage(1008, LogLevel.Information, "Embedded actor runtime stopped")]
    public static partial void Stopped(this ILogger logger);
}
