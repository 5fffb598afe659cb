using Microsoft.Extensions.Logging.Abstractions;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.Postgres;

namespace OrleansSaga.Storage.Tests;

/// <summary>A server that crashes, stops or freezes; on a server of its own, because it takes everybody's down.</summary>
public sealed class PostgresOutageTests : IAsyncLifetime
{
    private PostgresServer _server = null!;
    private string _connectionString = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var missing = PostgresBinaries.Find() is null || Environment.GetEnvironmentVariable(PostgresServer.ServerVariable) is { Length: > 0 };
        Assert.SkipWhen(missing, "A PostgreSQL that may be stopped is needed.");
        _server = await PostgresServer.StartAsync(cancellationToken: Token);
        _connectionString = await _server.CreateDatabaseAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task Crash_WhileWriting_LosesNothingAcknowledged()
    {
        await using var bed = await OpenAsync();
        var stop = false;
        var known = await Task.WhenAll([.. Enumerable.Range(0, 20).Select(_ => WriteUntilStopped()), CrashTwice()]);

        foreach (var (create, version) in known.Where(row => row.Create is not null))
        {
            var stored = await bed.Journal.LoadAsync(create!.Gid, Token);
            Assert.Equal((create.Instance, version), (stored!.Instance, stored.Version));
        }

        async Task<(CreateWrite? Create, int Version)> WriteUntilStopped()
        {
            var create = Writes.Create();
            Assert.Equal(JournalOutcome.Ok, await bed.Write(create, JournalLane.Driving));
            var version = 1;
            for (; !Volatile.Read(ref stop); version++)
                Assert.Equal(JournalOutcome.Ok, await bed.Write(Writes.Append(create, version), JournalLane.Driving));
            return (create, version);
        }

        async Task<(CreateWrite? Create, int Version)> CrashTwice()
        {
            for (var i = 0; i < 2; i++)
            {
                await bed.WriteOk(Writes.Create(), Writes.Create());
                await _server.RestartAsync("immediate", Token);
                Assert.Equal(JournalOutcome.Ok, await bed.Write(Writes.Create(), JournalLane.Driving));
            }

            Volatile.Write(ref stop, true);
            return (null, 0);
        }
    }

    [Fact]
    public async Task Frozen_ClientsEndUnavailable_DrivingResumes()
    {
        await using var bed = await OpenAsync();
        var create = Writes.Create();
        await bed.WriteOk(create);
        await _server.PauseAsync();

        var client = bed.Write(Writes.Create());
        var driving = bed.Write(Writes.Append(create, 1), JournalLane.Driving);
        Assert.Equal(JournalOutcome.Unavailable, await client);
        Assert.False(bed.Health.Ready);
        await _server.ResumeAsync();

        Assert.Equal(JournalOutcome.Ok, await driving);
        await bed.WriteOk(Writes.Create());
        Assert.Equal(2, (await bed.Journal.LoadAsync(create.Gid, Token))!.Version);
    }

    [Fact]
    public async Task Read_ServerStopped_IsUnavailable()
    {
        await using var bed = await OpenAsync();
        await _server.StopAsync(cancellationToken: Token);

        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await bed.Journal.LoadAsync("g", Token));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await bed.Journal.DeleteTombstonesAsync(Writes.Start, 1, Token));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await bed.KeyValues.GetAsync("topics", "k", Token));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await bed.KeyValues.PutAsync("topics", "k", "v", 0, Token));
    }

    private Task<JournalBed> OpenAsync()
    {
        var options = new StorageOptions
        {
            Provider = StorageProvider.Postgres,
            ConnectionString = _connectionString,
            CommandTimeout = TimeSpan.FromSeconds(1),
            ClientPatience = TimeSpan.FromSeconds(1),
        };
        return JournalBed.OpenAsync(new PostgresJournalStore(options, Guid.NewGuid(), NullLogger.Instance), options, TimeProvider.System, Token);
    }
}
