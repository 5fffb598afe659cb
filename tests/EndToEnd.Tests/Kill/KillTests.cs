using System.Globalization;
using OrleansSaga.Samples.Bank;

namespace OrleansSaga.EndToEnd.Tests;

/// <summary>
/// kill -9 at random moments under load in all modes, again and again over one journal. The judge is the participants' own books, read by
/// code that knows nothing of the coordinator.
/// </summary>
public sealed class KillTests
{
    private static readonly TimeSpan FinalWithin = TimeSpan.FromSeconds(60);

    /// <summary>What a server must have taken before it is killed: a busy machine may not come to much in a random second.</summary>
    private const int LeastOfARound = 15;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 240_000)]
    public Task Kill_TwentyTimesUnderLoad_SqliteLosesNothing() => WithFolder(folder => KillAndJudge(
        new BankHostOptions { Folder = folder },
        rounds: 20,
        ["--OrleansSaga:Storage:Provider=sqlite", $"--OrleansSaga:Storage:ConnectionString={Path.Combine(folder, "journal.db")}"]));

    [Fact(Timeout = 240_000)]
    public Task Kill_TenTimesUnderLoad_PostgresLosesNothing() => WithFolder(async folder =>
    {
        PostgresServerRequired.OrSkip();
        await using var postgres = await PostgresServer.StartAsync(cancellationToken: Cancel);
        var journal = await postgres.CreateDatabaseAsync(Cancel);
        var banks = (await postgres.CreateDatabaseAsync(Cancel), await postgres.CreateDatabaseAsync(Cancel));
        await KillAndJudge(
            new BankHostOptions { Folder = folder, Postgres = banks },
            rounds: 10,
            ["--OrleansSaga:Storage:Provider=postgres", $"--OrleansSaga:Storage:ConnectionString={journal}"]);
    });

    private static async Task KillAndJudge(BankHostOptions options, int rounds, string[] storage)
    {
        var seed = Environment.GetEnvironmentVariable("ORLEANSSAGA_TEST_SEED") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : Random.Shared.Next();
        Write($"seed {seed} (ORLEANSSAGA_TEST_SEED)");
        var random = new Random(seed);
        await using var banks = await BankHost.StartAsync(options with { NorthAccounts = TransferPlan.Openings("alice"), SouthAccounts = TransferPlan.Openings("bob") }, Cancel);
        await using var workflows = await WorkflowClient.StartAsync(banks, Cancel);
        var load = new TransferLoad(banks, workflows, seed);

        for (var round = 0; round < rounds; round++)
        {
            await using var victim = await ServerProcess.StartAsync(storage, options.Folder, Cancel);
            // Errors, answers that get lost after the effect, and waits make sure that retries and recovery are under way at the kill.
            using var error = banks.North.Faults.Add(new BankFault(BankFaultKind.Fail) { Times = 5, AfterEffect = random.Next(2) == 0 });
            using var ongoing = banks.South.Faults.Add(new BankFault(BankFaultKind.Ongoing) { Times = 3 });
            using var servers = new ServerList(victim.Url);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var enough = Acknowledged(load.Records) + LeastOfARound;
            var clients = load.RunAsync(servers, stop.Token);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 1200)), TimeProvider.System, Cancel);
            await load.WhenAsync(records => Acknowledged(records) >= enough, Cancel);
            await victim.KillAsync();
            await stop.CancelAsync();
            await clients;
        }

        await using var last = await ServerProcess.StartAsync(storage, options.Folder, Cancel);
        using var healthy = new ServerList(last.Url);
        workflows.Use(healthy);
        var statuses = await Settlement.AwaitAsync(new DtmClient(healthy), load.Records, FinalWithin, Cancel);
        var books = await banks.AuditAsync(cancellation: Cancel);

        Assert.Empty(TransferJudge.Judge(load.Records, statuses, books));
        Assert.Empty(workflows.Wrong);
        foreach (var mode in load.Records.GroupBy(record => record.Mode))
        {
            var (acknowledged, succeeded, failed) = (mode.Count(record => record.IsAcknowledged), mode.Count(record => statuses[record.Gid] == "succeed"), mode.Count(record => statuses[record.Gid] == "failed"));
            Write($"{mode.Key}: {acknowledged} acknowledged, {succeeded} succeeded, {failed} failed");
            Assert.True(succeeded > 10 && failed > 2, $"{mode.Key}: {succeeded} succeeded, {failed} failed: the test tested nothing");
        }

        Write($"{workflows.Callbacks} callbacks, {books.Transfers.SelectMany(transfer => transfer.Branches).Count(branch => branch.State == BranchState.NullCompensated)} null compensations");
    }

    private static int Acknowledged(IReadOnlyCollection<TransferRecord> records) => records.Count(record => record.IsAcknowledged);

    private static void Write(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    private static async Task WithFolder(Func<string, Task> test)
    {
        var folder = Directory.CreateTempSubdirectory("orleanssaga-kill-");
        try
        {
            await test(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
