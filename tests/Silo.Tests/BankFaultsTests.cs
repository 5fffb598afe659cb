using System.Net;
using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Silo.Tests;

public sealed class BankFaultsTests
{
    [Theory]
    [InlineData(BankFaultKind.Fail, 500, "")]
    [InlineData(BankFaultKind.Ongoing, 425, "ONGOING")]
    [InlineData(BankFaultKind.Refuse, 409, "FAILURE")]
    public async Task Fault_TwoTimes_StrikesTwiceWithoutEffectThenEnds(BankFaultKind kind, int status, string word)
    {
        await using var bed = await BankTestBed.StartAsync();
        using var rule = bed.Host.North.Faults.Add(new BankFault(kind) { Times = 2 });

        var replies = new[] { await bed.OutAsync("g1", 30), await bed.OutAsync("g1", 30) };

        Assert.All(replies, reply => Assert.Equal((HttpStatusCode)status, reply.Status));
        Assert.All(replies, reply => Assert.Contains(word, reply.Body, StringComparison.Ordinal));
        await rule.UsedUp.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(100_000, await BankTestBed.BalanceAsync(bed.Host.North, "alice"));
        Assert.Equal(BankReply.Success, await bed.OutAsync("g1", 30));
    }

    [Fact]
    public async Task Fail_Body_HoldsNoResultWord()
    {
        await using var bed = await BankTestBed.StartAsync();
        bed.Host.North.Faults.Add(new BankFault(BankFaultKind.Fail));

        var reply = await bed.OutAsync("g1", 30);

        Assert.DoesNotContain("FAILURE", reply.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("ONGOING", reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_WithFilters_StrikesOnlyWhatFits()
    {
        await using var bed = await BankTestBed.StartAsync();
        bed.Host.North.Faults.Add(new BankFault(BankFaultKind.Fail) { Gid = "g1", BranchId = "01", Op = "compensate" });

        Assert.Equal(BankReply.Success, await bed.OutAsync("g2", 30));
        Assert.Equal(BankReply.Success, await bed.OutAsync("g2", 30, "compensate"));
        Assert.Equal(BankReply.Success, await bed.OutAsync("g1", 30));
        Assert.Equal(HttpStatusCode.InternalServerError, (await bed.OutAsync("g1", 30, "compensate")).Status);
    }

    [Fact]
    public async Task FailAfterEffect_ThenRepeated_HasOneEffect()
    {
        await using var bed = await BankTestBed.StartAsync();
        bed.Host.North.Faults.Add(new BankFault(BankFaultKind.Fail) { AfterEffect = true });

        var lost = await bed.OutAsync("g1", 30);
        var balance = await BankTestBed.BalanceAsync(bed.Host.North, "alice");
        var repeated = await bed.OutAsync("g1", 30);

        Assert.Equal(HttpStatusCode.InternalServerError, lost.Status);
        Assert.Equal(99_970, balance);
        Assert.Equal(BankReply.Success, repeated);
        Assert.Equal(99_970, await BankTestBed.BalanceAsync(bed.Host.North, "alice"));
    }

    [Fact]
    public async Task Hold_Disposed_CutsTheCallOffWithoutEffect()
    {
        await using var bed = await BankTestBed.StartAsync();
        var hold = bed.Host.North.Faults.Add(new BankFault(BankFaultKind.Hold));
        var held = bed.OutAsync("g1", 30);
        await hold.Struck.WaitAsync(TestContext.Current.CancellationToken);

        hold.Dispose();

        await Assert.ThrowsAsync<HttpRequestException>(() => held);
        Assert.Equal(100_000, await BankTestBed.BalanceAsync(bed.Host.North, "alice"));
    }

    [Fact]
    public async Task Hold_HostStops_DoesNotHang()
    {
        var bed = await BankTestBed.StartAsync();
        var hold = bed.Host.North.Faults.Add(new BankFault(BankFaultKind.Hold));
        var held = bed.OutAsync("g1", 30);
        await hold.Struck.WaitAsync(TestContext.Current.CancellationToken);

        await bed.ReopenAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => held);
        Assert.Equal(100_000, await BankTestBed.BalanceAsync(bed.Host.North, "alice"));
        await bed.DisposeAsync();
    }

    [Fact]
    public void Add_OutOfLimits_Throws()
    {
        var faults = new BankFaults();

        Assert.Throws<ArgumentException>(() => faults.Add(new BankFault(BankFaultKind.Fail) { Times = 0 }));
        Assert.Throws<ArgumentException>(() => faults.Add(new BankFault(BankFaultKind.Fail) { Times = BankFaults.MaxTimes + 1 }));
        Assert.Throws<ArgumentException>(() => faults.Add(new BankFault(BankFaultKind.Refuse) { AfterEffect = true }));
    }

    [Fact]
    public void Add_TooManyRules_ThrowsUntilOneEnds()
    {
        var faults = new BankFaults();
        var rules = Enumerable.Range(0, BankFaults.MaxRules).Select(_ => faults.Add(new BankFault(BankFaultKind.Hold))).ToList();

        Assert.Throws<InvalidOperationException>(() => faults.Add(new BankFault(BankFaultKind.Fail)));
        rules[3].Dispose();

        Assert.NotNull(faults.Add(new BankFault(BankFaultKind.Fail)));
    }
}
