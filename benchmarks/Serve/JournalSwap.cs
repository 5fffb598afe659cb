using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Load;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Benchmarks.Serve;

/// <summary>Puts our journal around or in place of the product's when everything is registered, whatever the order of registration was.</summary>
internal sealed class JournalSwap(DoneLog done, FloorJournal? floor) : IServiceProviderFactory<IServiceCollection>
{
    private readonly DefaultServiceProviderFactory _inner = new();

    public IServiceCollection CreateBuilder(IServiceCollection services)
    {
        var product = services.LastOrDefault(service => service.ServiceType == typeof(IJournal))
            ?? throw new BenchmarkException("The host registers no IJournal.");
        services.RemoveAll<IJournal>();
        services.AddSingleton<IJournal>(provider => new ObservedJournal(floor ?? Resolve(provider, product), done));
        if (floor is not null)
        {
            services.RemoveAll<IJournalMaintenance>();
            services.AddSingleton<IJournalMaintenance>(floor);
        }
        return _inner.CreateBuilder(services);
    }

    public IServiceProvider CreateServiceProvider(IServiceCollection containerBuilder) => _inner.CreateServiceProvider(containerBuilder);

    private static IJournal Resolve(IServiceProvider provider, ServiceDescriptor product) => (IJournal)(
        product.ImplementationInstance
        ?? product.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, product.ImplementationType!));
}
