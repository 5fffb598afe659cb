using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using OrleansSaga.Grains;
using OrleansSaga.Silo.Application;
using OrleansSaga.Silo.Application.Topics;
using OrleansSaga.Silo.Grpc.Wire;

namespace OrleansSaga.Silo.Grpc;

/// <summary>dtmgimp.Dtm, DTM's gRPC API (protocol section 2). The methods translate; what is allowed is decided behind <see cref="TransactionService"/>.</summary>
internal sealed class DtmMethods(TransactionService transactions, ITopics topics) : IGrpcService
{
    /// <summary>The service's full name.</summary>
    public const string Service = "dtmgimp.Dtm";

    private static readonly Empty Nothing = new();

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, GrpcMethod>> Methods =>
    [
        Method("NewGid", Empty.Parser, NewGidAsync),
        Method("Submit", DtmRequest.Parser, SubmitAsync),
        Method("Prepare", DtmRequest.Parser, PrepareAsync),
        Method("Abort", DtmRequest.Parser, AbortAsync),
        Method("RegisterBranch", DtmBranchRequest.Parser, RegisterBranchAsync),
        Method("PrepareWorkflow", DtmRequest.Parser, PrepareWorkflowAsync),
        Method("Subscribe", DtmTopicRequest.Parser, SubscribeAsync),
        Method("Unsubscribe", DtmTopicRequest.Parser, UnsubscribeAsync),
        Method("DeleteTopic", DtmTopicRequest.Parser, DeleteTopicAsync),
    ];

    private static KeyValuePair<string, GrpcMethod> Method<T>(string name, MessageParser<T> parser, Func<T, HttpContext, CancellationToken, Task<GrpcReply>> handler)
        where T : class, IMessage<T> => new($"/{Service}/{name}", new GrpcMethod<T>(parser, handler));

    private Task<GrpcReply> NewGidAsync(Empty request, HttpContext context, CancellationToken cancellationToken) =>
        Task.FromResult(GrpcReply.Ok(new DtmGidReply { Gid = NewGid.Create() }));

    private async Task<GrpcReply> SubmitAsync(DtmRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        if (DtmTranslator.Start(request, context, out var wrong) is not { } start)
            return Wrong(wrong);
        var reply = await transactions.SubmitAsync(start);
        // An unknown gid is a workflow's: DTM returns that as an error, where an abort panics.
        if (reply.Code != ReplyCode.Ok)
            return DtmStatuses.Of(reply, reply.Code == ReplyCode.NotFound ? GrpcStatus.Unknown : GrpcStatus.Internal);
        return PassWait.IsWantedBySubmit(start, reply)
            ? DtmStatuses.Of(PassVerdict.OfSubmit(reply.Mode, await PassWait.ForAsync(transactions, start.Gid, reply, start.Options, cancellationToken)))
            : GrpcReply.Ok(Nothing);
    }

    private async Task<GrpcReply> PrepareAsync(DtmRequest request, HttpContext context, CancellationToken cancellationToken) =>
        DtmTranslator.Start(request, context, out var wrong) is { } start
            ? Answer(await transactions.PrepareAsync(start), GrpcStatus.Internal)
            : Wrong(wrong);

    private async Task<GrpcReply> AbortAsync(DtmRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        if (DtmTranslator.Start(request, context, out var wrong) is not { } start)
            return Wrong(wrong);
        var reply = await transactions.AbortAsync(start.Gid, new AbortTransaction(start.TransType, request.RollbackReason) { RequestId = start.RequestId });
        return PassWait.IsWantedByAbort(reply)
            ? DtmStatuses.Of(PassVerdict.OfAbort(await PassWait.ForAsync(transactions, start.Gid, reply, options: null, cancellationToken)))
            : Answer(reply, GrpcStatus.Internal);
    }

    private async Task<GrpcReply> RegisterBranchAsync(DtmBranchRequest request, HttpContext context, CancellationToken cancellationToken) =>
        Answer(await transactions.RegisterAsync(request.Gid, DtmTranslator.Register(request, context)), GrpcStatus.Unknown);

    private async Task<GrpcReply> PrepareWorkflowAsync(DtmRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        if (DtmTranslator.Start(request, context, out var wrong) is not { } start)
            return Wrong(wrong);
        var (reply, stored) = await transactions.PrepareWorkflowAsync(start, cancellationToken);
        if (reply.Code != ReplyCode.Ok)
            return DtmStatuses.Of(reply, GrpcStatus.Internal);
        return stored is null
            ? GrpcReply.Refused(GrpcStatus.Unavailable, "the workflow was deleted meanwhile")
            : GrpcReply.Ok(DtmTranslator.Progresses(stored.State));
    }

    private async Task<GrpcReply> SubscribeAsync(DtmTopicRequest request, HttpContext context, CancellationToken cancellationToken) =>
        Answer(await topics.SubscribeAsync(request.Topic, request.URL, request.Remark, cancellationToken));

    private async Task<GrpcReply> UnsubscribeAsync(DtmTopicRequest request, HttpContext context, CancellationToken cancellationToken) =>
        Answer(await topics.UnsubscribeAsync(request.Topic, request.URL, cancellationToken));

    private async Task<GrpcReply> DeleteTopicAsync(DtmTopicRequest request, HttpContext context, CancellationToken cancellationToken) =>
        Answer(await topics.DeleteAsync(request.Topic, cancellationToken));

    private static GrpcReply Answer(TransactionReply reply, GrpcStatus otherwise) =>
        reply.Code == ReplyCode.Ok ? GrpcReply.Ok(Nothing) : DtmStatuses.Of(reply, otherwise);

    private static GrpcReply Answer(TopicReply reply) => reply.Code switch
    {
        ReplyCode.Ok => GrpcReply.Ok(Nothing),
        ReplyCode.Unavailable => GrpcReply.Refused(GrpcStatus.Unavailable, reply.Message),
        _ => GrpcReply.Refused(GrpcStatus.Unknown, reply.Message),
    };

    private static GrpcReply Wrong(string wrong) => GrpcReply.Refused(GrpcStatus.Internal, wrong);
}
