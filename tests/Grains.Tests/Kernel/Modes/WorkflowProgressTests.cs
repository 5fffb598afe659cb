using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel.Modes;

/// <summary>What a workflow's client records, and how it ends (protocol 4.5 and 11.3, 11.4).</summary>
public sealed class WorkflowProgressTests
{
    [Fact]
    public void Prepare_InAnyState_FindsTheWorkflow()
    {
        string?[] ends = [null, "succeed", "failed"];
        foreach (var end in ends)
        {
            var workflow = KernelHarness.Prepared(AWorkflow());
            workflow.Record("01", "action", data: "r");
            if (end is not null)
                workflow.End(WireNames.Status(end)!.Value, result: "cmVz");
            var records = workflow.Records.Count;

            var decision = workflow.Input(new PrepareInput(AWorkflow().Definition()));

            Assert.Null(decision.Refusal);
            Assert.Equal(records, workflow.Records.Count);
            Assert.Equal("01", Assert.Single(workflow.State!.Progresses).BranchId);
        }
    }

    [Theory]
    [InlineData(TransactionStatus.Succeed)]
    [InlineData(TransactionStatus.Failed)]
    public void Submit_EndsTheWorkflow(TransactionStatus status)
    {
        var workflow = KernelHarness.Prepared(AWorkflow());

        workflow.End(status, "why", "cmVz");

        Assert.Equal((status, "why", "cmVz"), (workflow.Status, workflow.Reason, workflow.State!.Result));
        Assert.Null(workflow.Hot.DueAt);
        Assert.Empty(workflow.Calls);
    }

    [Theory]
    [InlineData(TransactionStatus.Succeed, TransactionStatus.Failed)]
    [InlineData(TransactionStatus.Failed, TransactionStatus.Succeed)]
    public void Submit_Again_IsAcceptedOnlyWithTheSameStatus(TransactionStatus status, TransactionStatus other)
    {
        var workflow = KernelHarness.Prepared(AWorkflow());
        workflow.End(status, "first", "Zmlyc3Q=");

        Assert.Null(workflow.End(status, "second", "c2Vjb25k").Refusal);
        Assert.Equal(ReplyCode.WrongState, workflow.End(other).Refusal?.Code);
        Assert.Equal((status, "first", 2), (workflow.Status, workflow.Reason, workflow.Records.Count));
    }

    [Fact]
    public void Submit_OfAnUnknownGid_IsNotFound() =>
        Assert.Equal(ReplyCode.NotFound, KernelHarness.Empty().End(TransactionStatus.Succeed).Refusal?.Code);

    [Fact]
    public void Submit_WithoutAStatus_IsRefused()
    {
        var workflow = KernelHarness.Prepared(AWorkflow());

        Assert.Equal(new Refusal(ReplyCode.Invalid, "req_extra.status: must be succeed or failed"), workflow.Input(new SubmitInput(AWorkflow().Definition())).Refusal);
    }

    [Fact]
    public void Abort_IsRefused()
    {
        var workflow = KernelHarness.Prepared(AWorkflow());

        Assert.Equal(ReplyCode.WrongState, workflow.Abort().Refusal?.Code);
    }

    [Fact]
    public void Row_TheSameAgain_IsAcceptedAndChangesNothing()
    {
        var workflow = KernelHarness.Prepared(AWorkflow());
        workflow.Record("01", "action", data: "result");

        Assert.Null(workflow.Record("01", "action", data: "result").Refusal);
        Assert.Equal(2, workflow.Records.Count);
    }

    [Theory]
    [InlineData(OpStatus.Succeed, "other")]
    [InlineData(OpStatus.Failed, "result")]
    public void Row_TheSameWithOtherContent_IsRefused(OpStatus status, string data)
    {
        // Two runners of one workflow: the second must stop.
        var workflow = KernelHarness.Prepared(AWorkflow());
        workflow.Record("01", "action", data: "result");

        Assert.Equal(new Refusal(ReplyCode.Invalid, "branch_id, op: recorded before with another status or other data"), workflow.Record("01", "action", status, data).Refusal);
    }

    [Fact]
    public void Row_OfAnotherOpOrBranch_IsAnotherRow()
    {
        var workflow = KernelHarness.Prepared(AWorkflow());

        workflow.Record("01", "action");
        workflow.Record("01", "commit");
        workflow.Record("02", "action");

        Assert.Equal(["01/action", "01/commit", "02/action"], workflow.State!.Progresses.Select(row => $"{row.BranchId}/{row.Op}"));
    }

    [Fact]
    public void Row_BeyondTheLimits_IsRefused()
    {
        var workflow = KernelHarness.Prepared(AWorkflow());
        workflow.Record("01", "action", data: "12345");

        Assert.Equal("branch_id: the workflow has 1 rows, at most 1 are allowed", workflow.Record("02", "action", most: 1).Refusal?.Message);
        Assert.Equal("data: 4 bytes, and 5 are recorded; at most 8 of a transaction are allowed", workflow.Record("02", "action", data: "1234", mostBytes: 8).Refusal?.Message);
        Assert.Null(workflow.Record("02", "action", data: "123", mostBytes: 8).Refusal);
    }

    [Theory]
    [InlineData("rollback", OpStatus.Succeed)]
    [InlineData("rollback", OpStatus.Failed)]
    [InlineData("compensate", OpStatus.Succeed)]
    [InlineData("cancel", OpStatus.Succeed)]
    public void FirstRollback_IsTheAbortDecision(string op, OpStatus status)
    {
        var workflow = KernelHarness.Prepared(AWorkflow());
        workflow.Record("01", "action", data: "done");
        workflow.Record("02", "action", OpStatus.Failed, "no");

        workflow.Record("01", op, status);

        Assert.Equal(TransactionStatus.Prepared, workflow.Status);
        Assert.Equal(ReplyCode.WrongState, workflow.Record("03", "action").Refusal?.Code);
        Assert.Equal(ReplyCode.WrongState, workflow.Record("01", "commit").Refusal?.Code);
        Assert.Equal(ReplyCode.WrongState, workflow.Record("03", "business").Refusal?.Code);
        Assert.Equal(ReplyCode.WrongState, workflow.End(TransactionStatus.Succeed).Refusal?.Code);
        Assert.Equal(4, workflow.Records.Count);
    }

    [Fact]
    public void AfterTheFirstRollback_TheWayBackStaysOpen()
    {
        var workflow = KernelHarness.Prepared(AWorkflow());
        workflow.Record("01", "action", data: "done");
        workflow.Record("02", "action", data: "done");
        workflow.Record("02", "rollback");

        Assert.Null(workflow.Record("01", "action", data: "done").Refusal);
        Assert.Null(workflow.Record("02", "rollback").Refusal);
        Assert.Null(workflow.Record("03", "action", OpStatus.Failed, "too late").Refusal);
        Assert.Null(workflow.Record("01", "rollback").Refusal);
        Assert.Null(workflow.End(TransactionStatus.Failed, "no").Refusal);
        Assert.Equal(TransactionStatus.Failed, workflow.Status);
    }

    [Theory]
    [InlineData(TransactionStatus.Succeed)]
    [InlineData(TransactionStatus.Failed)]
    public void Row_AfterTheEnd_IsRefusedEvenIfItIsKnown(TransactionStatus status)
    {
        var workflow = KernelHarness.Prepared(AWorkflow());
        workflow.Record("01", "action");
        workflow.End(status);

        Assert.Equal(ReplyCode.WrongState, workflow.Record("01", "action").Refusal?.Code);
        Assert.Equal(ReplyCode.WrongState, workflow.Record("01", "rollback").Refusal?.Code);
    }
}
