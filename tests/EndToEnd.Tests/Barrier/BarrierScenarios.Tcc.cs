using System.Net;
using OrleansSaga.Samples.Bank;

namespace OrleansSaga.EndToEnd.Tests;

public abstract partial class BarrierScenarios
{
    [Fact(Timeout = 60_000)]
    public async Task Tcc_AnswersOfTheConfirmGetLost_DuplicatesMoveMoneyOnce()
    {
        var transfer = Transfer("tcc");
        using var lost = LoseAnswers(Banks.South, transfer, "confirm");

        await Client.TccAsync(transfer, Cancel);

        var books = await EndsAsync(transfer, "succeed");
        Assert.True(lost.UsedUp.IsCompleted);
        AssertBooks(books, TransferOutcome.Applied, ("north", "01", BranchState.Applied), ("south", "02", BranchState.Applied));
    }

    [Fact(Timeout = 60_000)]
    public async Task Tcc_AnswersOfTheCancelGetLost_DuplicatesGiveBackOnce()
    {
        var transfer = Transfer("tcc", payee: "nobody");
        using var lost = LoseAnswers(Banks.North, transfer, "cancel");

        await Client.TccAsync(transfer, Cancel);

        var books = await EndsAsync(transfer, "failed");
        Assert.True(lost.UsedUp.IsCompleted);
        AssertBooks(books, TransferOutcome.Undone, ("north", "01", BranchState.Compensated), ("south", "02", BranchState.NullCompensated));
    }

    [Fact(Timeout = 60_000)]
    public async Task Tcc_CancelWithoutATry_IsANullCompensation()
    {
        var transfer = Transfer("tcc") with { Conduct = Conduct.GivesUpBeforeTheTry };

        await Client.TccAsync(transfer, Cancel);

        AssertBooks(await EndsAsync(transfer, "failed"), TransferOutcome.Undone, ("north", "01", BranchState.Compensated), ("south", "02", BranchState.NullCompensated));
    }

    [Fact(Timeout = 60_000)]
    public async Task Tcc_TryHangsUntilAfterItsCancel_SetsNothingAside()
    {
        var transfer = Transfer("tcc");
        var address = TransferClient.Address(Banks.North, "reserve-out");
        using var late = Hold(Banks.North, transfer, "try");
        await Client.PrepareAsync(transfer, Cancel);
        Assert.True(await Client.RegisterTccAsync(transfer, "01", address, "alice", Cancel));

        var hanging = _dtm.CallBranchAsync(TransferClient.Call(transfer, address, "01", "try"), TransferClient.Payload("alice", transfer), Cancel);
        await late.Struck.WaitAsync(Cancel);
        await Client.EndAsync(transfer, "abort", "failed", Cancel);
        await EndsAsync(transfer, "failed");
        late.Release();

        Assert.Equal(HttpStatusCode.OK, await hanging);
        AssertBooks(await BooksAsync(transfer), TransferOutcome.Undone, ("north", "01", BranchState.NullCompensated));
    }

    [Fact(Timeout = 60_000)]
    public async Task Tcc_ClientLeavesAfterItsTries_TheServerCancelsThem()
    {
        var transfer = Transfer("tcc") with { Conduct = Conduct.LeavesInTheMiddle, TimeoutSeconds = 2 };

        await Client.TccAsync(transfer, Cancel);

        AssertBooks(await EndsAsync(transfer, "failed"), TransferOutcome.Undone, ("north", "01", BranchState.Compensated), ("south", "02", BranchState.NullCompensated));
    }

    [Fact(Timeout = 60_000)]
    public async Task TryAndCancel_AtOnceFiftyTimes_LeaveNothingBehind()
    {
        for (var i = 0; i < 50; i++)
        {
            var transfer = Transfer("tcc");
            BranchRequest Op(string op) => new(transfer.Gid, "tcc", "01", op);
            // Both orders of sending, since the first one sent tends to win.
            var tries = () => Banks.North.Service.ReserveAsync(Op("try"), "alice", -30, Cancel);
            var cancels = () => Banks.North.Service.CancelAsync(Op("cancel"), "alice", Cancel);
            await Task.WhenAll(i % 2 == 0 ? [tries(), cancels(), tries()] : [cancels(), tries(), cancels()]);

            Assert.Equal(TransferOutcome.Undone, (await BooksAsync(transfer)).Outcome);
        }
    }
}
