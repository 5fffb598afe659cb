using System.Collections.Frozen;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Transactions;
using OrleansSaga.Silo.Application;
using OrleansSaga.Silo.Metrics;

namespace OrleansSaga.Silo.Grpc;

/// <summary>Answers unary gRPC calls: finds the method, keeps the deadline, and makes a status of whatever a handler throws.</summary>
internal sealed partial class GrpcServer(IEnumerable<IGrpcService> services, EngineOptions engine, Closing closing, TimeProvider time, DtmInstruments instruments, ILogger<GrpcServer> logger)
{
    private readonly FrozenDictionary<string, GrpcMethod> _methods = services.SelectMany(service => service.Methods).ToFrozenDictionary(StringComparer.Ordinal);
    private readonly FrozenDictionary<string, string> _apis =
        services.SelectMany(service => service.Methods).ToFrozenDictionary(method => method.Key, method => method.Key[(method.Key.LastIndexOf('/') + 1)..].ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>Answers one request; it is the end of the pipeline for everything on the gRPC port.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = HttpMethods.Post;
            return;
        }

        if (!GrpcHeaders.IsGrpc(context.Request.ContentType))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        var started = instruments.Start();
        if (await AnswerAsync(context) is not { } reply)
            return;
        instruments.OnServed("grpc", _apis.GetValueOrDefault(context.Request.Path.Value ?? "", "other"), reply.Status == GrpcStatus.Ok, started);
        try
        {
            await GrpcReplyWriter.WriteAsync(context, reply, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            LogGone(logger, context.Request.Path);
        }
    }

    /// <summary>The answer; null when nobody is left to hear it.</summary>
    private async Task<GrpcReply?> AnswerAsync(HttpContext context)
    {
        if (!_methods.TryGetValue(context.Request.Path.Value ?? "", out var method))
            return GrpcReply.Refused(GrpcStatus.Unimplemented, "no such service or method");
        if (closing.HasBegun && !method.ServesWhileStopping)
            return GrpcReply.Refused(GrpcStatus.Unavailable, "the server is stopping");
        var header = context.Request.Headers[GrpcHeaders.Timeout];
        if (header.Count == 0)
            return await GuardAsync(context, method, null);
        if (header.Count > 1 || !GrpcTimeout.TryParse(header[0], out var timeout))
            return GrpcReply.Refused(GrpcStatus.Internal, $"{GrpcHeaders.Timeout}: not a number of at most eight digits and a unit");
        if (timeout <= TimeSpan.Zero)
            return DeadlineOver();
        using var deadline = new CancellationTokenSource(timeout, time);
        return await GuardAsync(context, method, deadline);
    }

    private async Task<GrpcReply?> GuardAsync(HttpContext context, GrpcMethod method, CancellationTokenSource? deadline)
    {
        using var either = deadline is null ? null : CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            return await method.CallAsync(context, engine.Limits.BodyBytes, either?.Token ?? context.RequestAborted);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            LogGone(logger, context.Request.Path);
            return null;
        }
        catch (OperationCanceledException) when (deadline is { IsCancellationRequested: true })
        {
            return DeadlineOver();
        }
#pragma warning disable CA1031 // The last resort of the front: every exception becomes a status, and what nobody expected is logged.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Of(exception, context);
        }
    }

    private GrpcReply Of(Exception exception, HttpContext context)
    {
        switch (exception)
        {
            case Google.Protobuf.InvalidProtocolBufferException:
                return GrpcReply.Refused(GrpcStatus.Internal, "the message does not parse");
            case InvalidDataException:
                return GrpcReply.Refused(GrpcStatus.Internal, "the message has text that is not UTF-8");
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return GrpcReply.Refused(GrpcStatus.ResourceExhausted, "the request is larger than the server takes");
            case BadHttpRequestException bad:
                LogBadRequest(logger, bad, context.Request.Path);
                return GrpcReply.Refused(GrpcStatus.Internal, bad.Message);
            case JournalUnavailableException:
                LogUnavailable(logger, exception, context.Request.Path);
                return GrpcReply.Refused(GrpcStatus.Unavailable, "the store is not available");
            case LimitExceededException:
                return GrpcReply.Refused(GrpcStatus.Unavailable, "too many requests");
            case SiloUnavailableException:
                return GrpcReply.Refused(GrpcStatus.Unavailable, TransactionService.SiloAway);
            case UnreadableRecordException unreadable:
                LogUnreadable(logger, unreadable, context.Request.Path);
                return GrpcReply.Refused(GrpcStatus.Internal, $"this server cannot read the transaction: {unreadable.Message}");
            default:
                LogUnexpected(logger, exception, context.Request.Path);
                return GrpcReply.Refused(GrpcStatus.Internal, "internal error");
        }
    }

    private static GrpcReply DeadlineOver() => GrpcReply.Refused(GrpcStatus.DeadlineExceeded, "the deadline is over; what was asked may still happen");

    [LoggerMessage(4201, LogLevel.Debug, "The client of {Path} went away")]
    private static partial void LogGone(ILogger logger, PathString path);

    [LoggerMessage(4202, LogLevel.Debug, "The request to {Path} is not proper HTTP/2")]
    private static partial void LogBadRequest(ILogger logger, Exception exception, PathString path);

    [LoggerMessage(4203, LogLevel.Warning, "{Path} cannot be served now")]
    private static partial void LogUnavailable(ILogger logger, Exception exception, PathString path);

    [LoggerMessage(4204, LogLevel.Error, "{Path} failed unexpectedly")]
    private static partial void LogUnexpected(ILogger logger, Exception exception, PathString path);

    [LoggerMessage(4205, LogLevel.Warning, "{Path} asked for a transaction that this server cannot read")]
    private static partial void LogUnreadable(ILogger logger, Exception exception, PathString path);
}
