using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>Against the order of the way forward (protocol 4.1).</summary>
public sealed class CompensationOrderTests
{
    [Fact]
    public void Sequential_FromTheLastToTheFirst()
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(3)).Play("1a+ 2a+ 3a-");
        saga.NewCalls();

        saga.Report(2, BranchOutcome.Success);
        Assert.Equal("02/compensate", saga.NewCalls());
        saga.Report(1, BranchOutcome.Success);
        Assert.Equal("01/compensate", saga.NewCalls());
        saga.Report(0, BranchOutcome.Success);

        Assert.Equal("S S S S S F", saga.Rows);
        Assert.Equal(TransactionStatus.Failed, saga.Status);
    }

    [Fact]
    public void Sequential_AnUnfinishedCompensationHoldsUpTheEarlierOnes()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a+ 2a- 2c!");
        saga.NewCalls();

        saga.Play("@19");
        Assert.Equal("", saga.NewCalls());
        saga.Play("@1");

        Assert.Equal("02/compensate", saga.NewCalls());
    }

    [Fact]
    public void Concurrent_WithoutOrders_AllTogether()
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(3).Concurrent()).Play("1a+ 2a+");
        saga.NewCalls();

        saga.Play("3a-");

        Assert.Equal("03/compensate 02/compensate 01/compensate", saga.NewCalls());
    }

    [Fact]
    public void Concurrent_WithOrders_TheReverseOfThem()
    {
        // 0 before 1 and 2, both before 3.
        var saga = KernelHarness.Submitted(ASaga().WithSteps(4).Concurrent().Order(1, 0).Order(2, 0).Order(3, 1, 2)).Play("1a+ 2a+ 3a+");
        saga.NewCalls();

        saga.Play("4a-");
        Assert.Equal("04/compensate", saga.NewCalls());
        saga.Play("4c+");
        Assert.Equal("03/compensate 02/compensate", saga.NewCalls());
        saga.Play("2c+");
        Assert.Equal("", saga.NewCalls());
        saga.Play("3c+");

        Assert.Equal("01/compensate", saga.NewCalls());
    }

    [Fact]
    public void Concurrent_AcrossAStepWithNothingToUndo_TheOrderStillHolds()
    {
        // 0, then 1 (not compensable), then 2: what 0 did must stay until 2 is undone.
        var saga = KernelHarness.Submitted(ASaga().WithSteps(3).Concurrent().Order(1, 0).Order(2, 1).NonCompensable(1)).Play("1a+ 2a+");
        saga.NewCalls();

        saga.Play("3a-");
        Assert.Equal("03/compensate", saga.NewCalls());
        saga.Play("3c+");

        Assert.Equal("01/compensate", saga.NewCalls());
    }

    [Fact]
    public void Concurrent_AcrossSeveralStepsWithNothingToUndo_TheOrderStillHolds()
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(4).Concurrent().Order(1, 0).Order(2, 1).Order(3, 2).NonCompensable(1).NonCompensable(2)).Play("1a+ 2a+ 3a+ 4a-");

        Assert.Equal("04/compensate", saga.NewCalls().Split(' ')[^1]);
        saga.Play("4c+ 1c+");

        Assert.Equal("S S P S P S S F", saga.Rows);
        Assert.Equal(TransactionStatus.Failed, saga.Status);
    }

    [Fact]
    public void Sequential_AcrossAnEmptyCompensation_GoesOnAtOnce()
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(3).EmptyUrl(1, BranchOp.Compensate)).Play("1a+ 2a+ 3a-");
        saga.NewCalls();

        saga.Play("3c+");

        Assert.Equal("01/compensate", saga.NewCalls());
        Assert.Equal("P S S S S F", saga.Rows);
    }
}
