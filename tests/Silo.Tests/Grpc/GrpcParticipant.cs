using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace OrleansSaga.Silo.Tests.Grpc;

/// <summary>A server over HTTP/2 that answers as no gRPC server would: for what Python's cannot be made to do.</summary>
internal sealed class GrpcParticipant : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<string> _connections = [];

    private GrpcParticipant(WebApplication app) => _app = app;

    /// <summary>Host and port.</summary>
    public string Target => new Uri(_app.Urls.Single()).Authority;

    /// <summary>How many connections it has seen calls on.</summary>
    public int Connections
    {
        get
        {
            lock (_connections)
                return _connections.Distinct().Count();
        }
    }

    public static async Task<GrpcParticipant> StartAsync(RequestDelegate answer, HttpProtocols protocols = HttpProtocols.Http2)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        var app = builder.Build();
        var participant = new GrpcParticipant(app);
        app.Run(context =>
        {
            lock (participant._connections)
                participant._connections.Add(context.Connection.Id);
            return answer(context);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return participant;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
