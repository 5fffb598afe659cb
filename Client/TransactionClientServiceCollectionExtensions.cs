using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OrleansSaga.Client;

/// <summary>Registers <see cref="ITransactionClient"/>.</summary>
public static class TransactionClientServiceCollectionExtensions
{
    /// <summary>
    /// Adds a client of the silo in this process: it calls through the <see cref="IGrainFactory"/> that is registered here, whichever
    /// runtime that belongs to.
    /// </summary>
    /// <exception cref="ArgumentException">The options are wrong; the message lists every fault.</exception>
    public static IServiceCollection AddTransactionClient(this IServiceCollection services, Action<TransactionClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new TransactionClientOptions();
        configure?.Invoke(options);
        if (string.Join("; ", options.Faults()) is { Length: > 0 } faults)
            throw new ArgumentException(faults, nameof(configure));
        return services.AddCheckedTransactionClient(options);
    }

    /// <summary>Adds a client with options that have been checked.</summary>
    internal static IServiceCollection AddCheckedTransactionClient(this IServiceCollection services, TransactionClientOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services.AddSingleton<ITransactionClient>(provider =>
        {
            var grains = provider.GetRequiredService<IGrainFactory>();
            return new TransactionClient(gid => grains.GetGrain<ITransactionGrain>(gid), options, provider.GetRequiredService<TimeProvider>());
        });
    }
}
