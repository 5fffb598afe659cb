using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;

namespace OrleansSaga.Storage.KeyValues;

/// <summary>The entries of the journal's database. Changes go through the journal's maintenance connection, on SQLite its one writer.</summary>
internal sealed class JournalKeyValueStore(GroupCommitJournal journal, StorageOptions options, TimeProvider time) : IKeyValueStore
{
    /// <summary>Changes that may be under way at once; they are written one by one.</summary>
    private const int MostChanges = 100;

    private int _changes;

    public ValueTask<KeyValueEntry?> GetAsync(string category, string key, CancellationToken cancellationToken)
    {
        KeyValueLimits.CheckName(category, key);
        return journal.GetEntryAsync(category, key, cancellationToken);
    }

    public ValueTask<IReadOnlyList<KeyValueEntry>> ScanAsync(string category, long afterId, int limit, CancellationToken cancellationToken)
    {
        KeyValueLimits.CheckCategory(category);
        KeyValueLimits.CheckPage(limit);
        return journal.ScanEntriesAsync(category, afterId, limit, cancellationToken);
    }

    public ValueTask<bool> PutAsync(string category, string key, string value, long expectedVersion, CancellationToken cancellationToken)
    {
        KeyValueLimits.CheckName(category, key);
        KeyValueLimits.CheckValue(value);
        KeyValueLimits.CheckVersion(expectedVersion);
        return ChangeAsync(new KeyValueChange(category, key, value, expectedVersion), cancellationToken);
    }

    public ValueTask<bool> DeleteAsync(string category, string key, long expectedVersion, CancellationToken cancellationToken)
    {
        KeyValueLimits.CheckName(category, key);
        KeyValueLimits.CheckVersion(expectedVersion);
        return ChangeAsync(new KeyValueChange(category, key, null, expectedVersion), cancellationToken);
    }

    private async ValueTask<bool> ChangeAsync(KeyValueChange change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var work = WriteAsync(change);
        try
        {
            return await work.WaitAsync(options.ClientPatience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new JournalUnavailableException($"The journal's database has not answered within {StorageOptions.Section}:ClientPatience ({options.ClientPatience}).", exception);
        }
    }

    /// <summary>Counts until the database has answered, not only while somebody waits.</summary>
    private async Task<bool> WriteAsync(KeyValueChange change)
    {
        if (Interlocked.Increment(ref _changes) > MostChanges)
        {
            Interlocked.Decrement(ref _changes);
            throw new JournalUnavailableException($"{MostChanges} changes of entries wait for the journal's database already.");
        }

        try
        {
            return await journal.ChangeEntryAsync(change).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _changes);
        }
    }
}
