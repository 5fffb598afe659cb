using Microsoft.Extensions.Options;
using OrleansSaga.Storage;
using OrleansSaga.Storage.Orleans;

namespace OrleansSaga.Silo.Hosting;

/// <summary>Makes Orleans' tables before Orleans starts, or says that they are missing.</summary>
internal sealed class OrleansTablesService(IOptions<StorageOptions> storage) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => OrleansTables.EnsureAsync(storage.Value, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
