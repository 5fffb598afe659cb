using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Registers links.</summary>
internal static class LinkServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ILinkFactory"/>, <see cref="LinkServer"/> and <see cref="LinkEndpoint"/>. Whoever composes the silo adds <see cref="ILinkHandler"/>,
    /// closes the server before the web server stops, and disposes of the links that it opened.
    /// </summary>
    public static IServiceCollection AddSiloLinks(this IServiceCollection services, Func<IServiceProvider, LinkOptions> options)
    {
        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider =>
        {
            var made = options(provider);
            made.Validate();
            return made;
        });
        services.AddSingleton<LinkInstruments>();
        services.AddSingleton<LogLimiter>();
        services.TryAddSingleton<ILinkConnector, Http2LinkConnector>();
        services.AddSingleton<ILinkFactory, LinkFactory>();
        services.AddSingleton<LinkServer>();
        services.AddSingleton(static provider => new LinkEndpoint(provider.GetRequiredService<LinkServer>()));
        return services;
    }
}
