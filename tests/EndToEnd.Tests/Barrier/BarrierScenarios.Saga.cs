using OrleansSaga.Samples.Bank;

namespace OrleansSaga.EndToEnd.Tests;

public abstract partial class BarrierScenarios
{
    [Fact(Timeout = 60_000)]
    public async Task Saga_AnswersOfTheActionGetLost_DuplicatesHaveOneEffect()
    {
        var transfer = Transfer("saga");
        using var lost = LoseAnswers(Banks.North, transfer, "action");

        await Client.SagaAsync(transfer, concurrent: false, Cancel);

        var books = await EndsAsync(transfer, "succeed");
        Assert.True(lost.UsedUp.IsCompleted);
        AssertBooks(books, TransferOutcome.Applied, ("north", "01", BranchState.Applied), ("south", "02", BranchState.Applied));
    }

    [Fact(Timeout = 60_000)]
    public async Task Saga_AnswersOfTheCompensationGetLost_DuplicatesGiveBackOnce()
    {
        var transfer = Transfer("saga", payee: "nobody");
        using var lost = LoseAnswers(Banks.North, transfer, "compensate");

        await Client.SagaAsync(transfer, concurrent: false, Cancel);

        var books = await EndsAsync(transfer, "failed");
        Assert.True(lost.UsedUp.IsCompleted);
        AssertBooks(books, TransferOutcome.Undone, ("north", "01", BranchState.Compensated), ("south", "02", BranchState.NullCompensated));
    }

    [Fact(Timeout = 60_000)]
    public async Task Saga_CompensationOvertakesTheAction_TheActionDoesNothingWhenItComes()
    {
        var transfer = Transfer("saga", payee: "nobody");
        using var late = Hold(Banks.North, transfer, "action");

        await Client.SagaAsync(transfer, concurrent: true, Cancel);
        await EndsAsync(transfer, "failed");
        Assert.True(late.Struck.IsCompleted);
        late.Release();

        // A duplicate by hand comes after the one that was held, or before it: neither has an effect.
        Assert.Equal(BarrierVerdict.Late, (await Banks.North.Service.MoveAsync(new BranchRequest(transfer.Gid, "saga", "01", "action"), "alice", -30, Cancel)).Verdict);
        AssertBooks(await BooksAsync(transfer), TransferOutcome.Undone, ("north", "01", BranchState.NullCompensated), ("south", "02", BranchState.NullCompensated));
    }
}
