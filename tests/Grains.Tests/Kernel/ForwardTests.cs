using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>Which actions may start when (protocol 4.1).</summary>
public sealed class ForwardTests
{
    [Fact]
    public void Sequential_OneAfterTheOther()
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(3));

        Assert.Equal("01/action", saga.NewCalls());
        Assert.Equal("02/action", saga.Play("1a+").NewCalls());
        Assert.Equal("03/action", saga.Play("2a+").NewCalls());
        Assert.Equal("", saga.Play("3a+").NewCalls());
    }

    [Fact]
    public void Concurrent_AllAtOnce() =>
        Assert.Equal("01/action 02/action 03/action", KernelHarness.Submitted(ASaga().WithSteps(3).Concurrent()).NewCalls());

    [Fact]
    public void Concurrent_WithOrders_WaitsForEachOfThem()
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(4).Concurrent().Order(3, 0, 1).Order(0, 2));

        Assert.Equal("02/action 03/action", saga.NewCalls());
        Assert.Equal("", saga.Play("2a+").NewCalls());
        Assert.Equal("01/action", saga.Play("3a+").NewCalls());
        Assert.Equal("04/action", saga.Play("1a+").NewCalls());
    }

    [Fact]
    public void Concurrent_AStepThatWaits_DoesNotHoldUpTheOthers()
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(3).Concurrent().Order(2, 1)).Play("1a!");
        saga.NewCalls();

        Assert.Equal("03/action", saga.Play("2a+").NewCalls());
    }

    [Fact]
    public void EmptyUrls_BetweenOthers_UnlockThemInTheSameDecision()
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(4).EmptyUrl(1, BranchOp.Action).EmptyUrl(2, BranchOp.Action)).Play("1a+");

        Assert.Equal("P S P S P S P P", saga.Rows);
        Assert.Equal(2, saga.Records.Count);
        Assert.Equal("01/action 04/action", saga.NewCalls());
    }

    [Fact]
    public void EmptyUrl_LaterInTheListButEarlierInTheOrder_UnlocksToo() =>
        Assert.Equal("01/action", KernelHarness.Submitted(ASaga().Concurrent().Order(0, 1).EmptyUrl(1, BranchOp.Action)).NewCalls());

    [Fact]
    public void Prepared_CallsNobodyUntilSubmitted()
    {
        var saga = KernelHarness.Prepared(ASaga()).Play("@1000");
        Assert.Equal("", saga.NewCalls());
        Assert.Equal(TransactionStatus.Prepared, saga.Status);

        saga.Submit();

        Assert.Equal("01/action", saga.NewCalls());
        Assert.Equal(TransactionStatus.Submitted, saga.Status);
    }

    [Theory]
    [InlineData(null, 0L, 3)]
    [InlineData(null, 7L, 7)]
    [InlineData(20L, 7L, 20)]
    [InlineData(20L, 0L, 20)]
    public void RequestTimeout_OfTheStepBeforeTheTransactionBeforeTheServer(long? step, long transaction, long expected)
    {
        var saga = KernelHarness.Submitted(ASaga().RequestTimeout(transaction).Policy(0, policy => policy with { RequestTimeoutSeconds = step }));

        Assert.Equal(expected, saga.Drive.Find(0, BranchOp.Action)!.TimeoutSeconds);
    }
}
