using Microsoft.Extensions.Options;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage;
using OrleansSaga.Storage.Orleans;

namespace OrleansSaga.Silo.Hosting;

/// <summary>Makes Orleans' tables before Orleans starts, or says that they are missing.</summary>
internal sealed partial class OrleansTablesService(IOptions<StorageOptions> options, TimeProvider time, ILogger<OrleansTablesService> logger) : IHostedService
{
    /// <summary>Waits for a database that is away, as long as the journal did.</summary>
    /// <exception cref="StorageConfigurationException">Tables are missing and must not be made, or the database stays away.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                await OrleansTables.EnsureAsync(options.Value, cancellationToken);
                return;
            }
            catch (JournalUnavailableException away) when (time.GetElapsedTime(begun) < options.Value.StartPatience)
            {
                LogAway(logger, away.Message);
            }
            catch (JournalUnavailableException away)
            {
                throw new StorageConfigurationException($"Orleans' tables could not be read within {StorageOptions.Section}:StartPatience ({options.Value.StartPatience}). {away.Message}", away);
            }

            await Task.Delay(options.Value.RetryPauseLimit, time, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(2412, LogLevel.Warning, "Orleans' tables cannot be read yet: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}
