using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>Second phases whose successes ride in a later record (docs/decisions/0008), and what registered branches do to the journal.</summary>
public sealed class HeldSuccessTests
{
    private static readonly StartTransaction Tcc = new(
        "g1", "tcc", [], [], "", "", "", new StartOptions(true, 0, 0, 0, ImmutableDictionary<string, string>.Empty, false, 0, 0), null);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tcc_OfTwoBranches_CostsFiveAppendsAndOneCheck()
    {
        WriteLog? log = null;
        await using var participant = await TestParticipant.StartAsync(Cancel);
        await using var silo = await StartAsync(journal => log = new WriteLog(journal));
        await PrepareAsync(silo, participant.Url, 2);

        var end = await silo.RunAsync(Tcc, Cancel);

        Assert.Equal(TransactionStatus.Succeed, end.Status);
        Assert.Equal(["Create", "Append", "Append", "Append", "Check", "Append"], log!.Kinds);
        Assert.Equal(["02/confirm", "01/confirm"], participant.CallsOf("g1"));
    }

    [Fact]
    public async Task Tcc_WhoseFenceRefusesTheCheck_GoesOnFromTheJournal()
    {
        WriteLog? log = null;
        await using var participant = await TestParticipant.StartAsync(Cancel);
        await using var silo = await StartAsync(journal => log = new WriteLog(journal, refusedChecks: 1));
        await PrepareAsync(silo, participant.Url, 2);

        await silo.RunAsync(Tcc, Cancel);
        await EndAsync(silo);

        // What was held is told again by its branch, or found out by a second call: whichever comes first.
        Assert.Contains("Check", log!.Kinds);
        Assert.Equal(("02/confirm", "01/confirm"), (participant.CallsOf("g1")[0], participant.CallsOf("g1")[^1]));
    }

    [Fact]
    public async Task Tcc_OfManyBranches_IsReadFromItsSnapshot()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        await using var silo = await StartAsync(journal => journal);
        await PrepareAsync(silo, participant.Url, 70);

        var (stored, state) = (await silo.Transactions.GetAsync("g1", Cancel))!;

        Assert.Equal(71, stored.Version);
        Assert.True(stored.Records.Count < 10, $"{stored.Records.Count} records were read for one state.");
        Assert.Equal(Enumerable.Range(1, 70).Select(i => i.ToString("00", null)), state.Definition.Steps.Select(branch => branch.BranchId));
    }

    private static Task<TestSilo> StartAsync(Func<IJournal, IJournal> wrap) => TestSilo.StartAsync(null, Cancel, builder =>
        builder.Services.AddSingleton(provider => wrap(provider.GetRequiredService<GroupCommitJournal>())));

    private static async Task PrepareAsync(TestSilo silo, string url, int branches)
    {
        Assert.Equal(ReplyCode.Ok, (await silo.Transactions.PrepareAsync(Tcc)).Code);
        for (var i = 1; i <= branches; i++)
        {
            var branch = new RegisterBranch("tcc", i.ToString("00", null), "{}"u8.ToArray(), url + "/confirm", url + "/cancel", "", "", "", null);
            Assert.Equal(ReplyCode.Ok, (await silo.Transactions.RegisterAsync("g1", branch)).Code);
        }
    }

    private static async Task EndAsync(TestSilo silo)
    {
        var grain = silo.App.Services.GetRequiredService<IGrainFactory>().GetGrain<ITransactionGrain>("g1");
        var version = 0L;
        while ((await silo.Transactions.GetAsync("g1", Cancel))!.State.Status != TransactionStatus.Succeed)
            version = (await grain.WaitNext(version, long.MaxValue, TimeSpan.FromSeconds(1))).Version;
    }
}
