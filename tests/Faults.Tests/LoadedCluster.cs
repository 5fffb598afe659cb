using Npgsql;
using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Faults.Tests;

/// <summary>Three silos as processes, two banks, clients that turn to another silo, and all judges at the end.</summary>
internal sealed class LoadedCluster : IAsyncDisposable
{
    private static readonly TimeSpan FinalWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MembersWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<TransferRecord> _own = [];
    private readonly (string, string) _books;
    private Task _clients = Task.CompletedTask;

    private LoadedCluster(ITestCluster cluster, (string, string) books, BankHost banks, WorkflowClient workflows, LoadOptions load)
    {
        (Cluster, _books, Banks, Workflows) = (cluster, books, banks, workflows);
        Servers = ServersOf([.. cluster.Silos]);
        Load = new TransferLoad(banks, workflows, Seed, load);
    }

    public ITestCluster Cluster { get; }

    public BankHost Banks { get; }

    public WorkflowClient Workflows { get; }

    /// <summary>All silos, for clients that give up late.</summary>
    public ServerList Servers { get; }

    public TransferLoad Load { get; }

    private static int Seed { get; } = Random.Shared.Next();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Runs a test on a cluster whose silos do not run yet. The logs are kept when it fails.</summary>
    public static async Task RunAsync(Func<LoadedCluster, Task> test, ProcessClusterOptions? options = null, string? mode = null, Func<ITestCluster, Task>? prepare = null)
    {
        PostgresRequired.OrSkip();
        var folder = Directory.CreateTempSubdirectory("orleanssaga-cluster-");
        var more = options ?? new ProcessClusterOptions { Folder = "" };
        var cluster = await ProcessCluster.CreateAsync(more with { Folder = folder.FullName, Arguments = [.. more.Arguments, "--OrleansSaga:Cluster:DrainDelay=00:00:01"] }, Cancel);
        try
        {
            if (prepare is not null)
                await prepare(cluster);
            await using var loaded = await CreateAsync(cluster, folder.FullName, new LoadOptions { Clients = 6, Rest = TimeSpan.FromMilliseconds(50), Mode = mode });
            await test(loaded);
        }
        catch
        {
            await cluster.DisposeAsync();
            TestContext.Current.TestOutputHelper?.WriteLine($"logs: {folder.FullName}");
            throw;
        }

        await cluster.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>Begins the load.</summary>
    /// <param name="servers">Whom the clients talk to, when not to the silos themselves.</param>
    public void Begin(ServerList? servers = null) => _clients = Load.RunAsync(servers ?? Servers, _stop.Token);

    /// <summary>A transfer that a test makes itself, and that is judged with the others.</summary>
    public TransferRecord Transfer(string mode)
    {
        var record = new TransferRecord($"own-{mode}-{_own.Count}-{Seed}", mode, "alice-0", "bob-0");
        _own.Add(record);
        return record;
    }

    /// <summary>Clients that begin with the first of these silos, and for some 15 s turn to the next one.</summary>
    public static ServerList ServersOf(params ITestSilo[] silos) =>
        new([.. silos.Select(silo => silo.Url)]) { Attempts = 60, Pause = TimeSpan.FromMilliseconds(200), Patience = TimeSpan.FromSeconds(5) };

    /// <summary>Waits until the load has made some more transfers: what was begun before has met the present state of the cluster.</summary>
    public async Task WhenLoadGoesOnAsync(int transfers = 30)
    {
        var enough = Load.Records.Count + transfers;
        await await Task.WhenAny(Load.WhenAsync(records => records.Count >= enough, Cancel), _clients);
        Assert.False(_clients.IsCompleted, "the clients have ended");
    }

    /// <summary>Waits until the table of silos has these rows (name and state, by name), and no others.</summary>
    public async Task WhenMembersAreAsync(params string[] expected)
    {
        IReadOnlyList<string> found = [];
        var begun = TimeProvider.System.GetTimestamp();
        while (!(found = await QueryAsync("select name || ' ' || state from saga_silos order by name")).SequenceEqual(expected))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < MembersWithin, string.Join(", ", found));
            await Task.Delay(Interval, TimeProvider.System, Cancel);
        }
    }

    public Task WhenAllAreActiveAsync() => WhenMembersAreAsync([.. Cluster.Silos.Select(silo => $"{silo.Name} active")]);

    /// <summary>Waits until a silo's log has a line with these words beyond the first <paramref name="from"/> letters.</summary>
    public static async Task WhenLoggedAsync(ITestSilo silo, string words, int from = 0)
    {
        while (silo.Log.IndexOf(words, from, StringComparison.Ordinal) < 0)
            await Task.Delay(Interval, TimeProvider.System, Cancel);
    }

    /// <summary>Which life every silo lives.</summary>
    public Task<IReadOnlyList<string>> IncarnationsAsync() => QueryAsync("select incarnation::text from saga_silos order by name");

    public async Task<IReadOnlyList<string>> QueryAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Cluster.Database.ConnectionString) { Pooling = false });
        await using var command = database.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync(Cancel);
        List<string> found = [];
        while (await rows.ReadAsync(Cancel))
            found.Add(rows.GetString(0));
        return found;
    }

    /// <summary>Ends the load, waits until all is final, and asks all judges.</summary>
    public async Task<IReadOnlyList<string>> JudgeAsync()
    {
        await _stop.CancelAsync();
        await _clients;
        await using var journal = new JournalReading(Cluster.Database.ConnectionString);
        await journal.WhenFinalAsync(FinalWithin, Cancel);
        var evidence = new Evidence
        {
            Seed = Seed,
            Records = [.. Load.Records, .. _own],
            Journal = Cluster.Database.ConnectionString,
            Statuses = await journal.StatusesAsync(Cancel),
            Banks = Banks,
            Books = _books,
            Workflows = Workflows,
            Servers = Servers,
        };
        return await Verdict.FindAsync(evidence, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _clients.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Workflows.DisposeAsync();
        await Banks.DisposeAsync();
        Servers.Dispose();
        _stop.Dispose();
    }

    private static async Task<LoadedCluster> CreateAsync(ITestCluster cluster, string folder, LoadOptions load)
    {
        var books = (await cluster.Database.CreateAsync(Cancel), await cluster.Database.CreateAsync(Cancel));
        var banks = await BankHost.StartAsync(
            new BankHostOptions { Folder = folder, Postgres = books, NorthAccounts = TransferPlan.Openings("alice"), SouthAccounts = TransferPlan.Openings("bob") },
            Cancel);
        return new LoadedCluster(cluster, books, banks, await WorkflowClient.StartAsync(banks, Cancel), load);
    }
}
