using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.GroupCommit;

/// <summary>One database under the group commit: it commits batches and reads. It knows nothing of queues, lanes and patience.</summary>
internal interface IJournalStore : IAsyncDisposable
{
    /// <summary>Short name, for metrics and logs.</summary>
    string Name { get; }

    /// <summary>Where the data lies: a file's full path, or server and database; never a secret.</summary>
    string Location { get; }

    /// <summary>True when all writing, retention too, must happen on one writer's thread.</summary>
    bool SingleWriter { get; }

    /// <summary>Makes the database ready: schema, checks of its safety.</summary>
    /// <exception cref="JournalUnavailableException">It cannot be reached; try again.</exception>
    /// <exception cref="StorageConfigurationException">It must not be used like this.</exception>
    ValueTask OpenAsync(CancellationToken cancellationToken);

    /// <summary>Creates a writer; it connects at its first commit. Each is used by one thread at a time.</summary>
    IStoreWriter CreateWriter(int number);

    /// <inheritdoc cref="IJournal.LoadAsync"/>
    ValueTask<StoredTransaction?> LoadAsync(string gid, CancellationToken cancellationToken);

    /// <inheritdoc cref="IJournal.HistoryAsync"/>
    ValueTask<IReadOnlyList<StoredRecord>> HistoryAsync(Guid instance, int fromVersion, int limit, CancellationToken cancellationToken);

    /// <inheritdoc cref="IJournal.DueAsync"/>
    ValueTask<IReadOnlyList<DueTransaction>> DueAsync(DueQuery query, CancellationToken cancellationToken);

    /// <inheritdoc cref="IJournal.ListAsync"/>
    ValueTask<IReadOnlyList<ListedTransaction>> ListAsync(TransactionFilter filter, CancellationToken cancellationToken);

    /// <inheritdoc cref="IJournal.ReadTimeAsync"/>
    ValueTask<DateTimeOffset> ReadTimeAsync(CancellationToken cancellationToken);

    /// <inheritdoc cref="IKeyValueStore.GetAsync"/>
    ValueTask<KeyValueEntry?> GetEntryAsync(string category, string key, CancellationToken cancellationToken);

    /// <inheritdoc cref="IKeyValueStore.ScanAsync"/>
    ValueTask<IReadOnlyList<KeyValueEntry>> ScanEntriesAsync(string category, long afterId, int limit, CancellationToken cancellationToken);
}
