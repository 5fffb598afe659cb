using System.Collections.Immutable;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Tests.Journal;

/// <summary>
/// The record format is for ever: every event in its golden file decodes to the same event on every later build, and today's build
/// still writes it. A new event or field adds a file or a line (ORLEANSSAGA_APPROVE=1 writes it); an existing line never changes.
/// </summary>
public sealed class RecordCodecTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Guid Id = Guid.Parse("01997a3e-0000-7000-8000-000000000001");
    private static readonly AttemptRecord Attempt = new(2, At, 17, 500, "busy");

    public static TheoryData<string> Names() => [.. Samples().Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_GoldenRecord_GivesTheEventThatWroteIt(string name)
    {
        var golden = Golden.Read("Journal/Golden/records-v1.txt", name, () => Convert.ToHexString(Encode(name).Body.Span));

        var decoded = RecordCodec.Decode(Convert.FromHexString(golden));

        Assert.Equal(Describe(Samples()[name]), Describe(Assert.Single(decoded.Events)));
        Assert.Equal((Id, "request-1", "operator-1", "00-trace"), (decoded.AppendId, decoded.RequestId, decoded.Actor, decoded.TraceParent));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_Event_WritesTheGoldenBytes(string name)
    {
        var golden = Golden.Read("Journal/Golden/records-v1.txt", name, () => Convert.ToHexString(Encode(name).Body.Span));

        Assert.Equal(golden, Convert.ToHexString(Encode(name).Body.Span));
        Assert.Equal(RecordCodec.Decode(Encode(name).Body).FeatureLevel, Encode(name).FeatureLevel);
    }

    [Fact]
    public void Samples_CoverEveryEventOfTheFamily()
    {
        var family = typeof(TransactionEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(TransactionEvent))).Select(type => type.Name).Order();

        Assert.Equal(family, Samples().Values.Select(sample => sample.GetType().Name).Distinct().Order());
    }

    [Fact]
    public void Decode_DamagedBytes_IsUnreadable() =>
        Assert.Throws<UnreadableRecordException>(() => RecordCodec.Decode(new byte[] { 0xFF, 0xFF, 0xFF, 0x01 }));

    [Theory]
    [InlineData("0802100119")]
    [InlineData("08021001")]
    [InlineData("080110031A10000000000000000000000000000000003A00")]
    public void Decode_NewerFormatOrLevel_IsUnreadable(string hex) =>
        Assert.Throws<UnreadableRecordException>(() => RecordCodec.Decode(Convert.FromHexString(hex)));

    [Fact]
    public void Decode_UnknownEvent_IsUnreadable()
    {
        // format 1, level 1, an id of 16 zeros, and one event that only holds field 1000.
        var body = Convert.FromHexString("080110011A10" + new string('0', 32) + "3A03C23E00");

        Assert.Throws<UnreadableRecordException>(() => RecordCodec.Decode(body));
    }

    [Fact]
    public void Replay_FromASnapshot_EqualsReplayFromTheStart()
    {
        TransactionEvent[] events = [Samples()["created"], new BranchSucceeded(0, BranchOp.Action, Attempt), new RetryScheduled(1, BranchOp.Action, Attempt, BranchOutcome.Error, At, 20, false)];
        var state = Evolver.Evolve(null, events)!;
        var first = RecordCodec.Encode(Id, [events[0]], "", null, "").Body;
        var later = RecordCodec.Encode(Id, [TransactionSnapshot.Of(state), new BranchSucceeded(1, BranchOp.Action, Attempt)], "", null, "");

        var replayed = RecordCodec.Replay([new StoredRecord(1, At, first), new StoredRecord(4, At, later.Body)]);

        Assert.True(later.IsSnapshot);
        Assert.Equal(
            Describe(TransactionSnapshot.Of(Evolver.Evolve(state, new BranchSucceeded(1, BranchOp.Action, Attempt)))),
            Describe(TransactionSnapshot.Of(replayed!)));
    }

    [Theory]
    [InlineData(TransactionMode.Tcc)]
    [InlineData(TransactionMode.Xa)]
    public void Replay_FromASnapshot_HasTheRegisteredBranches(TransactionMode mode)
    {
        var created = new TransactionCreated(Definition(mode) with { Steps = [] }, TransactionStatus.Prepared);
        var state = Evolver.Evolve(null, [created, new BranchRegistered(Branch("01"), At), new BranchRegistered(Branch("02"), At)])!;

        var replayed = ReplayFromSnapshot(created, state, new TransactionSubmitted(At));

        Assert.Equal(Describe(Evolver.Evolve(state, new TransactionSubmitted(At))), Describe(replayed));
        Assert.Equal(["01", "02"], replayed.Definition.Steps.Select(branch => branch.BranchId));
    }

    [Fact]
    public void Replay_FromASnapshot_HasTheRecordedProgress()
    {
        var created = (TransactionCreated)Samples()["created_workflow"];
        var state = Evolver.Evolve(null, [created, Samples()["progress_recorded"], Samples()["callback_retry"]])!;
        var end = new TransactionFinished(TransactionStatus.Succeed, At) { Result = "cmVzdWx0" };

        var replayed = ReplayFromSnapshot(created, state, end);

        Assert.Equal(Describe(Evolver.Evolve(state, end)), Describe(replayed));
        Assert.Equal("01", Assert.Single(replayed.Progresses).BranchId);
    }

    [Fact]
    public void Replay_FromASnapshot_HasTheDelayAndTheCheckBack()
    {
        var created = (TransactionCreated)Samples()["created_message"];
        var state = Evolver.Evolve(null, [created, Samples()["check_back_retry"], Samples()["submitted_delayed"]])!;
        var next = new BranchSucceeded(0, BranchOp.Action, Attempt);

        var replayed = ReplayFromSnapshot(created, state, next);

        Assert.Equal(Describe(Evolver.Evolve(state, next)), Describe(replayed));
        Assert.Equal((At.AddSeconds(30), 1), (replayed.NotBefore, replayed.Callback.Errors));
    }

    [Fact]
    public void Level_OfASagasRecords_StaysOne() =>
        Assert.All(SagaSamples().Keys, name => Assert.Equal(1, RecordCodec.Decode(Encode(name).Body).FeatureLevel));

    [Theory]
    [InlineData("created_tcc")]
    [InlineData("created_xa")]
    [InlineData("created_message")]
    [InlineData("created_workflow")]
    [InlineData("branch_registered")]
    [InlineData("progress_recorded")]
    public void Level_OfWhatOnlySagasNeedNot_IsTwo(string name) => Assert.Equal(2, RecordCodec.Decode(Encode(name).Body).FeatureLevel);

    private static TransactionState ReplayFromSnapshot(TransactionCreated created, TransactionState state, TransactionEvent next)
    {
        var first = RecordCodec.Encode(Id, [created], "", null, "").Body;
        var later = RecordCodec.Encode(Id, [TransactionSnapshot.Of(state), next], "", null, "");
        Assert.True(later.IsSnapshot);
        return RecordCodec.Replay([new StoredRecord(1, At, first), new StoredRecord(64, At, later.Body)])!;
    }

    private static JournalRecord Encode(string name) => RecordCodec.Encode(Id, [Samples()[name]], "operator-1", "00-trace", "request-1");

    private static Dictionary<string, TransactionEvent> SagaSamples() => new()
    {
        ["created"] = new TransactionCreated(Definition(), TransactionStatus.Submitted),
        ["submitted"] = new TransactionSubmitted(At),
        ["branch_succeeded"] = new BranchSucceeded(1, BranchOp.Compensate, Attempt),
        ["branch_refused"] = new BranchRefused(1, Attempt),
        ["retry_scheduled"] = new RetryScheduled(1, BranchOp.Action, Attempt, BranchOutcome.Ongoing, At.AddSeconds(20), 20, true),
        ["branch_parked"] = new BranchParked(1, BranchOp.Action, Attempt, "gave up"),
        ["branch_resumed"] = new BranchResumed(1, BranchOp.Action, At),
        ["abort_decided"] = new AbortDecided("no money", [0, 2], [1], At),
        ["finished"] = new TransactionFinished(TransactionStatus.Failed, At),
        ["force_stopped"] = new TransactionForceStopped(At, ["01/action", "02/action"]),
        ["transaction_parked"] = new TransactionParked("unreadable", At),
        ["transaction_resumed"] = new TransactionResumed(At),
        ["ongoing_repeated"] = new OngoingRepeated(1, BranchOp.Action, 3, At, At.AddSeconds(30)),
        ["snapshot"] = new TransactionSnapshot(
            TransactionStatus.Aborting,
            [StepState.Initial with { Action = OpStatus.Succeed, CompensationNeeded = true, Attempts = 2, Errors = 1, DueAt = At, IntervalSeconds = 20, LastOutcome = BranchOutcome.Error, InPass = true, ParkedReason = "p", ActionEndedAt = At, CompensateEndedAt = At }, StepState.Initial with { NotCompensable = true }],
            "no money", At, At, 4, "whole", ["01/action"]),
    };

    private static Dictionary<string, TransactionEvent> Samples() => SagaSamples().Concat(ModeSamples()).ToDictionary();

    // What the other modes brought: events, fields of older events, and step -1.
    private static Dictionary<string, TransactionEvent> ModeSamples() => new()
    {
        ["created_tcc"] = new TransactionCreated(Definition(TransactionMode.Tcc) with { Steps = [] }, TransactionStatus.Prepared),
        ["created_xa"] = new TransactionCreated(Definition(TransactionMode.Xa) with { Steps = [], Protocol = "grpc" }, TransactionStatus.Prepared),
        ["created_message"] = new TransactionCreated(Definition(TransactionMode.Message) with { DelaySeconds = 30, Steps = [Branch("01-02")] }, TransactionStatus.Prepared),
        ["created_workflow"] = new TransactionCreated(
            Definition(TransactionMode.Workflow) with { Steps = [], WorkflowName = "wf", WorkflowData = "{}"u8.ToArray() }, TransactionStatus.Prepared),
        ["submitted_delayed"] = new TransactionSubmitted(At) { NotBefore = At.AddSeconds(30) },
        ["branch_registered"] = new BranchRegistered(Branch("0201"), At),
        ["progress_recorded"] = new ProgressRecorded(Row("01", "action", OpStatus.Succeed), At.AddSeconds(10)),
        ["progress_recorded_last"] = new ProgressRecorded(Row("02", "rollback", OpStatus.Failed), null),
        ["check_back_retry"] = new RetryScheduled(-1, BranchOp.QueryPrepared, Attempt, BranchOutcome.Error, At.AddSeconds(20), 20, false),
        ["callback_retry"] = new RetryScheduled(-1, BranchOp.Callback, Attempt, BranchOutcome.Success, At.AddSeconds(20), 20, false),
        ["check_back_succeeded"] = new BranchSucceeded(-1, BranchOp.QueryPrepared, Attempt),
        ["check_back_refused"] = new BranchRefused(-1, Attempt),
        ["callback_resumed"] = new BranchResumed(-1, BranchOp.Callback, At),
        ["finished_workflow"] = new TransactionFinished(TransactionStatus.Failed, At) { RollbackReason = "no stock", Result = "cmVzdWx0" },
        ["snapshot_tcc"] = Snapshot() with { Registered = [Branch("01"), Branch("0101")] },
        ["snapshot_message"] = Snapshot() with { Callback = Waiting, NotBefore = At.AddSeconds(30) },
        ["snapshot_workflow"] = Snapshot() with { Callback = Waiting, Progresses = [Row("01", "action", OpStatus.Succeed), Row("01", "rollback", OpStatus.Failed)], Result = "cmVzdWx0" },
    };

    private static StepState Waiting => StepState.Initial with { Attempts = 3, Errors = 2, DueAt = At, IntervalSeconds = 40, LastOutcome = BranchOutcome.Ongoing };

    private static TransactionSnapshot Snapshot() =>
        new(TransactionStatus.Prepared, [StepState.Initial, StepState.Initial with { Action = OpStatus.Succeed }], null, At, null, 0, null, []);

    private static StepDefinition Branch(string id) =>
        new("http://a/confirm", "http://a/cancel", "{\"b\":2}"u8.ToArray(), [], StepPolicy.None) { BranchId = id };

    private static WorkflowProgress Row(string branch, string op, OpStatus status) => new(branch, op, status, new byte[] { 0, 255, 7 }, At);

    private static TransactionDefinition Definition(TransactionMode mode)
    {
        var saga = Definition();
        return saga with { Mode = mode, Defaults = saga.Defaults with { TimeoutToFailSeconds = 35 } };
    }

    private static TransactionDefinition Definition()
    {
        var headers = ImmutableDictionary<string, string>.Empty.Add("x-a", "1");
        return new TransactionDefinition(
            "gid-1", Id, TransactionMode.Saga, "http", At, new StartOptions(true, 1, 2, 3, headers, true, 4, 5), new ResolvedDefaults(3, 10, 3600, 0.1),
            [
                new StepDefinition("http://a/1", "http://a/2", "{\"a\":1}"u8.ToArray(), [1], new StepPolicy(7, 3, new StepBackoff(0.5, 2, 60), true, true)),
                new StepDefinition("http://a/3", "", ReadOnlyMemory<byte>.Empty, [], StepPolicy.None),
            ],
            true, "{\"concurrent\":true}", "http://q", ImmutableDictionary<string, string>.Empty.Add("k", "v"), "00-abc")
        {
            Tenant = "t",
            DefinitionName = "n",
            DefinitionVersion = "v1",
        };
    }

    // Records compare collections by reference; their text compares by content.
    private static string Describe(object value) => Describer.Describe(value);
}
