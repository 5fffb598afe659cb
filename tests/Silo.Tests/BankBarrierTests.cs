using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Silo.Tests;

public sealed class BankBarrierTests
{
    [Fact]
    public async Task Action_SentThreeTimes_HasOneEffect()
    {
        await using var bed = await BankTestBed.StartAsync();

        for (var i = 0; i < 3; i++)
            Assert.Equal(BankReply.Success, await bed.OutAsync("g1", 30));

        Assert.Equal(99_970, await BankTestBed.BalanceAsync(bed.Host.North, "alice"));
    }

    [Fact]
    public async Task Action_SentManyTimesAtOnce_HasOneEffect()
    {
        await using var bed = await BankTestBed.StartAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => bed.OutAsync("g1", 30)));

        Assert.All(replies, reply => Assert.Equal(BankReply.Success, reply));
        Assert.Equal(99_970, await BankTestBed.BalanceAsync(bed.Host.North, "alice"));
    }

    [Fact]
    public async Task Action_OtherBranchOfSameTransaction_HasItsOwnEffect()
    {
        await using var bed = await BankTestBed.StartAsync();

        await bed.PostAsync(bed.Host.North, "transfer-out?branch_id=01&gid=g&op=action&trans_type=saga", """{"account":"alice","amount":30}""");
        await bed.PostAsync(bed.Host.North, "transfer-out?branch_id=02&gid=g&op=action&trans_type=saga", """{"account":"alice","amount":30}""");

        Assert.Equal(99_940, await BankTestBed.BalanceAsync(bed.Host.North, "alice"));
    }

    [Fact]
    public async Task Compensate_AfterActionAndTwice_GivesBackOnce()
    {
        await using var bed = await BankTestBed.StartAsync();
        await bed.OutAsync("g1", 30);

        Assert.Equal(BankReply.Success, await bed.OutAsync("g1", 30, "compensate"));
        Assert.Equal(BankReply.Success, await bed.OutAsync("g1", 30, "compensate"));

        Assert.Equal(100_000, await BankTestBed.BalanceAsync(bed.Host.North, "alice"));
        var branch = Assert.Single((await bed.AuditAsync()).Find("g1")!.Branches);
        Assert.Equal(new BranchAudit("north", "01", BranchState.Compensated, 0), branch);
    }

    [Fact]
    public async Task Compensate_WithoutAction_GivesBackNothing()
    {
        await using var bed = await BankTestBed.StartAsync();

        Assert.Equal(BankReply.Success, await bed.OutAsync("g1", 30, "compensate"));

        Assert.Equal(100_000, await BankTestBed.BalanceAsync(bed.Host.North, "alice"));
        var branch = Assert.Single((await bed.AuditAsync()).Find("g1")!.Branches);
        Assert.Equal(new BranchAudit("north", "01", BranchState.NullCompensated, 0), branch);
    }

    [Fact]
    public async Task Action_AfterItsCompensate_DoesNothing()
    {
        await using var bed = await BankTestBed.StartAsync();
        await bed.OutAsync("g1", 30, "compensate");

        Assert.Equal(BankReply.Success, await bed.OutAsync("g1", 30));

        await AssertOnlyNullCompensatedAsync(bed);
    }

    [Fact]
    public async Task Try_AfterItsCancel_DoesNothing()
    {
        await using var bed = await BankTestBed.StartAsync();
        await bed.OutAsync("g1", 30, "cancel");

        Assert.Equal(BankReply.Success, await bed.OutAsync("g1", 30, "try"));

        await AssertOnlyNullCompensatedAsync(bed);
    }

    [Fact]
    public async Task Action_HeldWhileItsCompensateOvertakes_DoesNothing()
    {
        await using var bed = await BankTestBed.StartAsync();
        using var hold = bed.Host.North.Faults.Add(new BankFault(BankFaultKind.Hold) { Gid = "g1", Op = "action" });
        var action = bed.OutAsync("g1", 30);
        await hold.Struck.WaitAsync(TestContext.Current.CancellationToken);

        await bed.OutAsync("g1", 30, "compensate");
        hold.Release();

        Assert.Equal(BankReply.Success, await action);
        await AssertOnlyNullCompensatedAsync(bed);
    }

    [Fact]
    public async Task ActionAndCompensate_RacingFiftyTimes_LeaveNothingBehind()
    {
        await using var bed = await BankTestBed.StartAsync();

        for (var i = 0; i < 50; i++)
        {
            var gid = $"g{i}";
            // Both orders of sending, since the first one sent tends to win.
            var calls = i % 2 == 0
                ? new[] { bed.OutAsync(gid, 30), bed.OutAsync(gid, 30, "compensate"), bed.OutAsync(gid, 30) }
                : [bed.OutAsync(gid, 30, "compensate"), bed.OutAsync(gid, 30), bed.OutAsync(gid, 30, "compensate")];
            Assert.All(await Task.WhenAll(calls), reply => Assert.Equal(BankReply.Success, reply));
        }

        var report = await bed.AuditAsync();
        Assert.Empty(report.Violations);
        Assert.Equal(50, report.Transfers.Count);
        Assert.All(report.Transfers, transfer => Assert.Equal(TransferOutcome.Undone, transfer.Outcome));
        Assert.Equal(100_000, await BankTestBed.BalanceAsync(bed.Host.North, "alice"));
    }

    [Fact]
    public async Task Action_AfterReopening_IsStillADuplicate()
    {
        await using var bed = await BankTestBed.StartAsync();
        await bed.OutAsync("g1", 30);
        await bed.ReopenAsync();

        Assert.Equal(BankReply.Success, await bed.OutAsync("g1", 30));

        Assert.Equal(99_970, await BankTestBed.BalanceAsync(bed.Host.North, "alice"));
        Assert.Empty((await bed.AuditAsync()).Violations);
    }

    // The balance alone would also be right if both had taken effect, the undo first.
    private static async Task AssertOnlyNullCompensatedAsync(BankTestBed bed)
    {
        var report = await bed.AuditAsync();
        Assert.Empty(report.Violations);
        Assert.Equal(new BranchAudit("north", "01", BranchState.NullCompensated, 0), Assert.Single(report.Find("g1")!.Branches));
        Assert.Equal(100_000, await BankTestBed.BalanceAsync(bed.Host.North, "alice"));
    }
}
