using Google.Protobuf;

namespace OrleansSaga.Silo.Grpc;

/// <summary>What a call is answered with.</summary>
/// <param name="Status">The status.</param>
/// <param name="Text">For a refusal: what a person should read. Empty otherwise.</param>
/// <param name="Message">The message of an Ok; null for a refusal.</param>
internal readonly record struct GrpcReply(GrpcStatus Status, string Text, IMessage? Message)
{
    /// <summary>An Ok with its message.</summary>
    public static GrpcReply Ok(IMessage message) => new(GrpcStatus.Ok, "", message);

    /// <summary>A refusal.</summary>
    public static GrpcReply Refused(GrpcStatus status, string text) => new(status, text, null);
}
