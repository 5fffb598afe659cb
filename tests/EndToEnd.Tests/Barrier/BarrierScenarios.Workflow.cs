using OrleansSaga.Samples.Bank;

namespace OrleansSaga.EndToEnd.Tests;

public abstract partial class BarrierScenarios
{
    [Fact(Timeout = 60_000)]
    public async Task Workflow_ClientLeavesInTheMiddle_TheCallbackFinishesItAndRepeatsNothing()
    {
        var transfer = Transfer("workflow") with { Conduct = Conduct.LeavesInTheMiddle };
        await using var workflows = await StartWorkflowsAsync();

        await workflows.RunAsync(transfer, first: 0, Cancel);

        var books = await EndsAsync(transfer, "succeed");
        Assert.True(workflows.Callbacks > 0);
        Assert.Empty(workflows.Wrong);
        AssertBooks(books, TransferOutcome.Applied, ("north", "01", BranchState.Applied), ("south", "02", BranchState.Applied));
    }

    [Fact(Timeout = 60_000)]
    public async Task Workflow_AnswersOfItsStepsGetLost_DuplicatesHaveOneEffect()
    {
        var transfer = Transfer("workflow");
        await using var workflows = await StartWorkflowsAsync();
        using var action = LoseAnswers(Banks.North, transfer, "action", times: 1);
        using var commit = LoseAnswers(Banks.South, transfer, "commit", times: 1);

        await Assert.ThrowsAsync<WorkflowInterruptedException>(() => workflows.RunAsync(transfer, first: 0, Cancel));

        var books = await EndsAsync(transfer, "succeed");
        Assert.True(action.UsedUp.IsCompleted && commit.UsedUp.IsCompleted);
        AssertBooks(books, TransferOutcome.Applied, ("north", "01", BranchState.Applied), ("south", "02", BranchState.Applied));
    }

    [Fact(Timeout = 60_000)]
    public async Task Workflow_SecondStepRefused_RollsBackTheFirst()
    {
        var transfer = Transfer("workflow", payee: "nobody");
        await using var workflows = await StartWorkflowsAsync();
        using var rollback = LoseAnswers(Banks.North, transfer, "rollback", times: 1);

        await Assert.ThrowsAsync<WorkflowInterruptedException>(() => workflows.RunAsync(transfer, first: 0, Cancel));

        AssertBooks(await EndsAsync(transfer, "failed"), TransferOutcome.Undone, ("north", "01", BranchState.Compensated));
    }

    private async Task<WorkflowClient> StartWorkflowsAsync()
    {
        var workflows = await WorkflowClient.StartAsync(Banks, Cancel);
        workflows.Use(_servers);
        return workflows;
    }
}
