using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;

namespace OrleansSaga.Storage;

/// <summary>Opens the journal before the host goes on starting, and drains it when the host stops.</summary>
internal sealed class JournalHostedService(
    GroupCommitJournal journal,
    JournalHealth health,
    IOptions<StorageOptions> options,
    TimeProvider time,
    ILogger<JournalHostedService> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var pause = options.Value.RetryPause;
        while (true)
        {
            try
            {
                await journal.OpenAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (JournalUnavailableException exception) when (time.GetElapsedTime(started) + pause < options.Value.StartPatience)
            {
                health.NotOpen(exception.Message);
                StorageLog.NotAvailableYet(logger, options.Value.Provider.ToString(), exception.Message);
            }
            catch (JournalUnavailableException exception)
            {
                throw new StorageConfigurationException(
                    $"The journal could not be opened within {StorageOptions.Section}:StartPatience ({options.Value.StartPatience}). Check {StorageOptions.Section}:ConnectionString and the database. {exception.Message}",
                    exception);
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < options.Value.RetryPauseLimit ? pause * 2 : options.Value.RetryPauseLimit;
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => journal.StopAsync(cancellationToken).AsTask();
}
