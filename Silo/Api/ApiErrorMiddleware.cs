using OrleansSaga.Grains.Journal;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Api;

/// <summary>Makes a problem of whatever an endpoint did not answer itself: exceptions, and routing's empty 404, 405 and 415.</summary>
internal sealed partial class ApiErrorMiddleware(RequestDelegate next, ILogger<ApiErrorMiddleware> logger)
{
    /// <summary>Runs the rest of the pipeline.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        ApiError? error;
        try
        {
            await next(context);
            error = OfEmptyResponse(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !(exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            error = Of(exception);
            if (error.Kind.Status == StatusCodes.Status500InternalServerError)
                LogFailed(logger, exception, context.Request.Method, context.GetEndpoint()?.DisplayName, ProblemResult.TraceIdOf(context));
            context.Response.Clear();
        }

        if (error is not null)
            await new ProblemResult(error).ExecuteAsync(context);
    }

    private static ApiError Of(Exception exception) => exception switch
    {
        JournalUnavailableException => new(ApiErrors.Unavailable, "the store is not available"),
        LimitExceededException => new(ApiErrors.Unavailable, "too many requests"),
        SiloUnavailableException => new(ApiErrors.Unavailable, TransactionService.SiloAway),
        UnreadableRecordException unreadable => new(ApiErrors.UnreadableRecord, unreadable.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(ApiErrors.BodyTooLarge, "body: larger than the server takes"),
        BadHttpRequestException bad => new(ApiErrors.BadRequest, bad.Message),
        _ => new(ApiErrors.Internal, "see the server's log for this traceId"),
    };

    private static ApiError? OfEmptyResponse(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.ContentLength is not null || response.ContentType is not null)
            return null;
        return response.StatusCode switch
        {
            StatusCodes.Status404NotFound => new(ApiErrors.PathNotFound, $"path: {ApiV1.Root} has nothing there"),
            StatusCodes.Status405MethodNotAllowed => new(ApiErrors.MethodNotAllowed, $"method: {context.Request.Method} is not allowed here; the Allow header names those that are"),
            StatusCodes.Status415UnsupportedMediaType => RequestBody.NotJson(),
            StatusCodes.Status400BadRequest => new(ApiErrors.BadRequest, "the request could not be read"),
            _ => null,
        };
    }

    [LoggerMessage(4101, LogLevel.Error, "{Method} {Endpoint} failed (traceId {TraceId})")]
    private static partial void LogFailed(ILogger logger, Exception exception, string method, string? endpoint, string traceId);
}
