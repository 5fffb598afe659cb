using OrleansSaga.Samples.Bank;

namespace OrleansSaga.EndToEnd.Tests;

public abstract partial class BarrierScenarios
{
    [Fact(Timeout = 60_000)]
    public async Task Xa_AnswersOfTheCommitGetLost_DuplicatesMoveMoneyOnce()
    {
        var transfer = Transfer("xa");
        using var lost = LoseAnswers(Banks.North, transfer, "commit");

        await Client.XaAsync(transfer, Cancel);

        var books = await EndsAsync(transfer, "succeed");
        Assert.True(lost.UsedUp.IsCompleted);
        AssertBooks(books, TransferOutcome.Applied, ("north", "01", BranchState.Applied), ("south", "02", BranchState.Applied));
    }

    [Fact(Timeout = 60_000)]
    public async Task Xa_ClientLeavesAfterItsFirstBranch_ThePreparedTransactionIsRolledBack()
    {
        var transfer = Transfer("xa") with { Conduct = Conduct.LeavesInTheMiddle, TimeoutSeconds = 2 };
        using var rollback = Hold(Banks.North, transfer, "rollback");

        await Client.XaAsync(transfer, Cancel);

        AssertBooks(await BooksAsync(transfer), TransferOutcome.Partial, ("north", "01", BranchState.Pending));
        rollback.Release();
        AssertBooks(await EndsAsync(transfer, "failed"), TransferOutcome.Undone, ("north", "01", BranchState.NullCompensated));
    }

    [Fact(Timeout = 60_000)]
    public async Task Xa_AnswersOfTheRollbackGetLost_TheLocalTransactionCannotRunAnyMore()
    {
        var transfer = Transfer("xa", payee: "nobody");
        using var lost = LoseAnswers(Banks.North, transfer, "rollback");

        await Client.XaAsync(transfer, Cancel);
        var books = await EndsAsync(transfer, "failed");
        var tooLate = await Banks.North.Service.Xa.PrepareAsync(new BranchRequest(transfer.Gid, "xa", "01", "action"), "alice", -30, Cancel);

        Assert.True(lost.UsedUp.IsCompleted);
        Assert.Equal(BarrierVerdict.Late, tooLate.Verdict);
        AssertBooks(books, TransferOutcome.Undone, ("north", "01", BranchState.NullCompensated), ("south", "02", BranchState.NullCompensated));
    }

    [Fact(Timeout = 60_000)]
    public async Task Xa_PhaseOneRepeated_PreparesOnce()
    {
        var transfer = Transfer("xa");
        var request = new BranchRequest(transfer.Gid, "xa", "01", "action");

        Assert.Equal(BarrierVerdict.Applied, (await Banks.North.Service.Xa.PrepareAsync(request, "alice", -30, Cancel)).Verdict);
        Assert.Equal(BarrierVerdict.Duplicate, (await Banks.North.Service.Xa.PrepareAsync(request, "alice", -30, Cancel)).Verdict);
        await Banks.North.Service.Xa.CommitAsync(request with { Op = "commit" }, Cancel);
        Assert.Equal(BarrierVerdict.Duplicate, (await Banks.North.Service.Xa.PrepareAsync(request, "alice", -30, Cancel)).Verdict);
        Assert.Equal(BarrierVerdict.Duplicate, (await Banks.North.Service.Xa.CommitAsync(request with { Op = "commit" }, Cancel)).Verdict);

        Assert.Equal(-30, Assert.Single((await Banks.AuditAsync(transfer.Gid, Cancel)).Find(transfer.Gid)!.Branches).NetCents);
    }
}
