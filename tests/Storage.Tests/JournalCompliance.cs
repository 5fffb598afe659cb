using OrleansSaga.Storage.GroupCommit;

namespace OrleansSaga.Storage.Tests;

/// <summary>What every store promises; one subclass per database.</summary>
public abstract partial class JournalCompliance : IAsyncLifetime
{
    private readonly List<JournalBed> _beds = [];

    private protected ManualTimeProvider Clock { get; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var bed in _beds)
            await bed.DisposeAsync();
    }

    /// <summary>Another silo's store over this test's database.</summary>
    private protected abstract IJournalStore CreateStore(StorageOptions options);

    private protected virtual StorageOptions NewOptions() => new();

    /// <summary>Rows of a table with this instance, read past the journal.</summary>
    private protected abstract Task<long> CountAsync(string table, Guid instance);

    /// <summary>writer and writer_seq of an instance's records, by version.</summary>
    private protected abstract Task<IReadOnlyList<(int Writer, long Sequence)>> SequencesAsync(Guid instance);

    private protected async Task<JournalBed> OpenAsync(Action<StorageOptions>? configure = null, TimeProvider? time = null)
    {
        var options = NewOptions();
        configure?.Invoke(options);
        var bed = await JournalBed.OpenAsync(CreateStore(options), options, time ?? TimeProvider.System, Token);
        _beds.Add(bed);
        return bed;
    }
}
