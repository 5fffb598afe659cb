using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansSaga.Runtime.Tests.Links;

/// <summary>The links of a silo "a", over real connections.</summary>
internal sealed class TestLinkClient : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly List<ILink> _links = [];

    public TestLinkClient(byte[]? secret = null)
    {
        var incarnation = Guid.NewGuid();
        _services = new ServiceCollection()
            .AddSiloLinks(_ => TestLinks.Patient(new LinkOptions { Secret = secret ?? TestLinks.Secret, Name = "a", Incarnation = () => incarnation }))
            .AddSingleton<ILinkHandler, TestHandler>()
            .AddSingleton<ILogger<LinkFactory>>(Log)
            .BuildServiceProvider();
    }

    public LogSink<LinkFactory> Log { get; } = new();

    public ILink Open(SiloMember member)
    {
        var link = _services.GetRequiredService<ILinkFactory>().Open(member, static () => { });
        _links.Add(link);
        return link;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var link in _links)
            await link.DisposeAsync();
        await _services.DisposeAsync();
    }
}
