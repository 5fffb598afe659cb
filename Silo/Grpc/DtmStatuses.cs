using Google.Protobuf.WellKnownTypes;
using OrleansSaga.Grains;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Grpc;

/// <summary>What replies mean in gRPC's statuses (protocol 2.1). The texts are those of the HTTP API.</summary>
internal static class DtmStatuses
{
    private const string Failure = "FAILURE";

    /// <summary>The status of a refusal.</summary>
    /// <param name="reply">Any reply but an Ok.</param>
    /// <param name="otherwise">The status of what DTM answers with 500 over HTTP: Internal where it panics, Unknown where it returns an error.</param>
    public static GrpcReply Of(TransactionReply reply, GrpcStatus otherwise) => reply.Code switch
    {
        ReplyCode.WrongState => GrpcReply.Refused(GrpcStatus.Aborted, WithToken(reply.Message)),
        ReplyCode.Unavailable or ReplyCode.TryAgain => GrpcReply.Refused(GrpcStatus.Unavailable, reply.Message),
        _ => GrpcReply.Refused(otherwise, reply.Message),
    };

    /// <summary>The status of what a waited-for pass came to.</summary>
    public static GrpcReply Of(PassVerdict verdict) => verdict.Result switch
    {
        PassResult.Success => GrpcReply.Ok(new Empty()),
        PassResult.Failure => GrpcReply.Refused(GrpcStatus.Aborted, WithToken(verdict.Message)),
        PassResult.Ongoing => GrpcReply.Refused(GrpcStatus.FailedPrecondition, verdict.Message),
        _ => GrpcReply.Refused(GrpcStatus.Unknown, verdict.Message),
    };

    private static string WithToken(string message) => message.EndsWith(Failure, StringComparison.Ordinal) ? message : $"{message} {Failure}";
}
