using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Silo.Tests;

/// <summary>A judge is worth something only if it finds guilt: most of these tests forge the books.</summary>
public sealed class BankAuditTests
{
    private static readonly LedgerRow Out = new(1, "g", "01", "action", "alice", -30);
    private static readonly LedgerRow OutUndone = new(2, "g", "01", "compensate", "alice", 30);
    private static readonly LedgerRow In = new(1, "g", "02", "action", "bob", 30);
    private static readonly LedgerRow Tried = new(1, "g", "01", "try", "alice", 0);
    private static readonly LedgerRow Confirmed = new(2, "g", "01", "confirm", "alice", -30);
    private static readonly LedgerRow Cancelled = new(2, "g", "01", "cancel", "alice", 0);
    private static readonly BarrierRow TryCalled = new("g", "01", "try", "try");
    private static readonly BarrierRow ConfirmCalled = new("g", "01", "confirm", "confirm");
    private static readonly BarrierRow CancelCalled = new("g", "01", "cancel", "cancel");
    private static readonly BarrierRow OutCalled = new("g", "01", "action", "action");
    private static readonly BarrierRow OutUndoCalled = new("g", "01", "compensate", "compensate");
    private static readonly BarrierRow InCalled = new("g", "02", "action", "action");

    [Fact]
    public void Of_BothBranchesStand_IsAppliedAndSettled()
    {
        var report = BankAudit.Of(North([Out], [OutCalled]), South([In], [InCalled]));

        Assert.True(report.IsSettled);
        Assert.Equal(TransferOutcome.Applied, report.Find("g")!.Outcome);
        Assert.Equal(200, report.TotalCents);
    }

    [Fact]
    public void Of_OneBranchOnly_IsPartialAndNotSettled()
    {
        var report = BankAudit.Of(North([Out], [OutCalled]), South([], []));

        Assert.Empty(report.Violations);
        Assert.False(report.IsSettled);
        Assert.Equal((TransferOutcome.Partial, -30), (report.Find("g")!.Outcome, report.Find("g")!.NetCents));
    }

    [Fact]
    public void Of_OneUndoneOneStands_IsPartial()
    {
        var report = BankAudit.Of(North([Out, OutUndone], [OutCalled, OutUndoCalled]), South([In], [InCalled]));

        Assert.Equal(TransferOutcome.Partial, report.Find("g")!.Outcome);
    }

    [Fact]
    public void Of_EmptyBooks_IsSettled()
    {
        var report = BankAudit.Of(North([], []), South([], []));

        Assert.True(report.IsSettled);
        Assert.Null(report.Find("g"));
    }

    [Fact]
    public void Of_EffectTwice_IsAViolation() =>
        AssertViolation("took effect 2 times", North([Out, Out with { Seq = 2 }], [OutCalled]));

    [Fact]
    public void Of_EffectWithoutBarrierRow_IsAViolation() =>
        AssertViolation("without a barrier row", North([Out], []));

    [Fact]
    public void Of_BarrierRowWithoutEffect_IsAViolation() =>
        AssertViolation("the ledger does not", North([], [OutCalled]));

    [Fact]
    public void Of_UndoCalledButNotInLedger_IsAViolation() =>
        AssertViolation("the barrier says that it was undone", North([Out], [OutCalled, OutUndoCalled]));

    [Fact]
    public void Of_UndoBeforeEffect_IsAViolation() =>
        AssertViolation("before the operation that it undoes", North([Out with { Seq = 3 }, OutUndone], [OutCalled, OutUndoCalled]));

    [Fact]
    public void Of_UndoOfNothing_IsAViolation() =>
        AssertViolation("before the operation that it undoes", North([OutUndone], [OutUndoCalled]));

    [Fact]
    public void Of_UndoOfOtherAmount_IsAViolation() =>
        AssertViolation("did not give back", North([Out, OutUndone with { Delta = 29 }], [OutCalled, OutUndoCalled]));

    [Fact]
    public void Of_BalanceOffTheLedger_IsAViolation() =>
        AssertViolation("its ledger says", new BankSnapshot("north", [new AccountRow("alice", 100, 71, -30)], [Out], [OutCalled]));

    [Fact]
    public void Of_Overdrawn_IsAViolation() =>
        AssertViolation("overdrawn", new BankSnapshot("north", [new AccountRow("alice", 0, -30, -30)], [Out], [OutCalled]));

    [Fact]
    public void Of_MoneySetAside_IsPartialWithoutViolation()
    {
        var report = BankAudit.Of(North([Tried], [TryCalled]) with { Holds = [new HoldRow("g", "01", "alice", -30)] }, South([], []));

        Assert.Empty(report.Violations);
        Assert.Equal((TransferOutcome.Partial, BranchState.Pending), (report.Find("g")!.Outcome, Assert.Single(report.Find("g")!.Branches).State));
    }

    [Fact]
    public void Of_TransactionPrepared_IsPartialWithoutViolation()
    {
        var report = BankAudit.Of(North([], []) with { Prepared = [new PendingRow("g", "01")] }, South([], []));

        Assert.Empty(report.Violations);
        Assert.Equal(TransferOutcome.Partial, report.Find("g")!.Outcome);
    }

    [Fact]
    public void Of_TryConfirmed_IsApplied()
    {
        var report = BankAudit.Of(
            North([Tried, Confirmed], [TryCalled, ConfirmCalled]),
            South([In with { Op = "confirm" }, In with { Seq = 0, Op = "try", Delta = 0 }], [InCalled with { Op = "try", Reason = "try" }, InCalled with { Op = "confirm", Reason = "confirm" }]));

        Assert.True(report.IsSettled, string.Join('\n', report.Violations));
        Assert.Equal(TransferOutcome.Applied, report.Find("g")!.Outcome);
    }

    [Fact]
    public void Of_TryCancelled_IsUndone()
    {
        var report = BankAudit.Of(North([Tried, Cancelled], [TryCalled, CancelCalled]), South([], []));

        Assert.True(report.IsSettled, string.Join('\n', report.Violations));
        Assert.Equal(TransferOutcome.Undone, report.Find("g")!.Outcome);
    }

    [Fact]
    public void Of_BothConfirmedAndCancelled_IsAViolation() =>
        AssertViolation("both confirm and cancel", North([Tried, Confirmed, Cancelled with { Seq = 3 }], [TryCalled, ConfirmCalled, CancelCalled]));

    [Fact]
    public void Of_ConfirmWithoutTry_IsAViolation() =>
        AssertViolation("before its try", North([Confirmed], [ConfirmCalled]));

    [Fact]
    public void Of_ConfirmCalledButNotInLedger_IsAViolation() =>
        AssertViolation("the barrier says confirm", North([Tried], [TryCalled, ConfirmCalled]) with { Holds = [new HoldRow("g", "01", "alice", -30)] });

    [Fact]
    public void Of_ReservationThatVanished_IsAViolation() =>
        AssertViolation("set aside is gone", North([Tried], [TryCalled]));

    [Fact]
    public void Of_ConfirmedAndStillSetAside_IsAViolation() =>
        AssertViolation("still set aside", North([Tried, Confirmed], [TryCalled, ConfirmCalled]) with { Holds = [new HoldRow("g", "01", "alice", -30)] });

    [Fact]
    public void Of_CheckBackTookTheMessagesRow_IsUndone()
    {
        var report = BankAudit.Of(North([], [new BarrierRow("g", "00", "msg", "rollback")]), South([], []));

        Assert.True(report.IsSettled);
        Assert.Equal(TransferOutcome.Undone, report.Find("g")!.Outcome);
    }

    private static void AssertViolation(string expected, BankSnapshot north)
    {
        var report = BankAudit.Of(north, South([], []));

        Assert.Contains(report.Violations, violation => violation.Contains(expected, StringComparison.Ordinal));
        Assert.False(report.IsSettled);
    }

    private static BankSnapshot North(LedgerRow[] ledger, BarrierRow[] barriers) => Bank("north", "alice", ledger, barriers);

    private static BankSnapshot South(LedgerRow[] ledger, BarrierRow[] barriers) => Bank("south", "bob", ledger, barriers);

    private static BankSnapshot Bank(string name, string account, LedgerRow[] ledger, BarrierRow[] barriers)
    {
        var moved = ledger.Sum(row => row.Delta);
        return new BankSnapshot(name, [new AccountRow(account, 100, 100 + moved, moved)], ledger, barriers);
    }
}
