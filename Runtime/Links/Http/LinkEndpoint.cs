using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Where other silos' links come in: the end of the pipeline for everything on the link port.</summary>
public sealed class LinkEndpoint
{
    /// <summary>The only path that is served.</summary>
    public const string Path = "/silo-link";

    /// <summary>Bytes that may be under way on one link, each way.</summary>
    internal const int StreamWindowBytes = 2 * 1024 * 1024;

    private readonly LinkServer _server;

    internal LinkEndpoint(LinkServer server) => _server = server;

    /// <summary>Sets the limits of HTTP/2 that links need. They are the server's, so they hold for its other ports, too.</summary>
    public static void SetLimits(KestrelServerOptions kestrel)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        kestrel.Limits.Http2.InitialStreamWindowSize = Math.Max(kestrel.Limits.Http2.InitialStreamWindowSize, StreamWindowBytes);
        kestrel.Limits.Http2.InitialConnectionWindowSize = Math.Max(kestrel.Limits.Http2.InitialConnectionWindowSize, 2 * StreamWindowBytes);
    }

    /// <summary>Serves a link until it ends. Anything else is 404; 503 while no links are let in.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!HttpMethods.IsPost(context.Request.Method) || context.Request.Path != Path || !HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!_server.IsOpen)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        // The request has no end until the link has one, and may be silent between two pings.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        await context.Response.StartAsync(context.RequestAborted).ConfigureAwait(false);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        await _server.ServeAsync(new KestrelLinkTransport(context)).ConfigureAwait(false);
    }
}
