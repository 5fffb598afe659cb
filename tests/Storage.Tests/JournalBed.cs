using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;
using OrleansSaga.Storage.KeyValues;

namespace OrleansSaga.Storage.Tests;

/// <summary>A journal over a store that a test can disturb.</summary>
internal sealed class JournalBed : IAsyncDisposable, IMeterFactory
{
    private JournalBed(IJournalStore store, StorageOptions options, TimeProvider time)
    {
        Store = new FaultyStore(store);
        Journal = new GroupCommitJournal(Store, options, time, this, NullLogger<GroupCommitJournal>.Instance, Health, Statistics);
        KeyValues = new JournalKeyValueStore(Journal, options, time);
    }

    public GroupCommitJournal Journal { get; }

    public IKeyValueStore KeyValues { get; }

    public FaultyStore Store { get; }

    public JournalHealth Health { get; } = new();

    public JournalStatistics Statistics { get; } = new();

    public static async Task<JournalBed> OpenAsync(IJournalStore store, StorageOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var bed = new JournalBed(store, options, time);
        await bed.Journal.OpenAsync(cancellationToken);
        return bed;
    }

    public Task<JournalOutcome> Write(JournalWrite write, JournalLane lane = JournalLane.Client) =>
        Journal.WriteAsync(write, lane, TestContext.Current.CancellationToken).AsTask();

    public async Task WriteOk(params JournalWrite[] writes)
    {
        foreach (var write in writes)
            Assert.Equal(JournalOutcome.Ok, await Write(write));
    }

    public Meter Create(MeterOptions options) => new(options);

    public void Dispose()
    {
    }

    public async ValueTask DisposeAsync()
    {
        Store.Before = null;
        Store.After = null;
        Store.BeforeChange = null;
        await Journal.DisposeAsync();
    }
}
