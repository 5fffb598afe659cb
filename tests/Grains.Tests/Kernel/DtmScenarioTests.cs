using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>The scenarios of DTM's own suite for sagas over HTTP (protocol section 9), by their names there. Rows are compensate, action for each step.</summary>
public sealed class DtmScenarioTests
{
    [Theory]
    [InlineData("Normal", "1a+ 2a+", TransactionStatus.Succeed, "P S P S")]
    [InlineData("Rollback", "1a+ 2a- 2c+ 1c+", TransactionStatus.Failed, "S S S F")]
    [InlineData("OngoingSucceed, before", "1a~", TransactionStatus.Submitted, "P P P P")]
    [InlineData("OngoingSucceed, after", "1a~ > 1a+ 2a+", TransactionStatus.Succeed, "P S P S")]
    [InlineData("Failed, before", "1a+ 2a- 2c!", TransactionStatus.Aborting, "P S P F")]
    [InlineData("Failed, after", "1a+ 2a- 2c! > 2c+ 1c+", TransactionStatus.Failed, "S S S F")]
    [InlineData("A compensation is refused: never gives up", "1a- 1c- > 1c- > 1c- > 1c+", TransactionStatus.Failed, "S F P P")]
    [InlineData("First step refuses: its own compensation is called, the second never ran", "1a- 1c+", TransactionStatus.Failed, "S F P P")]
    public void Sequential(string scenario, string script, TransactionStatus status, string rows) =>
        Check(ASaga(), scenario, script, status, rows);

    [Theory]
    [InlineData("ConNormal", "2a+ 1a+", TransactionStatus.Succeed, "P S P S")]
    [InlineData("ConRollbackNormal, before", "1a- 2a+ 1c+ 2c~", TransactionStatus.Aborting, "S F P P")]
    [InlineData("ConRollbackNormal, after", "1a- 2a+ 1c+ 2c~ > 2c+", TransactionStatus.Failed, "S F S P")]
    [InlineData("ConCommittedOngoing, before", "1a~ 2a+ @1", TransactionStatus.Submitted, "P P P S")]
    [InlineData("ConCommittedOngoing, after", "1a~ 2a+ @1 > 1a+", TransactionStatus.Succeed, "P S P S")]
    public void Concurrent(string scenario, string script, TransactionStatus status, string rows) =>
        Check(ASaga().Concurrent(), scenario, script, status, rows);

    [Theory]
    [InlineData("ConRollbackOrder", "1a- 1c+", TransactionStatus.Failed, "S F P P")]
    [InlineData("ConRollbackOrder2", "1a+ 2a- 2c+ 1c+", TransactionStatus.Failed, "S S S F")]
    public void ConcurrentWithOrderOneAfterZero(string scenario, string script, TransactionStatus status, string rows) =>
        Check(ASaga().Concurrent().Order(1, 0), scenario, script, status, rows);

    [Fact]
    public void Timeout_LeavesTheUnknownActionPreparedAndCompensatesIt()
    {
        var saga = KernelHarness.Submitted(ASaga().TimeoutToFail(15)).Play("1a! @15 1c+");

        Assert.Equal("S P P P", saga.Rows);
        Assert.Equal(TransactionStatus.Failed, saga.Status);
        Assert.Matches(@"^Timeout after \d+ seconds$", saga.Reason!);
    }

    [Fact]
    public void RetryLimitYes_ThreeRetriesAreEnough()
    {
        var saga = KernelHarness.Submitted(ASaga().RetryLimit(3)).Play("1a+ 2a! > 2a~ > 2a! > 2a+");

        Assert.Equal(TransactionStatus.Succeed, saga.Status);
        Assert.Null(saga.Reason);
    }

    [Fact]
    public void RetryLimitNo_OneRetryIsNotEnough()
    {
        var saga = KernelHarness.Submitted(ASaga().RetryLimit(1)).Play("1a+ 2a! > 2a! 2c+ 1c+");

        Assert.Equal("S S S P", saga.Rows);
        Assert.Equal("RetryCount is greater than RetryLimit, RetryLimit: 1", saga.Reason);
    }

    [Theory]
    [InlineData(BranchOp.Action, "2a+", "P S P S", TransactionStatus.Succeed)]
    [InlineData(BranchOp.Compensate, "1a+ 2a- 2c+", "S S S F", TransactionStatus.Failed)]
    public void EmptyUrl_SucceedsWithoutACall(BranchOp op, string script, string rows, TransactionStatus status)
    {
        var saga = KernelHarness.Submitted(ASaga().EmptyUrl(0, op)).Play(script);

        Assert.Equal(rows, saga.Rows);
        Assert.Equal(status, saga.Status);
        Assert.DoesNotContain(saga.Calls, call => call.StartsWith(KernelHarness.Name(0, op), StringComparison.Ordinal));
    }

    [Fact]
    public void EmptyUrls_AllOfThem_SucceedInTheFirstRecord()
    {
        var saga = KernelHarness.Submitted(ASaga().EmptyUrl(0, BranchOp.Action).EmptyUrl(1, BranchOp.Action));

        Assert.Equal(TransactionStatus.Succeed, saga.Status);
        Assert.Single(saga.Records);
        Assert.Empty(saga.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NoSteps_Succeeds(bool concurrent)
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(0).Concurrent(concurrent));

        Assert.Equal(TransactionStatus.Succeed, saga.Status);
        Assert.Single(saga.Records);
        Assert.Equal((1, 1), (saga.Drive.Pass, saga.Drive.EndedPass));
    }

    [Fact]
    public void Rollback_ReasonIsUrlAndResponse()
    {
        var saga = KernelHarness.Submitted(ASaga());

        saga.Report(0, BranchOutcome.Failure, "no money");

        Assert.Equal("url:http://participant/0/action return failed: no money", saga.Reason);
    }

    private static void Check(SagaBuilder builder, string scenario, string script, TransactionStatus status, string rows)
    {
        var saga = KernelHarness.Submitted(builder).Play(script);

        Assert.True(saga.Status == status && saga.Rows == rows, $"{scenario}: {saga.Status} [{saga.Rows}], not {status} [{rows}].");
        Assert.Equal(status is TransactionStatus.Aborting or TransactionStatus.Failed, saga.Reason is not null);
    }
}
