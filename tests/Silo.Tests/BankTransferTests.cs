using System.Net;

namespace OrleansSaga.Silo.Tests;

public sealed class BankTransferTests
{
    private const string Query = "branch_id=01&gid=g1&op=action&trans_type=saga";

    [Fact]
    public async Task TransferOut_TooLittleMoney_IsRefusedAndChangesNothing()
    {
        await using var bed = await BankTestBed.StartAsync();

        var reply = await bed.OutAsync("g1", 100_001);

        Assert.Equal(HttpStatusCode.Conflict, reply.Status);
        Assert.Equal("""{"dtm_result":"FAILURE","message":"The account has 100000 cents, which is less than 100001."}""", reply.Body);
        Assert.Equal(100_000, await BankTestBed.BalanceAsync(bed.Host.North, "alice"));
        Assert.Null((await bed.AuditAsync()).Find("g1"));
    }

    [Fact]
    public async Task TransferOut_AllTheMoney_IsAccepted()
    {
        await using var bed = await BankTestBed.StartAsync();

        Assert.Equal(BankReply.Success, await bed.OutAsync("g1", 100_000));

        Assert.Equal(0, await BankTestBed.BalanceAsync(bed.Host.North, "alice"));
    }

    [Fact]
    public async Task CompensateOfTransferIn_MoneySpentSince_IsRefusedUntilItIsBack()
    {
        await using var bed = await BankTestBed.StartAsync();
        await bed.InAsync("g1", 30);
        await bed.PostAsync(bed.Host.South, "transfer-out?branch_id=01&gid=g2&op=action&trans_type=saga", """{"account":"bob","amount":100030}""");

        var early = await bed.InAsync("g1", 30, "compensate");
        await bed.InAsync("g3", 30);
        var later = await bed.InAsync("g1", 30, "compensate");

        Assert.Equal(HttpStatusCode.Conflict, early.Status);
        Assert.Equal(BankReply.Success, later);
        Assert.Equal(0, await BankTestBed.BalanceAsync(bed.Host.South, "bob"));
    }

    [Fact]
    public async Task TransferIn_UnknownAccount_IsRefusedAndNotEchoed()
    {
        await using var bed = await BankTestBed.StartAsync();

        var reply = await bed.InAsync("g1", 30, account: "ONGOING");

        Assert.Equal(HttpStatusCode.Conflict, reply.Status);
        Assert.Equal("""{"dtm_result":"FAILURE","message":"There is no such account."}""", reply.Body);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"account":"alice"}""")]
    [InlineData("""{"amount":30}""")]
    [InlineData("""{"account":"","amount":30}""")]
    [InlineData("""{"account":7,"amount":30}""")]
    [InlineData("""{"account":"alice","amount":0}""")]
    [InlineData("""{"account":"alice","amount":-30}""")]
    [InlineData("""{"account":"alice","amount":"30"}""")]
    [InlineData("""{"account":"alice","amount":30.5}""")]
    [InlineData("""{"account":"alice","amount":9223372036854775807}""")]
    [InlineData("""{"account":"alice","amount":99999999999999999999}""")]
    public async Task TransferOut_BadPayload_Is400(string body)
    {
        await using var bed = await BankTestBed.StartAsync();

        var reply = await bed.PostAsync(bed.Host.North, $"transfer-out?{Query}", body);

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.DoesNotContain("dtm_result", reply.Body, StringComparison.Ordinal);
        Assert.Equal(100_000, await BankTestBed.BalanceAsync(bed.Host.North, "alice"));
    }

    [Theory]
    [InlineData("gid=g1&op=action&trans_type=saga")]
    [InlineData("branch_id=01&op=action&trans_type=saga")]
    [InlineData("branch_id=01&gid=&op=action&trans_type=saga")]
    [InlineData("branch_id=01&gid=g1&gid=g2&op=action&trans_type=saga")]
    [InlineData("branch_id=01&gid=g1&trans_type=saga")]
    [InlineData("branch_id=01&gid=g1&op=action")]
    [InlineData("branch_id=01&gid=g1&op=compensate&trans_type=saga")]
    [InlineData("branch_id=01&gid=g1&op=confirm&trans_type=tcc")]
    public async Task TransferOut_BadQuery_Is400(string query)
    {
        await using var bed = await BankTestBed.StartAsync();

        var reply = await bed.PostAsync(bed.Host.North, $"transfer-out?{query}", """{"account":"alice","amount":30}""");

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal(100_000, await BankTestBed.BalanceAsync(bed.Host.North, "alice"));
    }

    [Fact]
    public async Task TransferOut_GidTooLong_Is400()
    {
        await using var bed = await BankTestBed.StartAsync();

        Assert.Equal(BankReply.Success, await bed.OutAsync(new string('g', 128), 30));
        Assert.Equal(HttpStatusCode.BadRequest, (await bed.OutAsync(new string('g', 129), 30)).Status);
    }

    [Fact]
    public async Task TransferOut_BodyTooLarge_Is413()
    {
        await using var bed = await BankTestBed.StartAsync();

        var reply = await bed.PostAsync(bed.Host.North, $"transfer-out?{Query}", new string(' ', 20_000));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, reply.Status);
    }

    [Fact]
    public async Task Transfers_InParallelSomeUndone_KeepTheTotal()
    {
        await using var bed = await BankTestBed.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            await Task.WhenAll(bed.OutAsync($"g{i}", 10 + i), bed.InAsync($"g{i}", 10 + i));
            if (i % 4 == 0)
                await Task.WhenAll(bed.InAsync($"g{i}", 10 + i, "compensate"), bed.OutAsync($"g{i}", 10 + i, "compensate"));
        }));

        var report = await bed.AuditAsync();
        Assert.True(report.IsSettled, string.Join('\n', report.Violations));
        Assert.Equal(300_000, report.TotalCents);
        Assert.Equal(30, report.Transfers.Count(transfer => transfer.Outcome == Samples.Bank.TransferOutcome.Applied));
        Assert.Equal(10, report.Transfers.Count(transfer => transfer.Outcome == Samples.Bank.TransferOutcome.Undone));
    }

    [Fact]
    public async Task Accounts_AfterATransfer_ShowBalances()
    {
        await using var bed = await BankTestBed.StartAsync();
        await bed.OutAsync("g1", 30);

        var reply = await bed.GetAsync(bed.Host.North, "accounts");

        Assert.Equal(
            """{"bank":"north","accounts":[{"id":"alice","balance":99970},{"id":"carol","balance":50000}],"total":149970}""",
            reply.Body);
    }

    [Fact]
    public async Task Ledger_OfOneGid_ShowsWhatTookEffectInOrder()
    {
        await using var bed = await BankTestBed.StartAsync();
        await bed.OutAsync("g0", 7);
        await bed.OutAsync("g1", 30);
        await bed.OutAsync("g1", 30, "compensate");

        var ofOne = await bed.GetAsync(bed.Host.North, "ledger?gid=g1");
        var afterFirst = await bed.GetAsync(bed.Host.North, "ledger?after=2");

        const string Undo = """{"seq":3,"gid":"g1","branch_id":"01","op":"compensate","account":"alice","delta":30}""";
        Assert.Equal(
            """{"bank":"north","rows":[{"seq":2,"gid":"g1","branch_id":"01","op":"action","account":"alice","delta":-30},""" + Undo + "]}",
            ofOne.Body);
        Assert.Equal("""{"bank":"north","rows":[""" + Undo + "]}", afterFirst.Body);
    }

    [Fact]
    public async Task Ledger_BadAfter_Is400()
    {
        await using var bed = await BankTestBed.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await bed.GetAsync(bed.Host.North, "ledger?after=-1")).Status);
    }
}
