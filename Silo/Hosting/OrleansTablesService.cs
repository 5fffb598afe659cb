using Microsoft.Extensions.Options;
using OrleansSaga.Storage;
using OrleansSaga.Storage.Orleans;

namespace OrleansSaga.Silo.Hosting;

/// <summary>Makes Orleans' tables before Orleans starts, or says that they are missing.</summary>
internal sealed partial class OrleansTablesService(IOptions<StorageOptions> options, TimeProvider time, ILogger<OrleansTablesService> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        OrleansTables.EnsureAsync(options.Value, time, reason => LogAway(logger, reason), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(2412, LogLevel.Warning, "Orleans' tables cannot be read yet: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}
