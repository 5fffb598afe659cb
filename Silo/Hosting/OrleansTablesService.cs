using Microsoft.Extensions.Options;
using OrleansSaga.Storage;

namespace OrleansSaga.Silo.Hosting;

/// <summary>Makes Orleans' tables before Orleans starts, or says that they are missing.</summary>
internal sealed partial class OrleansTablesService(IOptions<StorageOptions> options, TimeProvider time, ILogger<OrleansTablesService> logger) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) =>
        RuntimeTables.EnsureAsync(options.Value, time, reason => LogAway(logger, reason), cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(2412, LogLevel.Warning, "Orleans' tables cannot be read yet: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}
