using OrleansSaga.Faults.Checking.Banks;
using OrleansSaga.Faults.Checking.Journal;
using OrleansSaga.Faults.Checking.Rules;
using static OrleansSaga.Faults.Checking.Tests.Lives;

namespace OrleansSaga.Faults.Checking.Tests;

/// <summary>For every rule about the banks' books a violation that it must find, and healthy books in which it must find none.</summary>
public sealed class BankRulesTests
{
    private static readonly Transaction SagaThatSucceeded = Replayed([Saga], [new Succeeded(0, Op.Action)], [new Succeeded(1, Op.Action), new Finished(Status.Succeed)]);
    private static readonly Transaction SagaThatFailed = Replayed([Saga], [new Succeeded(0, Op.Action)], [new Refused(1), new AbortDecided([0, 1], [])], [new Succeeded(1, Op.Compensate), new Succeeded(0, Op.Compensate), new Finished(Status.Failed)]);
    private static readonly Transaction SagaThatFailedEarly = Replayed([Saga], [new Refused(0), new AbortDecided([0], [])], [new Succeeded(0, Op.Compensate), new Finished(Status.Failed)]);
    private static readonly Transaction SagaWithNothingToUndo = Replayed([Saga], [new Succeeded(0, Op.Action)], [new Refused(1), new AbortDecided([1], [0])], [new Succeeded(1, Op.Compensate), new Finished(Status.Failed)]);
    private static readonly Transaction TccThatSucceeded = Replayed([Tcc], [TccBranch("01")], [TccBranch("02")], [new Submitted()], [new Succeeded(1, Op.Confirm), new Succeeded(0, Op.Confirm), new Finished(Status.Succeed)]);
    private static readonly Transaction TccThatFailed = Replayed([Tcc], [TccBranch("01")], [TccBranch("02")], [new AbortDecided([0, 1], [])], [new Succeeded(1, Op.Cancel), new Succeeded(0, Op.Cancel), new Finished(Status.Failed)]);
    private static readonly Transaction XaThatSucceeded = Replayed([Xa], [XaBranch("01")], [XaBranch("02")], [new Submitted()], [new Succeeded(0, Op.Commit), new Succeeded(1, Op.Commit), new Finished(Status.Succeed)]);
    private static readonly Transaction XaThatFailed = Replayed([Xa], [XaBranch("01")], [new AbortDecided([0], [])], [new Succeeded(0, Op.Rollback), new Finished(Status.Failed)]);
    private static readonly Transaction MessageThatSucceeded = Replayed([Message], [new Submitted()], [new Succeeded(0, Op.Action), new Finished(Status.Succeed)]);
    private static readonly Transaction MessageThatFailed = Replayed([Message], [new Refused(-1), new Finished(Status.Failed)]);
    private static readonly Transaction WorkflowThatSucceeded = Replayed([Workflow], [new Progress("01", "action", OpStatus.Succeed)], [new Progress("02", "action", OpStatus.Succeed)], [new Progress("02", "commit", OpStatus.Succeed)], [new Finished(Status.Succeed)]);
    private static readonly Transaction WorkflowThatFailed = Replayed([Workflow], [new Progress("01", "action", OpStatus.Succeed)], [new Progress("02", "action", OpStatus.Failed)], [new Progress("01", "rollback", OpStatus.Succeed)], [new Finished(Status.Failed)]);
    private static readonly Transaction StillRunning = Replayed([Saga], [new Succeeded(0, Op.Action)]);
    private static readonly Transaction Stopped = Replayed([Saga], [new Succeeded(0, Op.Action)], [new ForceStopped(["01/action", "02/action"])]);

    private static BankBranch Out => North("01", [Moved("action", -30)], Own("action"));

    private static BankBranch In => South("02", [Moved("action", 30)], Own("action"));

    private static BankBranch OutUndone => North("01", [Moved("action", -30), Moved("compensate", 30)], Own("action"), Own("compensate"));

    private static BankBranch InNeverDone => South("02", [], Taken("action", "compensate"), Own("compensate"));

    private static BankBranch OutConfirmed => North("01", [Moved("try", 0), Moved("confirm", -30)], Own("try"), Own("confirm"));

    private static BankBranch InConfirmed => South("02", [Moved("try", 0), Moved("confirm", 30)], Own("try"), Own("confirm"));

    private static BankBranch OutCancelled => North("01", [Moved("try", 0), Moved("cancel", 0)], Own("try"), Own("cancel"));

    private static BankBranch InNeverTried => South("02", [], Taken("try", "cancel"), Own("cancel"));

    private static BankBranch Sent => North("00", [Moved("msg", -30)], Own("msg"));

    private static BankBranch Received => South("01", [Moved("action", 30)], Own("action"));

    private static readonly Dictionary<string, (Transaction? Transaction, BankBranch[] Banks)> Healthy = new()
    {
        ["saga that succeeded"] = (SagaThatSucceeded, [Out, In]),
        ["saga that failed"] = (SagaThatFailed, [OutUndone, InNeverDone]),
        ["saga that failed early"] = (SagaThatFailedEarly, [North("01", [], Taken("action", "compensate"), Own("compensate"))]),
        ["saga with nothing to undo"] = (SagaWithNothingToUndo, [Out, InNeverDone]),
        ["saga that runs"] = (StillRunning, [Out]),
        ["saga that an operator stopped"] = (Stopped, [Out]),
        ["TCC that succeeded"] = (TccThatSucceeded, [OutConfirmed, InConfirmed]),
        ["TCC that failed"] = (TccThatFailed, [OutCancelled, InNeverTried]),
        ["XA that succeeded"] = (XaThatSucceeded, [Out, In]),
        ["XA that failed"] = (XaThatFailed, [North("01", [], Taken("action", "rollback"))]),
        ["message that succeeded"] = (MessageThatSucceeded, [Sent, Received]),
        ["message that failed"] = (MessageThatFailed, [North("00", [], Taken("msg", "rollback"))]),
        ["workflow that succeeded"] = (WorkflowThatSucceeded, [Out, South("02", [Moved("action", 0), Moved("commit", 30)], Own("action"), Own("commit"))]),
        ["workflow that failed"] = (WorkflowThatFailed, [North("01", [Moved("action", -30), Moved("rollback", 30)], Own("action"), Own("rollback"))]),
        ["tombstone"] = (new Transaction(Gid) { Mode = Mode.Saga, Status = Status.Succeed, IsTombstone = true }, [Out, In]),
        ["gid that was never stored, and called nobody"] = (null, [North("01", [], Taken("action", "compensate"))]),
    };

    private static readonly (int Promise, string Sentence, Transaction? Transaction, BankBranch[] Banks)[] Broken =
    [
        (2, "it has failed, and north/01 has kept its effect", SagaThatFailed, [Out, InNeverDone]),
        (2, "it has failed, and north/00 has kept its effect", MessageThatFailed, [Sent]),
        (2, "it has failed, and north/01 has kept its effect", XaThatFailed, [Out]),
        (2, "it has failed, and north/01 has kept its effect", WorkflowThatFailed, [Out]),
        (2, "02 took effect, and the abort decision does not list it", SagaThatFailedEarly, [North("01", [], Taken("action", "compensate"), Own("compensate")), In]),
        (2, "it has succeeded, and north/01 was undone", SagaThatSucceeded, [OutUndone, In]),
        (3, "it has succeeded, and 02 has no effect at any bank", SagaThatSucceeded, [Out]),
        (3, "it has succeeded, and 01 has no effect at any bank", XaThatSucceeded, [In]),
        (3, "its sender's local transaction never was committed", MessageThatSucceeded, [Received]),
        (3, "it has ended as succeed, and north/01 still waits for its word", TccThatSucceeded, [Pending(North("01", [Moved("try", 0)], Own("try"))), InConfirmed]),
        (3, "it has ended as failed, and north/01 still waits for its word", XaThatFailed, [Pending(North("01", []))]),
        (3, "north/03 took effect, and the journal has no such branch", SagaThatSucceeded, [Out, In, North("03", [Moved("action", 0)], Own("action"))]),
        (3, "the journal says that 02 was undone, and no bank was told so", SagaThatFailed, [OutUndone]),
        (3, "the journal says that 02 was undone, and no bank was told so", TccThatFailed, [OutCancelled]),
        (3, "the journal says that 01 was undone, and no bank was told so", XaThatFailed, []),
        (4, "01 took effect at north/01 and at south/01", SagaThatSucceeded, [Out, South("01", [Moved("action", 0)], Own("action")), In]),
        (4, "moved -29, where -30 of alice were asked for", SagaThatSucceeded, [North("01", [Moved("action", -29)], Own("action")), In]),
        (4, "where 30 of bob were asked for", TccThatSucceeded, [OutConfirmed, South("02", [new Effect(1, "try", "dave", 0), new Effect(2, "confirm", "dave", 30)], Own("try"), Own("confirm"))]),
        (4, "has made 1 cents of nothing", WorkflowThatSucceeded, [Out, South("02", [Moved("action", 31)], Own("action"))]),
        (4, "action took effect 2 times", SagaThatSucceeded, [North("01", [Moved("action", -30), new Effect(5, "action", "alice", -30)], Own("action")), In]),
        (4, "the barrier has action 2 times", SagaThatSucceeded, [North("01", [Moved("action", -30)], Own("action"), Own("action")), In]),
        (4, "action took effect without a barrier row", SagaThatSucceeded, [North("01", [Moved("action", -30)]), In]),
        (4, "the barrier says that action took effect, the ledger does not", StillRunning, [North("01", [], Own("action"))]),
        (4, "the barrier says that compensate took effect, the ledger does not", SagaThatFailed, [North("01", [Moved("action", -30)], Own("action"), Own("compensate")), InNeverDone]),
        (4, "compensate took effect before what it undoes", SagaThatFailed, [North("01", [new Effect(9, "action", "alice", -30), Moved("compensate", 30)], Own("action"), Own("compensate")), InNeverDone]),
        (4, "compensate did not give back what action took", SagaThatFailed, [North("01", [Moved("action", -30), Moved("compensate", 29)], Own("action"), Own("compensate")), InNeverDone]),
        (4, "both confirm and cancel took effect", TccThatSucceeded, [North("01", [Moved("try", 0), Moved("confirm", -30), Moved("cancel", 0)], Own("try"), Own("confirm"), Own("cancel")), InConfirmed]),
        (4, "confirm took effect before its try", TccThatSucceeded, [North("01", [Moved("confirm", -30)], Own("confirm")), InConfirmed]),
        (4, "confirm took effect, and money is still set aside", TccThatSucceeded, [Pending(OutConfirmed), InConfirmed]),
        (4, "what try set aside is gone", TccThatFailed, [North("01", [Moved("try", 0)], Own("try")), InNeverTried]),
        (5, "north/01 was called, and the journal does not know the transaction", null, [Out]),
        (5, "north/01 was called, and the journal does not know the transaction", null, [Pending(North("01", []))]),
    ];

    public static TheoryData<string> HealthyNames => [.. Healthy.Keys];

    public static TheoryData<int, string> BrokenRows => [.. Broken.Select((row, i) => (i, row.Sentence))];

    [Theory]
    [MemberData(nameof(HealthyNames))]
    public void Books_Healthy_AreNotAccused(string name) => Assert.Empty(Check(Healthy[name].Transaction, Healthy[name].Banks));

    [Theory]
    [MemberData(nameof(BrokenRows))]
    public void Books_Broken_AreFound(int row, string sentence)
    {
        var found = Check(Broken[row].Transaction, Broken[row].Banks);

        Assert.Contains(found, violation => violation.Promise == Broken[row].Promise && violation.Sentence.Contains(sentence, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(30, "alice", "bob", null)]
    [InlineData(30, null, null, null)]
    [InlineData(31, "alice", "bob", "it took 30 and brought 30 cents, where 31 were asked for")]
    [InlineData(30, "carol", "bob", "it went from alice to bob")]
    [InlineData(30, "alice", "dave", "it went from alice to bob")]
    public void Transfer_NotWhatWasAskedFor_IsFound(long amount, string? from, string? to, string? sentence)
    {
        var ask = new AskedTransaction(Gid, "saga") { Amount = amount, From = from, To = to };

        AssertFound(4, sentence, TransferRule.Check(ask, SagaThatSucceeded, [Out, In]));
    }

    [Fact]
    public void Workflow_RecordedWhatNoBankWasCalledFor_IsFound() => AssertFound(
        3, "its client recorded 01/rollback, and no bank was called so", TransferRule.Check(new AskedTransaction(Gid, "workflow") { Amount = 30 }, WorkflowThatFailed, [Out]));

    [Theory]
    [InlineData(70, -30, 0, null)]
    [InlineData(70, -30, -30, "the banks had 200 cents, -30 are under way, and they have 200")]
    [InlineData(71, -30, 1, "account north/alice has 71, its ledger says 70")]
    [InlineData(-1, -101, -71, "account north/alice is overdrawn: -1")]
    public void Money_MadeOrLost_IsFound(long balance, long moved, long underWay, string? sentence) => AssertFound(
        4, sentence, MoneyRule.Check([new Account("north", "alice", 100, balance, moved), new Account("south", "bob", 100, 130, 30)], underWay));

    private static List<Violation> Check(Transaction? transaction, BankBranch[] banks) =>
        [.. banks.SelectMany(bank => BarrierRule.Check(Gid, bank)), .. BankEndRule.Check(Gid, transaction, banks)];

    internal static void AssertFound(int promise, string? sentence, IEnumerable<Violation> found)
    {
        if (sentence is null)
            Assert.Empty(found);
        else
            Assert.Contains(found, violation => violation.Promise == promise && violation.Sentence.Contains(sentence, StringComparison.Ordinal));
    }

    private static Transaction Replayed(params JournalEvent[][] records) => Replay.Of(Of(records)).Transaction;

    private static BankBranch North(string id, Effect[] effects, params BarrierRow[] barrier) => new("north", id) { Effects = [.. effects], Barrier = [.. barrier] };

    private static BankBranch South(string id, Effect[] effects, params BarrierRow[] barrier) => new("south", id) { Effects = [.. effects.Select(effect => effect.Account == "alice" ? effect with { Account = "bob" } : effect)], Barrier = [.. barrier] };

    private static BankBranch Pending(BankBranch branch)
    {
        branch.IsPending = true;
        return branch;
    }

    private static Effect Moved(string op, long delta) => new(Words.IsForward(op) ? 1 : 2, op, "alice", delta);

    private static BarrierRow Own(string op) => new(op, "01", op);

    private static BarrierRow Taken(string op, string reason) => new(op, "01", reason);
}
