using Microsoft.Extensions.Logging;

namespace OrleansSaga.Storage.GroupCommit;

/// <summary>What all writers of a journal share.</summary>
internal sealed class CommitContext : IDisposable
{
    private readonly CancellationTokenSource _abandoned = new();

    public required StorageOptions Options { get; init; }

    public required string StoreName { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    public required StorageInstruments Instruments { get; init; }

    public required JournalStatistics Statistics { get; init; }

    public required JournalHealth Health { get; init; }

    /// <summary>Blocks the writer's thread; false when the journal is abandoned.</summary>
    public bool Pause(TimeSpan pause)
    {
        try
        {
            Task.Delay(pause, Time, _abandoned.Token).GetAwaiter().GetResult();
            return true;
        }
        catch (OperationCanceledException) when (_abandoned.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Abandon() => _abandoned.Cancel();

    public void Dispose() => _abandoned.Dispose();
}
