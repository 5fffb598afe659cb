using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Configuration;

namespace OrleansSaga.Client;

/// <summary>Makes a host's services clients of a cluster whose silos run on Microsoft Orleans.</summary>
public static class OrleansTransactionClientExtensions
{
    private const string Npgsql = "Npgsql";

    /// <summary>
    /// Adds an <see cref="ITransactionClient"/> that reaches the cluster by the gateways listed in its database. The host's start waits
    /// until one of them answers, and ends with <see cref="TransactionUnavailableException"/> when none does in time. Not for a host that
    /// has a silo itself: there it is <see cref="TransactionClientServiceCollectionExtensions.AddTransactionClient"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The options are wrong; the message lists every fault.</exception>
    public static IHostApplicationBuilder UseOrleansTransactionClient(this IHostApplicationBuilder builder, Action<OrleansTransactionClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new OrleansTransactionClientOptions();
        configure(options);
        if (string.Join("; ", options.Faults()) is { Length: > 0 } faults)
            throw new ArgumentException(faults, nameof(configure));

        // Orleans finds its database driver by name.
        DbProviderFactories.RegisterFactory(Npgsql, NpgsqlFactory.Instance);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options);
        builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(cluster =>
            {
                cluster.ClusterId = options.ClusterId;
                cluster.ServiceId = string.IsNullOrWhiteSpace(options.ServiceId) ? options.ClusterId : options.ServiceId;
            })
            .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = options.ResponseTimeout)
            .Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = options.GatewayListRefreshPeriod)
            .UseAdoNetClustering(clustering =>
            {
                clustering.Invariant = Npgsql;
                clustering.ConnectionString = options.ConnectionString;
            })
            .UseConnectionRetryFilter<OrleansTransactionClientConnection>());
        builder.Services.AddCheckedTransactionClient(options.Calls);
        return builder;
    }
}
