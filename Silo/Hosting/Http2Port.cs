using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace OrleansSaga.Silo.Hosting;

/// <summary>A port for HTTP/2 in cleartext, known in advance by both sides. Requests that came in by it are told by a mark on their connection.</summary>
internal abstract class Http2Port
{
    private ListenOptions? _listening;

    /// <summary>Where it listens, once the server has started; null when it does not.</summary>
    public IPEndPoint? EndPoint => _listening?.IPEndPoint;

    /// <summary>Opens the port when the server starts.</summary>
    public void Listen(KestrelServerOptions kestrel, IPAddress address, int port) => kestrel.Listen(address, port, listen =>
    {
        listen.Protocols = HttpProtocols.Http2;
        listen.Use(next => connection =>
        {
            connection.Features.Set<Http2Port>(this);
            return next(connection);
        });
        _listening = listen;
    });

    /// <summary>Whether a request came in by this port.</summary>
    public bool IsOf(HttpContext context) => ReferenceEquals(context.Features.Get<Http2Port>(), this);
}
