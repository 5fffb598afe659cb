using OrleansSaga.Samples.Bank;

namespace OrleansSaga.EndToEnd.Tests;

public abstract partial class BarrierScenarios
{
    [Fact(Timeout = 60_000)]
    public async Task Message_AnswersOfTheDeliveryGetLost_DuplicatesDeliverOnce()
    {
        var transfer = Transfer("msg");
        using var lost = LoseAnswers(Banks.South, transfer, "action");

        await Client.MessageAsync(transfer, Cancel);

        var books = await EndsAsync(transfer, "succeed");
        Assert.True(lost.UsedUp.IsCompleted);
        AssertBooks(books, TransferOutcome.Applied, ("north", "00", BranchState.Applied), ("south", "01", BranchState.Applied));
    }

    [Fact(Timeout = 60_000)]
    public async Task Message_CheckBackAfterTheLocalCommit_Delivers()
    {
        var transfer = Transfer("msg") with { Conduct = Conduct.LeavesInTheMiddle, TimeoutSeconds = 1 };
        // However slow this machine is, no question is answered before the commit.
        using var question = Hold(Banks.North, transfer, "msg");

        await Client.MessageAsync(transfer, Cancel);
        question.Release();

        AssertBooks(await EndsAsync(transfer, "succeed"), TransferOutcome.Applied, ("north", "00", BranchState.Applied), ("south", "01", BranchState.Applied));
    }

    [Fact(Timeout = 60_000)]
    public async Task Message_CheckBackBeforeTheLocalCommit_ForbidsIt()
    {
        var transfer = Transfer("msg") with { TimeoutSeconds = 1 };

        await Client.PrepareMessageAsync(transfer, Cancel);
        await EndsAsync(transfer, "failed");
        var tooLate = await Client.LocalTransactionAsync(transfer, Cancel);

        Assert.Equal(BarrierVerdict.Late, tooLate.Verdict);
        AssertBooks(await BooksAsync(transfer), TransferOutcome.Undone, ("north", "00", BranchState.NullCompensated));
    }

    [Fact(Timeout = 60_000)]
    public async Task Message_LocalTransactionRefused_IsAborted()
    {
        var transfer = Transfer("msg") with { Payer = "nobody" };

        await Client.MessageAsync(transfer, Cancel);
        await Settlement.AwaitAsync(_dtm, [transfer], Patience, Cancel);

        Assert.Equal("failed", await _dtm.StatusAsync(transfer.Gid, Cancel));
        Assert.Null(await BooksAsync(transfer));
    }
}
