using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Faults.Tests;

/// <summary>One of three silos is killed or paused in the middle of transactions: the others go on with them. How fast is for the benchmark.</summary>
[Collection("clusters")]
public sealed class FailoverTests
{
    /// <summary>So many that each silo surely owns some.</summary>
    private const int Transfers = 30;

    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public Task Silo_Killed_OthersAnswerForItsTransactionsAtOnce() => FailOverAsync(
        silo => silo.KillAsync(),
        async (bed, silo) =>
        {
            silo.Start();
            await bed.WhenAllAreActiveAsync();
        });

    [Fact(Timeout = 180_000)]
    public Task Silo_Paused_OthersAnswerAndItComesBack() => FailOverAsync(
        silo => silo.PauseAsync(),
        async (bed, silo) =>
        {
            await bed.WhenMembersAreAsync("silo-1 dead", "silo-2 active", "silo-3 active");
            await silo.ResumeAsync();
            await silo.WhenBackFromTheDeadAsync(BackWithin, Cancel);
            await bed.WhenAllAreActiveAsync();
            Assert.True(silo.IsRunning);
            Assert.Contains(silo.Nature.SaysWhenDeclaredDead, silo.Log, StringComparison.Ordinal);
        });

    private static Task FailOverAsync(Func<ITestSilo, Task> strike, Func<LoadedCluster, ITestSilo, Task> mend) => LoadedCluster.RunAsync(async bed =>
    {
        await bed.Cluster.StartAsync(Cancel);
        await bed.WhenAllAreActiveAsync();
        var victim = bed.Cluster.Silos[0];
        using var all = LoadedCluster.ServersOf([.. bed.Cluster.Silos]);
        using var survivors = LoadedCluster.ServersOf([.. bed.Cluster.Silos.Skip(1)]);
        using var late = bed.Banks.South.Faults.Add(new BankFault(BankFaultKind.Hold) { Op = "action", Times = Transfers });
        var (sagas, tccs) = (Some("saga"), Some("tcc"));
        await ForAllAsync(sagas, all, (client, record, _) => client.SagaAsync(record, concurrent: false, Cancel));
        await ForAllAsync(tccs, all, async (client, record, _) =>
        {
            Assert.True(await client.PrepareAsync(record, Cancel));
            Assert.True(await RegisterAndTryAsync(client, record, "01", bed.Banks.North, "reserve-out", record.Payer));
        });
        await late.UsedUp.WaitAsync(Cancel);

        await strike(victim);
        await ForAllAsync(tccs, survivors, async (client, record, _) => Assert.True(await RegisterAndTryAsync(client, record, "02", bed.Banks.South, "reserve-in", record.Payee)))
            .WaitAsync(AnsweredWithin, TimeProvider.System, Cancel);
        await ForAllAsync(tccs, survivors, (client, record, _) => client.EndAsync(record, "submit", "succeed", Cancel));
        Assert.All(tccs, record => Assert.Equal("succeed", record.Promised));
        late.Release();
        var ends = await Settlement.AwaitAsync(new DtmClient(survivors), [.. sagas, .. tccs], TimeSpan.FromSeconds(60), Cancel);
        Assert.All(ends, end => Assert.Equal("succeed", end.Value));
        await mend(bed, victim);

        Assert.Empty(survivors.Failed);
        Assert.Empty(await bed.JudgeAsync());

        List<TransferRecord> Some(string mode) => [.. Enumerable.Range(0, Transfers).Select(_ => bed.Transfer(mode))];

        Task ForAllAsync(IEnumerable<TransferRecord> records, ServerList servers, Func<TransferClient, TransferRecord, int, Task> act) =>
            Task.WhenAll(records.Select((record, number) => act(new TransferClient(new DtmClient(servers, number), bed.Banks), record, number)));
    });

    private static async Task<bool> RegisterAndTryAsync(TransferClient client, TransferRecord record, string branchId, RunningBank bank, string path, string account)
    {
        var address = TransferClient.Address(bank, path);
        return await client.RegisterTccAsync(record, branchId, address, account, Cancel) && await client.TryAsync(record, branchId, address, account, Cancel);
    }
}
