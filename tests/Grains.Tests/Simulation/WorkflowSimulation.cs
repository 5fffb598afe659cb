using System.Text;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Tests.Kernel;
using static OrleansSaga.Grains.Tests.Simulation.Invariants;

namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>
/// A workflow: runs of the same function, often several at once, that die anywhere, and do not always take the same way. The client
/// does what docs/architecture/kernel.md asks of an SDK: it records that it rolls back before it undoes anything.
/// </summary>
internal sealed class WorkflowSimulation : Simulation, IService
{
    private const string Mark = "00";

    private readonly Participant[] _participants;
    private readonly List<string> _acknowledged = [];
    private TransactionStatus? _answered;

    public WorkflowSimulation(int seed, bool log)
        : base(seed, log, Define, new ModeInvariants()) =>
        _participants = [.. Enumerable.Range(0, Random.Next(1, 6)).Select(_ => new Participant())];

    public bool MayRefuse(BranchOp op) => true;

    /// <summary>The callback: the client runs the workflow once more, beside whatever still runs.</summary>
    public BranchOutcome Run(BranchOp op)
    {
        Pause(Start);
        return BranchOutcome.Success;
    }

    protected override IService Find(BranchStamp stamp) => this;

    protected override void Begin() => Start();

    protected override void Disturb()
    {
        switch (Random.Next(10))
        {
            case 0: Grain.Handle(new ForceStopInput()); break;
            case 1 or 2: Grain.Handle(new RetryInput(Unpark: true)); break;
            case 3: Grain.Handle(new RetryInput(Unpark: false)); break;
            case 4: Grain.Handle(new AbortInput("workflow", "")); break;
            case 5 or 6: Start(); break;
            default: Grain.Die(); break;
        }
    }

    protected override IEnumerable<TransactionInput> RequestsAfterTheEnd() =>
    [
        new PrepareInput(Definition), End(TransactionStatus.Succeed), End(TransactionStatus.Failed), new ForceStopInput(), new RetryInput(Unpark: true),
        new TickInput(), Row("01", "action"), Row("98", "rollback"),
    ];

    protected override void CheckEnd(TransactionState final, IReadOnlyList<TransactionEvent> events)
    {
        var rows = final.Progresses.Select(row => $"{row.BranchId}/{row.Op}").ToList();
        Require(rows.Distinct().Count() == rows.Count, "No row is recorded twice.");
        Require(_acknowledged.All(rows.Contains), "Promise 5: an acknowledged row is not lost.");
        var rolledBack = final.Progresses.Any(row => row.Op == "rollback");
        Require(!(rolledBack && final.Status == TransactionStatus.Succeed), "A workflow never succeeds after a recorded rollback.");
        if (events.OfType<TransactionForceStopped>().Any())
            return;
        Require(_answered is null || _answered == final.Status, "Promise 5: an acknowledged end is the end.");
        if (final.Status == TransactionStatus.Succeed)
            Require(_participants.All(participant => participant.InEffect && !participant.Undone), "What succeeded is in effect.");
        else
            Require(_participants.All(participant => !participant.InEffect), "What failed is undone.");
    }

    private static TransactionDefinition Define(Random random)
    {
        var builder = new ModeBuilder(TransactionMode.Workflow).Jitter(0.1).RetryMax(random.Next(10, 60));
        if (random.Next(3) == 0)
            builder.RetryInterval(random.Next(1, 20));
        if (random.Next(3) == 0)
            builder.RequestTimeout(random.Next(1, 15));
        return builder.Definition();
    }

    private void Start()
    {
        Request(new PrepareInput(Definition));
        if (!Finished)
            Forward(0, Random.Next(4) == 0 ? Random.Next(_participants.Length + 1) : int.MaxValue);
    }

    // A run that fails at a step fails there for a reason of its own: the next one need not.
    private void Forward(int step, int failsAt)
    {
        if (Dies())
            return;
        if (Grain.State!.Progresses.Any(row => row.Op == "rollback") || step == failsAt)
        {
            if (Record(Mark, "rollback"))
                Pause(() => Backward(_participants.Length - 1));
            return;
        }

        if (step == _participants.Length)
        {
            Submit(TransactionStatus.Succeed);
            return;
        }

        _participants[step].Act();
        // Whoever is refused stops: somebody else has gone another way, or has ended the workflow.
        if (!Dies() && Record($"0{step + 1}", "action"))
            Pause(() => Forward(step + 1, failsAt));
    }

    private void Backward(int step)
    {
        if (Dies())
            return;
        if (step < 0)
        {
            Submit(TransactionStatus.Failed);
            return;
        }

        _participants[step].Undo();
        if (!Dies() && Record($"0{step + 1}", "rollback"))
            Pause(() => Backward(step - 1));
    }

    private bool Record(string branch, string op)
    {
        var isTaken = Request(Row(branch, op)) is null;
        if (isTaken)
            _acknowledged.Add($"{branch}/{op}");
        return isTaken;
    }

    private void Submit(TransactionStatus status)
    {
        if (Request(End(status)) is null)
            _answered = status;
    }

    private ProgressInput Row(string branch, string op) =>
        new(new WorkflowProgress(branch, op, OpStatus.Succeed, Encoding.UTF8.GetBytes(branch), Time.Now), 1000, 1000, Random.NextDouble());

    private static SubmitInput End(TransactionStatus status) =>
        new(null) { Mode = TransactionMode.Workflow, End = new WorkflowEnd(status, "", "") };

    private bool Dies() => !Peaceful && Random.Next(8) == 0;

    private void Pause(Action then) => Time.In(TimeSpan.FromSeconds(Random.NextDouble() * (Random.Next(8) == 0 && !Peaceful ? 30 : 0.5)), then);
}
