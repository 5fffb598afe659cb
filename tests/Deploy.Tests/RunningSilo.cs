using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Silo;

[assembly: AssemblyFixture(typeof(OrleansSaga.Deploy.Tests.RunningSilo))]

namespace OrleansSaga.Deploy.Tests;

/// <summary>A silo that tells what it serves.</summary>
public sealed class RunningSilo : IAsyncLifetime
{
    private readonly WebApplication _app = SiloHost.Build(["--OrleansSaga:Storage:Provider=memory", "--OrleansSaga:Api:HttpPort=0", "--OrleansSaga:Api:GrpcPort=-1"]);
    private readonly HttpClient _http = new();

    /// <summary>Every route, as it was mapped.</summary>
    public IReadOnlyList<string> Routes => [.. _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(route => route.RoutePattern.RawText ?? "")];

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Urls.Single());
    }

    /// <summary>Whether a GET of a path is answered with 200.</summary>
    public async Task<bool> AnswersAsync(string path, CancellationToken cancellationToken)
    {
        using var reply = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return reply.IsSuccessStatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
