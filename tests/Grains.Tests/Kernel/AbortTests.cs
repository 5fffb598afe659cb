using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>The abort decision: what it lists, when it falls, and what it waits for.</summary>
public sealed class AbortTests
{
    [Theory]
    [InlineData("refused at once", "1a-", new[] { 0 })]
    [InlineData("succeeded and refused", "1a+ 2a-", new[] { 0, 1 })]
    [InlineData("step 3 cannot have started", "1a+ 2a! > 2a-", new[] { 0, 1 })]
    public void Sequential_Lists(string why, string script, int[] listed) => AssertLists(ASaga().WithSteps(3), why, script, listed);

    [Theory]
    [InlineData("in flight", "1a-", new[] { 0, 1 })]
    [InlineData("waiting for its retry", "2a! 1a-", new[] { 0, 1 })]
    [InlineData("unlocked by step 1", "1a+ 2a-", new[] { 0, 1, 2 })]
    public void Concurrent_ThirdAfterFirst_Lists(string why, string script, int[] listed) =>
        AssertLists(ASaga().WithSteps(3).Concurrent().Order(2, 0), why, script, listed);

    [Fact]
    public void AfterACrash_WhatMayHaveBeenStarted_IsListed()
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(3).Concurrent());
        saga.CrashAndWake();

        saga.Report(saga.Stamp(1, BranchOp.Action, 1, epoch: 1), BranchOutcome.Failure);

        Assert.Equal([0, 1, 2], Decision(saga).Compensate);
    }

    [Fact]
    public void NonCompensable_IsListedApartAndNotCalled()
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(3).NonCompensable(0).NonCompensable(2)).Play("1a+ 2a+ 3a-");

        Assert.Equal([1], Decision(saga).Compensate);
        Assert.Equal([0, 2], Decision(saga).NotCompensable);
        saga.Play("2c+");
        Assert.Equal(TransactionStatus.Failed, saga.Status);
        Assert.Equal("P S S S P F", saga.Rows);
    }

    [Fact]
    public void NonCompensable_AllOfThem_FailsAtOnce()
    {
        var saga = KernelHarness.Submitted(ASaga().NonCompensable(0).NonCompensable(1)).Play("1a-");

        Assert.Equal(TransactionStatus.Failed, saga.Status);
        Assert.Equal(2, saga.Records.Count);
    }

    [Fact]
    public void Timeout_FallsAtItsSecond()
    {
        var saga = KernelHarness.Submitted(ASaga().TimeoutToFail(30)).Play("1a~ @29");
        Assert.Equal(TransactionStatus.Submitted, saga.Status);

        saga.Play("@1");

        Assert.Equal(TransactionStatus.Aborting, saga.Status);
        Assert.Equal("Timeout after 30 seconds", saga.Reason);
    }

    [Fact]
    public void Timeout_WithoutTheOption_Never() =>
        Assert.Equal(TransactionStatus.Submitted, KernelHarness.Submitted(ASaga()).Play("1a~ @100000").Status);

    [Fact]
    public void Timeout_CountsFromCreationAlsoWhilePrepared()
    {
        var saga = KernelHarness.Prepared(ASaga().TimeoutToFail(30)).Play("@40");
        Assert.Equal(TransactionStatus.Prepared, saga.Status);

        saga.Submit();

        Assert.Equal(TransactionStatus.Aborting, saga.Status);
        Assert.DoesNotContain("01/action#1", saga.Calls);
    }

    [Fact]
    public void Timeout_WhenTheLastActionSucceedsWithIt_LosesToSuccess()
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(1).TimeoutToFail(10)).Play("@9");
        saga.Crash();
        saga.Advance(10);
        saga.Wake();
        var late = KernelHarness.Submitted(ASaga().WithSteps(1).TimeoutToFail(10)).Play("@9 1a+");

        Assert.Equal(TransactionStatus.Aborting, saga.Status);
        Assert.Equal(TransactionStatus.Succeed, late.Status);
    }

    [Fact]
    public void Timeout_OfAParkedSaga_StillFalls()
    {
        var saga = KernelHarness.Submitted(ASaga().TimeoutToFail(30).MaxAttempts(0, 1, park: true)).Play("1a!");
        Assert.Equal(1, saga.State!.ParkedBranches);

        saga.Play("@30");

        Assert.Equal(TransactionStatus.Aborting, saga.Status);
        Assert.Equal("01/compensate", saga.NewCalls().Split(' ')[^1]);
        Assert.Equal(0, saga.State!.ParkedBranches);
    }

    [Fact]
    public void Timeout_DoesNotStopARollback()
    {
        var saga = KernelHarness.Submitted(ASaga().TimeoutToFail(30)).Play("1a- 1c! @1000");

        Assert.StartsWith("url:", saga.Reason, StringComparison.Ordinal);
        Assert.Single(saga.Events.OfType<AbortDecided>());
    }

    [Fact]
    public void Compensation_WaitsForItsOwnActionInFlight()
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent().RequestTimeout(60)).Play("1a-");
        Assert.Equal("01/action 02/action 01/compensate", saga.NewCalls());

        saga.Play("@3 2a+");

        Assert.Equal("02/compensate", saga.NewCalls());
        Assert.Equal("P F P P", saga.Rows);
    }

    [Fact]
    public void Compensation_WaitsForItsOwnActionTenSecondsAtMost()
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent().RequestTimeout(60)).Play("1a- 1c+");
        saga.NewCalls();

        Assert.Equal("", saga.Play("@9").NewCalls());
        Assert.Equal("02/compensate", saga.Play("@1").NewCalls());
    }

    [Fact]
    public void Compensation_AfterACrash_WaitsForNobody()
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent()).Play("1a-");
        saga.NewCalls();

        saga.CrashAndWake();

        Assert.Equal("02/compensate 01/compensate", saga.NewCalls());
    }

    [Fact]
    public void Compensation_BeginsWithAFreshCount()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a! > 1a! > 1a-");

        Assert.Equal("01/compensate#1", saga.Calls[^1]);
        Assert.Equal(0, saga.State!.Steps[0].Errors);
    }

    [Fact]
    public void Decision_IsRecordedBeforeTheFirstCompensation()
    {
        var saga = KernelHarness.Submitted(ASaga());

        var decision = saga.Report(0, BranchOutcome.Failure);

        Assert.IsType<AbortDecided>(decision.Events[^1]);
        Assert.Equal(BranchOp.Compensate, Assert.Single(decision.Calls).Op);
    }

    private static void AssertLists(SagaBuilder builder, string why, string script, int[] listed)
    {
        var saga = KernelHarness.Submitted(builder).Play(script);

        Assert.True(Decision(saga).Compensate.SequenceEqual(listed), $"{why}: lists {string.Join(' ', Decision(saga).Compensate)}.");
    }

    private static AbortDecided Decision(KernelHarness saga) => saga.Events.OfType<AbortDecided>().Single();
}
