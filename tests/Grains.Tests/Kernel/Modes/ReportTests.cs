namespace OrleansSaga.Grains.Tests.Kernel.Modes;

/// <summary>Late, duplicate and foreign reports of second phases and deliveries.</summary>
public sealed class ReportTests
{
    public static TheoryData<TransactionMode, string, int> Drives => new()
    {
        { TransactionMode.Tcc, "register register submit", 1 },
        { TransactionMode.Tcc, "register register abort", 1 },
        { TransactionMode.Xa, "register register submit", 0 },
        { TransactionMode.Xa, "register register abort", 0 },
        { TransactionMode.Message, "submit", 0 },
    };

    [Theory]
    [MemberData(nameof(Drives))]
    public void Success_OfAnotherActivation_Counts(TransactionMode mode, string script, int first)
    {
        var transaction = KernelHarness.Prepared(new ModeBuilder(mode)).Play(script + " x");
        var op = transaction.State!.CurrentOp;
        transaction.NewCalls();

        transaction.Report(transaction.Stamp(first, op, 1, epoch: 1), BranchOutcome.Success);

        Assert.Equal(KernelHarness.Name(1 - first, op), transaction.NewCalls());
    }

    [Theory]
    [MemberData(nameof(Drives))]
    public void AnythingElse_OfAnotherActivation_IsDropped(TransactionMode mode, string script, int first)
    {
        var transaction = KernelHarness.Prepared(new ModeBuilder(mode)).Play(script + " x");
        var op = transaction.State!.CurrentOp;

        foreach (var outcome in new[] { BranchOutcome.Failure, BranchOutcome.Ongoing, BranchOutcome.Error, BranchOutcome.Deferred })
            Assert.Empty(transaction.Report(transaction.Stamp(first, op, 1, epoch: 1), outcome).Events);
        Assert.NotNull(transaction.Drive.Find(first, op));
    }

    [Theory]
    [MemberData(nameof(Drives))]
    public void Success_Twice_CountsOnce(TransactionMode mode, string script, int first)
    {
        var transaction = KernelHarness.Prepared(new ModeBuilder(mode)).Play(script);
        var stamp = transaction.Stamp(first, transaction.State!.CurrentOp, 1);
        transaction.Report(stamp, BranchOutcome.Success);
        transaction.NewCalls();

        transaction.Report(stamp, BranchOutcome.Success);

        Assert.Equal("", transaction.NewCalls());
        Assert.Single(transaction.Drive.Held);
    }

    [Theory]
    [MemberData(nameof(Drives))]
    public void Success_OfAnEarlierAttempt_EndsTheWait(TransactionMode mode, string script, int first)
    {
        var transaction = KernelHarness.Prepared(new ModeBuilder(mode)).Play(script);
        var op = transaction.State!.CurrentOp;
        transaction.Report(first, BranchOutcome.Error);
        transaction.NewCalls();

        transaction.Report(transaction.Stamp(first, op, 1), BranchOutcome.Success);

        Assert.Equal(KernelHarness.Name(1 - first, op), transaction.NewCalls());
    }

    [Theory]
    [InlineData(TransactionMode.Tcc, BranchOp.Cancel, BranchOp.Action)]
    [InlineData(TransactionMode.Xa, BranchOp.Rollback, BranchOp.Confirm)]
    public void Success_OfAnOpThatIsNotTheDecisions_IsDropped(TransactionMode mode, BranchOp back, BranchOp foreign)
    {
        var transaction = KernelHarness.Prepared(new ModeBuilder(mode)).Play("register submit");

        Assert.Empty(transaction.Report(transaction.Stamp(0, back, 1), BranchOutcome.Success).Events);
        Assert.Empty(transaction.Report(transaction.Stamp(0, foreign, 1), BranchOutcome.Success).Events);
        Assert.Equal("P P", transaction.Rows);
        Assert.Empty(transaction.Drive.Held);
    }

    [Theory]
    [InlineData(TransactionMode.Tcc)]
    [InlineData(TransactionMode.Xa)]
    public void Success_WhilePrepared_IsDropped(TransactionMode mode)
    {
        var transaction = KernelHarness.Prepared(new ModeBuilder(mode)).Play("register");

        foreach (var op in Enum.GetValues<BranchOp>())
        {
            Assert.Empty(transaction.Report(transaction.Stamp(0, op, 1), BranchOutcome.Success).Events);
            Assert.Empty(transaction.Report(transaction.Stamp(-1, op, 1), BranchOutcome.Success).Events);
        }

        Assert.Equal((TransactionStatus.Prepared, 2), (transaction.Status, transaction.Records.Count));
    }

    [Theory]
    [MemberData(nameof(Drives))]
    public void Call_WithoutReport_StartsAgainUnderTheSameStamp(TransactionMode mode, string script, int first)
    {
        var transaction = KernelHarness.Prepared(new ModeBuilder(mode)).Play(script + " @18");

        var call = $"{KernelHarness.Name(first, transaction.State!.CurrentOp)}#1";
        Assert.Equal([call, call], transaction.Calls);
    }
}
