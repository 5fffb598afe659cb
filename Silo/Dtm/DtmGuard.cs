using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Dtm;

/// <summary>Turns what a handler throws into DTM's error replies. What nobody expected is logged, and masked towards the client.</summary>
internal static partial class DtmGuard
{
    public static Task RunAsync(HttpContext context, DtmFront front, Func<HttpContext, DtmFront, Task> handler) =>
        RunAsync(context, front, handler, RefuseAsync);

    /// <summary>The same for a front with other error replies: <paramref name="refuse"/> gets the message, and whether it may be asked again soon.</summary>
    public static async Task RunAsync(HttpContext context, DtmFront front, Func<HttpContext, DtmFront, Task> handler, Func<HttpContext, string, bool, Task> refuse)
    {
        try
        {
            await handler(context, front);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            LogAborted(front.Logger, context.Request.Path);
        }
        catch (BadHttpRequestException bad)
        {
            // Kestrel's own refusal while the body was read: too slow, too large, cut off, or chunks that are none.
            LogBadRequest(front.Logger, bad, context.Request.Path);
            await refuse(context, $"body: {bad.Message}", false);
        }
        catch (JournalUnavailableException unavailable)
        {
            LogUnavailable(front.Logger, unavailable, context.Request.Path);
            await refuse(context, "the store is not available", true);
        }
        catch (UnreadableRecordException unreadable)
        {
            LogUnreadable(front.Logger, unreadable, context.Request.Path);
            await refuse(context, $"this server cannot read the transaction: {unreadable.Message}", false);
        }
#pragma warning disable CA1031 // The last resort of the front: logged, and answered without details.
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            LogUnexpected(front.Logger, unexpected, context.Request.Path);
            await refuse(context, "internal error", false);
        }
    }

    private static Task RefuseAsync(HttpContext context, string message, bool isTemporary)
    {
        if (context.Response.HasStarted)
            return Task.CompletedTask;
        return isTemporary ? DtmReply.UnavailableAsync(context, message) : DtmReply.ErrorAsync(context, message);
    }

    [LoggerMessage(4001, LogLevel.Debug, "The client of {Path} went away")]
    private static partial void LogAborted(ILogger logger, PathString path);

    [LoggerMessage(4002, LogLevel.Debug, "The request to {Path} is not proper HTTP")]
    private static partial void LogBadRequest(ILogger logger, Exception exception, PathString path);

    [LoggerMessage(4003, LogLevel.Warning, "{Path} cannot be served now")]
    private static partial void LogUnavailable(ILogger logger, Exception exception, PathString path);

    [LoggerMessage(4005, LogLevel.Warning, "{Path} asked for a transaction that this server cannot read")]
    private static partial void LogUnreadable(ILogger logger, Exception exception, PathString path);

    [LoggerMessage(4004, LogLevel.Error, "{Path} failed unexpectedly")]
    private static partial void LogUnexpected(ILogger logger, Exception exception, PathString path);
}
