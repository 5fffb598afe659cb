using Microsoft.Extensions.Logging;

namespace OrleansSaga.Storage;

/// <summary>Log lines of the storage area: 3000 to 3999.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(3000, LogLevel.Information, "Journal is open on {Store} with {Writers} writers: {Location}")]
    public static partial void Opened(ILogger logger, string store, int writers, string location);

    [LoggerMessage(3001, LogLevel.Warning, "Journal on {Store} is not available yet, trying again: {Reason}")]
    public static partial void NotAvailableYet(ILogger logger, string store, string reason);

    [LoggerMessage(3002, LogLevel.Error, "Journal writer {Writer} on {Store} cannot commit ({ErrorType}), trying again: {Reason}")]
    public static partial void Unavailable(ILogger logger, string store, int writer, string errorType, string reason);

    [LoggerMessage(3003, LogLevel.Warning, "Journal writer {Writer} on {Store}: a batch failed ({ErrorType}) and is sent again in parts: {Reason}")]
    public static partial void BatchFailed(ILogger logger, string store, int writer, string errorType, string reason);

    [LoggerMessage(3004, LogLevel.Error, "The journal on {Store} refused a record of {Gid} for its data")]
    public static partial void Rejected(ILogger logger, Exception exception, string store, string gid);

    [LoggerMessage(3005, LogLevel.Critical, "Journal writer {Writer} on {Store} has stopped by a bug")]
    public static partial void WriterDied(ILogger logger, Exception exception, string store, int writer);

    [LoggerMessage(3006, LogLevel.Error, "A batch of {Count} on {Store} failed unexpectedly and is split")]
    public static partial void UnexpectedFailure(ILogger logger, Exception exception, string store, int count);

    [LoggerMessage(3007, LogLevel.Warning, "Journal on {Store} was stopped before it was drained: {Pending} writes are given up")]
    public static partial void GivenUp(ILogger logger, string store, int pending);

    [LoggerMessage(3008, LogLevel.Warning, "The database may lose what it acknowledged ({Setting} is off), and OrleansSaga:Storage:AcceptDataLoss accepts it")]
    public static partial void DataLossAccepted(ILogger logger, string setting);

    [LoggerMessage(3009, LogLevel.Information, "Journal schema is at version {Version} on {Store}")]
    public static partial void SchemaReady(ILogger logger, string store, int version);
}
