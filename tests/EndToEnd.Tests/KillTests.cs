using OrleansSaga.Samples.Bank;

namespace OrleansSaga.EndToEnd.Tests;

/// <summary>
/// kill -9 at random moments under load, again and again over one journal. The judge is the participants' own books, read by code
/// that knows nothing of the coordinator.
/// </summary>
public sealed class KillTests
{
    private static readonly TimeSpan FinalWithin = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 240_000)]
    public Task Kill_TwentyTimesUnderLoad_SqliteLosesNothing() =>
        WithFolder(folder => KillAndJudge(folder, rounds: 20, ["--OrleansSaga:Storage:Provider=sqlite", $"--OrleansSaga:Storage:ConnectionString={Path.Combine(folder, "journal.db")}"]));

    [Fact(Timeout = 240_000)]
    public Task Kill_TenTimesUnderLoad_PostgresLosesNothing() => WithFolder(async folder =>
    {
        PostgresServerRequired.OrSkip();
        await using var postgres = await PostgresServer.StartAsync(cancellationToken: Cancel);
        var database = await postgres.CreateDatabaseAsync(Cancel);
        await KillAndJudge(folder, rounds: 10, ["--OrleansSaga:Storage:Provider=postgres", $"--OrleansSaga:Storage:ConnectionString={database}"]);
    });

    private static async Task KillAndJudge(string folder, int rounds, string[] storage)
    {
        var seed = Environment.GetEnvironmentVariable("ORLEANSSAGA_TEST_SEED") is { } text ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed} (ORLEANSSAGA_TEST_SEED)");
        var random = new Random(seed);
        await using var banks = await BankHost.StartAsync(new BankHostOptions { Folder = folder, NorthAccounts = Accounts("alice"), SouthAccounts = Accounts("bob") }, Cancel);
        var load = new TransferLoad(banks, seed);

        for (var round = 0; round < rounds; round++)
        {
            await using var victim = await ServerProcess.StartAsync(storage, folder, Cancel);
            // Errors, answers that get lost after the effect, and waits make sure that retries and recovery are under way at the kill.
            using var error = banks.North.Faults.Add(new BankFault(BankFaultKind.Fail) { Times = 5, AfterEffect = random.Next(2) == 0 });
            using var ongoing = banks.South.Faults.Add(new BankFault(BankFaultKind.Ongoing) { Times = 3 });
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var clients = load.RunAsync(victim.Url, stop.Token);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 1200)), TimeProvider.System, Cancel);
            await victim.KillAsync();
            await stop.CancelAsync();
            await clients;
        }

        await using var last = await ServerProcess.StartAsync(storage, folder, Cancel);
        var statuses = await load.SettleAsync(last.Url, FinalWithin, Cancel);
        var report = await banks.AuditAsync(cancellation: Cancel);

        Assert.True(load.Acknowledged.Count > 50, $"only {load.Acknowledged.Count} transfers were acknowledged: the test tested nothing");
        Assert.DoesNotContain(statuses, status => status.Value is not ("succeed" or "failed"));
        Assert.Empty(report.Violations);
        foreach (var (gid, status) in statuses)
        {
            var outcome = report.Find(gid)?.Outcome ?? TransferOutcome.Undone;
            Assert.True(status == "succeed" ? outcome == TransferOutcome.Applied : outcome == TransferOutcome.Undone, $"{gid} ended {status}, but the banks say {outcome}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{load.Acknowledged.Count} acknowledged, {statuses.Values.Count(status => status == "succeed")} succeeded, {statuses.Values.Count(status => status == "failed")} rolled back");
    }

    private static Dictionary<string, long> Accounts(string name) => new() { [name] = 10_000_000 };

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
