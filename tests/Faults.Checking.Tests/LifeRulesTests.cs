using OrleansSaga.Faults.Checking.Journal;
using OrleansSaga.Faults.Checking.Rules;
using static OrleansSaga.Faults.Checking.Tests.Lives;

namespace OrleansSaga.Faults.Checking.Tests;

/// <summary>For every rule about one life a violation that it must find, and healthy lives in which it must find none.</summary>
public sealed class LifeRulesTests
{
    private static readonly Dictionary<string, Life> Healthy = new()
    {
        ["saga that succeeds"] = Succeeding,
        ["saga that fails"] = Failing,
        ["saga without steps"] = Of([Saga with { Steps = [] }, new Finished(Status.Succeed)]),
        ["saga that fails before its second step was called"] = Of([Saga], [new Refused(0), new AbortDecided([0], [])], [new Succeeded(0, Op.Compensate), new Finished(Status.Failed)]),
        ["concurrent saga, second step first"] = Of([Saga with { Concurrent = true }], [new Succeeded(1, Op.Action), new Succeeded(0, Op.Action), new Finished(Status.Succeed)]),
        ["saga that retries and is late"] = Of([Saga], [new Retry(0, Op.Action), new Ongoing(0, Op.Action, 3)], [new Succeeded(0, Op.Action)], [new Succeeded(1, Op.Action), new Finished(Status.Succeed)]),
        ["saga that gives up"] = Of([Saga], [new Succeeded(0, Op.Action)], [new Parked(1, Op.Action, "gave up"), new AbortDecided([0, 1], [])], [new Succeeded(1, Op.Compensate)], [new Succeeded(0, Op.Compensate), new Finished(Status.Failed)]),
        ["saga with nothing to undo"] = Of([Saga], [new Succeeded(0, Op.Action)], [new Refused(1), new AbortDecided([1], [0])], [new Succeeded(1, Op.Compensate), new Finished(Status.Failed)]),
        ["prepared saga, left to its client"] = Of([Saga with { Status = Status.Prepared }]),
        ["parked saga"] = ParkedSaga,
        ["saga that was parked as a whole, and resumed"] = Of([Saga], [new WholeParked("unreadable")], [new WholeResumed()], [new Succeeded(0, Op.Action)], [new Succeeded(1, Op.Action), new Finished(Status.Succeed)]),
        ["saga that an operator stopped"] = Of([Saga], [new Succeeded(0, Op.Action)], [new Retry(1, Op.Action)], [new ForceStopped(["01/action", "02/action"])]),
        ["saga with a snapshot"] = Of([Saga], [new Succeeded(0, Op.Action)], [new Snapshot(Status.Submitted, [(OpStatus.Succeed, OpStatus.Prepared), (OpStatus.Prepared, OpStatus.Prepared)], 0), new Succeeded(1, Op.Action), new Finished(Status.Succeed)]),
        ["TCC that is confirmed"] = Confirmed,
        ["TCC that is cancelled, last first"] = Of([Tcc], [TccBranch("01")], [TccBranch("02")], [new AbortDecided([0, 1], [])], [new Succeeded(1, Op.Cancel), new Succeeded(0, Op.Cancel), new Finished(Status.Failed)]),
        ["TCC that nobody registered anything for"] = Of([Tcc with { Status = Status.Submitted }, new Finished(Status.Succeed)]),
        ["XA that is committed"] = Of([Xa], [XaBranch("01")], [XaBranch("02")], [new Submitted()], [new Succeeded(0, Op.Commit), new Succeeded(1, Op.Commit), new Finished(Status.Succeed)]),
        ["XA that is rolled back after a retry"] = Of([Xa], [XaBranch("01")], [new AbortDecided([0], [])], [new Retry(0, Op.Rollback)], [new Succeeded(0, Op.Rollback, 2), new Finished(Status.Failed)]),
        ["message that is submitted"] = Delivered,
        ["message whose sender has committed"] = Of([Message], [new Retry(-1, Op.QueryPrepared)], [new Succeeded(-1, Op.QueryPrepared, 2), new Submitted()], [new Succeeded(0, Op.Action), new Finished(Status.Succeed)]),
        ["message whose sender has not"] = Of([Message], [new Refused(-1), new Finished(Status.Failed)]),
        ["workflow that succeeds"] = Of([Workflow], [new Progress("01", "action", OpStatus.Succeed)], [new Retry(-1, Op.Callback)], [new Finished(Status.Succeed)]),
        ["workflow that rolls back"] = RolledBack,
        ["TCC that is still prepared"] = Of([Tcc], [TccBranch("01")]) with { Hot = Open(Status.Prepared, 2) },
    };

    private static Life Succeeding => Of([Saga], [new Succeeded(0, Op.Action)], [new Succeeded(1, Op.Action), new Finished(Status.Succeed)]);

    private static Life Failing => Of(
        [Saga], [new Succeeded(0, Op.Action)], [new Refused(1), new AbortDecided([0, 1], [])], [new Succeeded(1, Op.Compensate)], [new Succeeded(0, Op.Compensate), new Finished(Status.Failed)]);

    private static Life ParkedSaga => Of([Saga], [new Parked(0, Op.Action, "gave up")]);

    private static Life Confirmed => Of(
        [Tcc], [TccBranch("01")], [TccBranch("02")], [new Submitted()], [new Succeeded(1, Op.Confirm), new Succeeded(0, Op.Confirm), new Finished(Status.Succeed)]);

    private static Life Delivered => Of([Message], [new Submitted()], [new Succeeded(0, Op.Action), new Finished(Status.Succeed)]);

    private static Life RolledBack => Of(
        [Workflow], [new Progress("01", "action", OpStatus.Succeed)], [new Progress("02", "action", OpStatus.Failed)], [new Progress("01", "rollback", OpStatus.Succeed)], [new Finished(Status.Failed)]);

    private static readonly (int Promise, string Sentence, Life Life)[] Broken =
    [
        (1, "record 3 stands where 2 should", Succeeding with { Records = [Succeeding.Records[0], Succeeding.Records[2]] }),
        (1, "record 3 was not committed after record 2", Succeeding.With(3, record => record with { Commit = 102 })),
        (1, "record 2 cannot be read: cut off", Succeeding.With(2, record => record with { Events = [], Damage = "cut off" })),
        (1, "in its body", Succeeding.With(2, record => record with { StoredAppendId = Guid.Empty })),
        (1, "the hot row has version 4, the journal 3 records", Succeeding with { Hot = Succeeding.Hot! with { Version = 4 } }),
        (1, "record 4 holds Finished behind the end (succeed)", Of([Saga], [new Succeeded(0, Op.Action)], [new Succeeded(1, Op.Action), new Finished(Status.Succeed)], [new Finished(Status.Succeed)])),
        (1, "record 4 holds Retry behind the end (succeed)", Of([Saga], [new Succeeded(0, Op.Action)], [new Succeeded(1, Op.Action), new Finished(Status.Succeed)], [new Retry(1, Op.Action)])),
        (1, "kind 99", Of([Saga], [new UnknownEvent(99)])),
        (1, "record 3 holds AbortDecided of a saga that is aborting", Of([Saga], [new Refused(0), new AbortDecided([0], [])], [new AbortDecided([0], [])])),
        (1, "record 4 holds AbortDecided of a tcc that is submitted", Of([Tcc], [TccBranch("01")], [new Submitted()], [new AbortDecided([0], [])])),
        (1, "record 4 holds Submitted of a tcc that is aborting", Of([Tcc], [TccBranch("01")], [new AbortDecided([0], [])], [new Submitted()])),
        (1, "record 3 holds Registered of a tcc that is submitted", Of([Tcc], [new Submitted()], [TccBranch("01")])),
        (1, "record 3 holds the end as failed of a msg that is submitted", Of([Message], [new Submitted()], [new Finished(Status.Failed)])),
        (1, "record 2 holds the end as succeed of a tcc that is prepared", Of([Tcc], [new Finished(Status.Succeed)])),
        (1, "record 3: its snapshot says aborting, the records before it say submitted", Of([Saga], [new Succeeded(0, Op.Action)], [new Snapshot(Status.Aborting, [(OpStatus.Succeed, OpStatus.Prepared), (OpStatus.Prepared, OpStatus.Prepared)], 0)])),
        (1, "record 3: its snapshot has other branches", Of([Saga], [new Succeeded(0, Op.Action)], [new Snapshot(Status.Submitted, [(OpStatus.Prepared, OpStatus.Prepared), (OpStatus.Prepared, OpStatus.Prepared)], 0)])),
        (1, "record 2: its snapshot has 1 rows of progress", Of([Workflow], [new Snapshot(Status.Prepared, [], 1)])),
        (1, "the hot row says failed, the journal succeed", Succeeding with { Hot = Succeeding.Hot! with { Status = Status.Failed } }),
        (1, "the listing says submitted, the journal succeed", Succeeding with { Listing = Succeeding.Listing! with { Status = Status.Submitted } }),
        (1, "the listing says tcc, the journal saga", Succeeding with { Listing = Succeeding.Listing! with { Mode = Mode.Tcc } }),
        (1, "the listing lacks an end time", Succeeding with { Listing = Succeeding.Listing! with { HasEnded = false } }),
        (1, "the listing counts 0 parked", ParkedSaga with { Listing = ParkedSaga.Listing! with { Parked = 0 } }),
        (1, "it has ended and is still due", Succeeding with { Hot = Succeeding.Hot! with { DueAt = Now, DueKind = DueKind.Guard } }),
        (2, "record 3 ends 02/action, which nobody may have called while it is aborting", Of([Saga with { Concurrent = true }], [new Refused(0), new AbortDecided([0, 1], [])], [new Succeeded(1, Op.Action)])),
        (2, "record 3 ends 01/confirm, which nobody may have called while it is prepared", Of([Tcc], [TccBranch("01")], [new Succeeded(0, Op.Confirm)])),
        (2, "record 4 ends 01/cancel, which nobody may have called while it is submitted", Of([Tcc], [TccBranch("01")], [new Submitted()], [new Succeeded(0, Op.Cancel)])),
        (2, "record 2 ends 02/action before what must come first", Of([Saga], [new Succeeded(1, Op.Action)])),
        (2, "record 3 ends 02/compensate before what must come first", Of([Saga], [new Refused(0), new AbortDecided([0], [])], [new Succeeded(1, Op.Compensate)])),
        (2, "record 3 wants 02/action called again while it is aborting", Of([Saga with { Concurrent = true }], [new Refused(0), new AbortDecided([0, 1], [])], [new Retry(1, Op.Action)])),
        (2, "record 4 ends 01/action, which nobody may have called", Of([Message], [new Submitted()], [new Retry(0, Op.Action)], [new Refused(0)])),
        (2, "record 5 goes forward with 03/action behind a rollback", Of([Workflow], [new Progress("01", "action", OpStatus.Succeed)], [new Progress("02", "action", OpStatus.Failed)], [new Progress("01", "rollback", OpStatus.Succeed)], [new Progress("03", "action", OpStatus.Succeed)])),
        (2, "record 3 ends it as succeed behind a rollback", Of([Workflow], [new Progress("01", "rollback", OpStatus.Failed)], [new Finished(Status.Succeed)])),
        (3, "the abort decision of record 3 does not list 01", Of([Saga], [new Succeeded(0, Op.Action)], [new Refused(1), new AbortDecided([1], [])])),
        (3, "the abort decision of record 4 does not list 02", Of([Tcc], [TccBranch("01")], [TccBranch("02")], [new AbortDecided([0], [])])),
        (3, "the force stop of record 4 does not list 02", Of([Saga], [new Succeeded(0, Op.Action)], [new Retry(1, Op.Action)], [new ForceStopped(["01/action"])])),
        (3, "it has succeeded, and 02/action has not", Of([Saga], [new Succeeded(0, Op.Action), new Finished(Status.Succeed)])),
        (3, "it has failed, and 01/cancel has not succeeded", Of([Tcc], [TccBranch("01")], [TccBranch("02")], [new AbortDecided([0, 1], [])], [new Succeeded(1, Op.Cancel), new Finished(Status.Failed)])),
        (3, "nobody will ever look", Of([Saga]) with { Hot = Open(Status.Submitted, 1) with { DueAt = null, DueKind = DueKind.None } }),
        (3, "it is still submitted", Of([Saga])),
        (4, "record 3 ends 01/action again", Of([Saga], [new Succeeded(0, Op.Action)], [new Succeeded(0, Op.Action)])),
        (4, "record 3 records 01/action again", Of([Workflow], [new Progress("01", "action", OpStatus.Succeed)], [new Progress("01", "action", OpStatus.Succeed)])),
        (5, "has no records", Succeeding with { Records = [] }),
        (5, "has no listing row", Succeeding with { Listing = null }),
        (5, "comes first and is not its creation", Succeeding with { Records = [Row(1, new Succeeded(0, Op.Action))] }),
        (6, "was due (Guard) 61 s ago", Of([Saga]) with { Hot = Open(Status.Submitted, 1) with { DueAt = Now.AddSeconds(-61) } }),
        (6, "of the kind None", Of([Saga]) with { Hot = Open(Status.Submitted, 1) with { DueKind = DueKind.None } }),
        (8, "record 2 parks it and does not say why", Of([Saga], [new Parked(0, Op.Action, "")])),
        (8, "record 2 parks it and does not say why", Of([Saga], [new WholeParked("")])),
        (9, "and no hot row", Succeeding with { Hot = null }),
        (9, "record 2 creates it again", Of([Saga], [Saga])),
        (9, "its creation is of another", Succeeding.With(1, record => record with { Events = [Saga with { Gid = "another" }] })),
        (9, "its tombstone says succeed, and 3 records are left", Succeeding with { Hot = Succeeding.Hot! with { DueKind = DueKind.Tombstone } }),
    ];

    public static TheoryData<string> HealthyNames => [.. Healthy.Keys];

    public static TheoryData<int, string> BrokenRows => [.. Broken.Select((row, i) => (i, row.Sentence))];

    [Theory]
    [MemberData(nameof(HealthyNames))]
    public void Life_Healthy_IsNotAccused(string name) => Assert.Empty(Check(Healthy[name], everythingShouldHaveEnded: false));

    [Theory]
    [MemberData(nameof(BrokenRows))]
    public void Life_Broken_IsFound(int row, string sentence)
    {
        var found = Check(Broken[row].Life, everythingShouldHaveEnded: true);

        Assert.Contains(found, violation => violation.Promise == Broken[row].Promise && violation.Sentence.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void Life_EndedOrWaitingForItsOperatorOrClient_IsOverForTheDriver()
    {
        foreach (var name in (string[])["saga that succeeds", "saga that an operator stopped", "parked saga", "prepared saga, left to its client"])
            Assert.Empty(Check(Healthy[name], everythingShouldHaveEnded: true));
    }

    [Fact]
    public void AppendId_InTwoLives_IsFound()
    {
        var seen = new HashSet<Guid>();

        Assert.Empty(AppendIdRule.Check(Succeeding, seen));
        var found = Assert.Single(AppendIdRule.Check(Of([Saga]), seen));

        Assert.Equal(1, found.Promise);
        Assert.Contains("as another record", found.Sentence, StringComparison.Ordinal);
    }

    private static HotRow Open(Status status, int version) => new(Gid, Instance, version, status, DueKind.Guard, Now.AddSeconds(-59));

    private static List<Violation> Check(Life life, bool everythingShouldHaveEnded) =>
        [.. LifeRules.Check(life, Replay.Of(life), Now, new CheckInput("", [], []) { EverythingShouldHaveEnded = everythingShouldHaveEnded })];
}
