using System.Collections.Immutable;
using System.Text;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>
/// Plays the grain over the kernel: keeps the journal and the hot row, applies decisions, records calls, fires the timers that
/// <see cref="Schedule"/> asks for, and crashes when told.
/// </summary>
internal sealed class KernelHarness
{
    private readonly List<CallInFlight> _newCalls = [];
    private readonly List<string> _actionsAndCompensations = [];

    private KernelHarness() => Drive = DriveState.New(1, default);

    /// <summary>The records of the journal.</summary>
    public List<ImmutableArray<TransactionEvent>> Records { get; } = [];

    /// <summary>All events, in order.</summary>
    public IEnumerable<TransactionEvent> Events => Records.SelectMany(record => record);

    /// <summary>The hot row as stored.</summary>
    public HotState Hot { get; private set; }

    /// <summary>How often the hot row was written without a record.</summary>
    public int Pushes { get; private set; }

    /// <summary>How often calls followed neither a record nor a push, so that the grain asks the fence before they leave.</summary>
    public int Checks { get; private set; }

    public TransactionState? State { get; private set; }

    public DriveState Drive { get; private set; }

    public DateTimeOffset Now { get; private set; } = Build.Start;

    /// <summary>When the activation's timer fires; null when none is set.</summary>
    public DateTimeOffset? TickAt { get; private set; }

    /// <summary>Every call so far, such as <c>01/action#1</c>.</summary>
    public IReadOnlyList<string> Calls => _actionsAndCompensations;

    /// <summary>Jitter that comes in with reports.</summary>
    public double Jitter { get; set; }

    /// <summary>Seconds since the start.</summary>
    public double Clock => (Now - Build.Start).TotalSeconds;

    /// <summary>Seconds from now to the due time of the hot row.</summary>
    public double? DueIn => (Hot.DueAt - Now)?.TotalSeconds;

    public TransactionStatus? Status => State?.Status;

    public string? Reason => State?.RollbackReason;

    /// <summary>Row statuses as DTM's suite prints them: compensate, action for each step.</summary>
    public string Rows => string.Join(' ', State!.Steps.Select(step => $"{Letter(step.Compensate)} {Letter(step.Action)}"));

    public static KernelHarness Empty() => new();

    public static KernelHarness Submitted(IDefinitionBuilder definition)
    {
        var harness = new KernelHarness();
        harness.Input(new SubmitInput(definition.Definition()));
        return harness;
    }

    public static KernelHarness Prepared(IDefinitionBuilder definition)
    {
        var harness = new KernelHarness();
        harness.Input(new PrepareInput(definition.Definition()));
        return harness;
    }

    /// <summary>Gives the kernel an input, and makes of its decision what the grain makes of it.</summary>
    public Decision Input(TransactionInput input)
    {
        var decision = TransactionKernel.Decide(State, Drive, input, Now);
        if (decision.Refusal is null)
            Apply(decision);
        return decision;
    }

    /// <summary>Appends events that the grain, not the kernel, decides on (parking a whole transaction).</summary>
    public void Append(params TransactionEvent[] events) => Apply(new Decision([.. events], Evolver.Evolve(State, events), Drive, [], null));

    public Decision Submit() => Input(new SubmitInput(null));

    public Decision Abort(string reason = "") => Input(new AbortInput(WireNames.Of(State!.Definition.Mode), reason));

    /// <summary>registerBranch of TCC or XA; the next number unless an id is given.</summary>
    public Decision Register(string? id = null, string payload = "", bool empty = false, int most = 1000, long mostBytes = 1000)
    {
        id ??= TransactionDefinition.NumberedBranchId(State!.Steps.Length);
        var mode = State!.Definition.Mode;
        var (forward, backward) = empty ? ("", "")
            : mode == TransactionMode.Xa ? ($"http://rm/{id}", $"http://rm/{id}")
            : ($"http://rm/{id}/confirm", $"http://rm/{id}/cancel");
        var branch = new StepDefinition(forward, backward, Encoding.UTF8.GetBytes(payload), [], StepPolicy.None) { BranchId = id };
        return Input(new RegisterInput(mode, branch, most, mostBytes));
    }

    /// <summary>registerBranch of a workflow.</summary>
    public Decision Record(string id, string op, OpStatus status = OpStatus.Succeed, string data = "", int most = 1000, long mostBytes = 1000) =>
        Input(new ProgressInput(new WorkflowProgress(id, op, status, Encoding.UTF8.GetBytes(data), Now), most, mostBytes, Jitter));

    /// <summary>A workflow's client says how it ended.</summary>
    public Decision End(TransactionStatus status, string reason = "", string result = "") =>
        Input(new SubmitInput(null) { Mode = TransactionMode.Workflow, End = new WorkflowEnd(status, reason, result) });

    public Decision Retry(bool unpark = false) => Input(new RetryInput(unpark));

    public Decision ForceStop() => Input(new ForceStopInput());

    public Decision Tick() => Input(new TickInput());

    /// <summary>The awaited call of a step's present op ends.</summary>
    public Decision Report(int step, BranchOutcome outcome, string excerpt = "") => Report(step, State!.CurrentOp, outcome, excerpt);

    /// <summary>The awaited call of a step and op ends.</summary>
    public Decision Report(int step, BranchOp op, BranchOutcome outcome, string excerpt = "")
    {
        var call = Drive.Find(step, op) ?? throw new InvalidOperationException($"{Name(step, op)} is not in flight at {Clock} s.");
        return Report(Stamp(step, op, call.Attempt), outcome, excerpt);
    }

    /// <summary>A call with any stamp ends.</summary>
    public Decision Report(BranchStamp stamp, BranchOutcome outcome, string excerpt = "") =>
        Input(new ReportInput(stamp, new BranchResult(outcome, 200, excerpt, Now, 0), Jitter));

    /// <summary>The stamp of an attempt; of this activation unless told otherwise.</summary>
    public BranchStamp Stamp(int step, BranchOp op, int attempt, long? epoch = null, Guid? instance = null) =>
        new("gid", instance ?? State!.Definition.Instance, step, op, attempt, epoch ?? Drive.Epoch);

    /// <summary>Time passes; the activation's timer fires when it should.</summary>
    public void Advance(double seconds)
    {
        var until = Now + TimeSpan.FromMilliseconds(Math.Round(seconds * 1000));
        while (TickAt is { } at && at <= until)
        {
            Now = at;
            Tick();
            Assert.False(TickAt <= Now, $"The timer is set to {TickAt}, which is not after {Now}: it would fire for ever.");
        }

        Now = until;
    }

    /// <summary>Time passes, and no timer fires: the caller ticks.</summary>
    public void SkipTo(DateTimeOffset at) => Now = at;

    /// <summary>Time passes up to the timer, which fires.</summary>
    public void AdvanceToTimer()
    {
        Now = TickAt!.Value;
        Tick();
    }

    /// <summary>The process dies: all that is left is the journal. <see cref="Wake"/> brings it back.</summary>
    public void Crash()
    {
        Drive = DriveState.New(Drive.Epoch + 1, Hot);
        State = null;
        TickAt = null;
    }

    /// <summary>An activation loads the transaction and looks what is to do.</summary>
    public Decision Wake()
    {
        State = Evolver.Evolve(null, [.. Events]);
        Drive = DriveState.Loaded(Drive.Epoch, Hot, State!);
        return Tick();
    }

    public void CrashAndWake()
    {
        Crash();
        Wake();
    }

    /// <summary>Calls since the last time this was asked, such as <c>01/action 02/action</c>.</summary>
    public string NewCalls()
    {
        var calls = string.Join(' ', _newCalls.Select(call => Name(call.Step, call.Op)));
        _newCalls.Clear();
        return calls;
    }

    public static string Name(int step, BranchOp op) => $"{TransactionDefinition.NumberedBranchId(step)}/{WireNames.Of(op)}";

    private void Apply(Decision decision)
    {
        if (decision.State is null)
            return;
        var schedule = Schedule.Of(decision.State, decision.Drive, Now);
        if (!decision.Events.IsEmpty)
            Records.Add(decision.Events);
        else if (schedule.Hot != Hot)
            Pushes++;
        else if (!decision.Calls.IsEmpty)
            Checks++;
        Hot = schedule.Hot;
        State = decision.State;
        Drive = decision.Drive with { Stored = Hot };
        TickAt = schedule.TickAt;
        foreach (var call in decision.Calls)
        {
            _newCalls.Add(call);
            _actionsAndCompensations.Add($"{Name(call.Step, call.Op)}#{call.Attempt}");
        }
    }

    private static char Letter(OpStatus status) => status.ToString()[0];
}
