using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace OrleansSaga.Silo.Grpc;

/// <summary>The port for gRPC: HTTP/2 in cleartext, known in advance by both sides. Requests that came in by it are told by a mark on their connection.</summary>
internal sealed class GrpcListener
{
    /// <summary>The <see cref="Options.ApiOptions.GrpcPort"/> that means no gRPC.</summary>
    public const int Off = -1;

    /// <summary>Calls at once on one connection; clients hold back the rest. Those of a wait_result last as long as a pass.</summary>
    public const int StreamsPerConnection = 1_000;

    private readonly Mark _mark = new();
    private ListenOptions? _listening;

    /// <summary>Where it listens, once the server has started; null when gRPC is off.</summary>
    public IPEndPoint? EndPoint => _listening?.IPEndPoint;

    /// <summary>Opens the port when the server starts.</summary>
    public void Listen(KestrelServerOptions kestrel, IPAddress address, int port)
    {
        if (port == Off)
            return;
        kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
        kestrel.Listen(address, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.Use(next => connection =>
            {
                connection.Features.Set(_mark);
                return next(connection);
            });
            _listening = listen;
        });
    }

    /// <summary>Whether a request came in by this port.</summary>
    public static bool IsOf(HttpContext context) => context.Features.Get<Mark>() is not null;

    private sealed class Mark;
}
