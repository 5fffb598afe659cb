using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansSaga.Runtime.Tests.Links;

/// <summary>A silo that serves links over HTTP/2 on a free port of this machine.</summary>
internal sealed class TestLinkHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestLinkHost(WebApplication app) => _app = app;

    public static Guid Incarnation { get; } = Guid.NewGuid();

    public TestHandler Handler => (TestHandler)_app.Services.GetRequiredService<ILinkHandler>();

    public LinkServer Server => _app.Services.GetRequiredService<LinkServer>();

    public LogSink<LinkServer> Log => (LogSink<LinkServer>)_app.Services.GetRequiredService<ILogger<LinkServer>>();

    public string Endpoint => new Uri(_app.Urls.First()).Authority;

    public SiloMember Member => new("b", Incarnation, Endpoint, IsActive: true);

    public static async Task<TestLinkHost> StartAsync(HttpProtocols protocols = HttpProtocols.Http2)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            LinkEndpoint.SetLimits(kestrel);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols);
        });
        builder.Services.AddSiloLinks(static _ => TestLinks.Patient(TestLinks.OptionsOf("b", Incarnation)));
        builder.Services.AddSingleton<ILinkHandler, TestHandler>();
        builder.Services.AddSingleton<ILogger<LinkServer>>(new LogSink<LinkServer>());
        var app = builder.Build();
        var endpoint = app.Services.GetRequiredService<LinkEndpoint>();
        app.Run(endpoint.HandleAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestLinkHost(app);
    }

    /// <summary>Ends the web server without a word to the links.</summary>
    public async Task KillAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.CloseAsync().Soon();
        await _app.DisposeAsync();
    }
}
