using System.Buffers;
using Google.Protobuf;

namespace OrleansSaga.Silo.Grpc;

/// <summary>One unary method: how its request is read, and who answers it.</summary>
internal abstract class GrpcMethod
{
    /// <summary>Whether it is answered while the server stops; the others are refused then.</summary>
    public bool ServesWhileStopping { get; init; }

    /// <summary>Reads the request and answers it.</summary>
    /// <param name="context">The HTTP/2 request.</param>
    /// <param name="limit">Most bytes of a message.</param>
    /// <param name="cancellationToken">Fires when the client is gone or its deadline is over.</param>
    public abstract Task<GrpcReply> CallAsync(HttpContext context, long limit, CancellationToken cancellationToken);
}

/// <summary>A method with its request's type.</summary>
internal sealed class GrpcMethod<TRequest>(MessageParser<TRequest> parser, Func<TRequest, HttpContext, CancellationToken, Task<GrpcReply>> handler) : GrpcMethod
    where TRequest : class, IMessage<TRequest>
{
    private readonly Func<ReadOnlySequence<byte>, TRequest> _parse = sent =>
    {
        var message = parser.ParseFrom(sent);
        return GrpcUtf8.IsDamaged(message, sent) ? throw new InvalidDataException("Text that is not UTF-8.") : message;
    };

    /// <inheritdoc/>
    public override async Task<GrpcReply> CallAsync(HttpContext context, long limit, CancellationToken cancellationToken)
    {
        var (request, refusal) = await GrpcRequestReader.ReadAsync(context.Request, limit, _parse, cancellationToken);
        // The handler's work in the grains cannot be called back: it goes on when nobody waits for it any more.
        return request is null ? refusal!.Value : await handler(request, context, cancellationToken).WaitAsync(cancellationToken);
    }
}
