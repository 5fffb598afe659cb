using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
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
    public Task StartAsync(CancellationToken cancellationToken) => StartPatience.OpenAsync(
        journal.OpenAsync,
        options.Value,
        time,
        reason =>
        {
            health.NotOpen(reason);
            StorageLog.NotAvailableYet(logger, options.Value.Provider.ToString(), reason);
        },
        cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => journal.StopAsync(cancellationToken).AsTask();
}
