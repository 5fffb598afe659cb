using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>The serving side of a link's stream; the server ends it when its request has been handled.</summary>
internal sealed class KestrelLinkTransport(HttpContext context) : ILinkTransport
{
    public PipeReader Input => context.Request.BodyReader;

    public PipeWriter Output => context.Response.BodyWriter;

    public string Remote { get; } = $"{context.Connection.RemoteIpAddress}:{context.Connection.RemotePort}";

    public void Abort() => context.Abort();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
