using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>What must hold at every decision and call of the modes other than sagas.</summary>
internal sealed class ModeInvariants : Invariants
{
    public override void Called(TransactionState durable, DriveState drive, CallInFlight call, DateTimeOffset now)
    {
        Require(durable.ParkedReason is null && durable.StateOf(call.Step).ParkedReason is null, "A parked branch is not called.");
        Require(call.Op == durable.CurrentOp, $"{call.Op} is not called before its decision is durable, nor after another one.");
        if (call.Step < 0)
        {
            Require(durable.Status == TransactionStatus.Prepared, "Nobody is asked for what is decided.");
            return;
        }

        Require(durable.Status is TransactionStatus.Submitted or TransactionStatus.Aborting, "No branch is called before the decision is durable.");
        Require(durable.NotBefore is null || durable.NotBefore <= now, "A message is not delivered before its delay is over.");
        // What is held need not be durable: the decision is, and a crash merely repeats the calls.
        var known = Evolver.Evolve(durable, drive.Held)!;
        Require(IsUnfinished(known, call.Step), "A finished branch is not called.");
        if (!IsParallel(durable.Definition))
            Require(Earlier(durable.Definition, call.Step).All(before => !IsUnfinished(known, before)), "Branches follow one another.");
    }

    protected override bool RefusesAfterTheEnd(TransactionState state, TransactionInput input) => state.Definition.Mode != TransactionMode.Workflow
        ? input is SubmitInput or PrepareInput or AbortInput or RegisterInput
        : input is ProgressInput || (input is SubmitInput { End: { } end } && end.Status != state.Status);

    protected override bool IsLeftToItsClient(TransactionState state) =>
        state is { Status: TransactionStatus.Prepared, Definition: { Mode: TransactionMode.Workflow, QueryPrepared: "" } };

    protected override bool OnlyPeopleCanMove(TransactionState state) =>
        Enumerable.Range(0, state.Steps.Length)
            .Where(step => IsUnfinished(state, step) && (IsParallel(state.Definition) || Earlier(state.Definition, step).All(before => !IsUnfinished(state, before))))
            .All(step => state.Steps[step].ParkedReason is not null)
        && state.Status != TransactionStatus.Prepared;

    protected override bool WaitsWithinPass(TransactionState state, DriveState drive, DateTimeOffset now) =>
        drive.Waits.Any(wait => wait.Value.InPass && wait.Value.DueAt > now && IsUnfinished(state, wait.Key));

    protected override bool IsUnfinished(TransactionState state, int step) =>
        step < 0 ? state.Status == TransactionStatus.Prepared
        : state.Status == TransactionStatus.Aborting ? state.Steps[step].Compensate == OpStatus.Prepared
        : state.Steps[step].Action == OpStatus.Prepared;

    protected override void CheckEvents(TransactionState? before, Decision decision)
    {
        var state = before;
        foreach (var happened in decision.Events)
        {
            switch (happened)
            {
                case TransactionSubmitted or AbortDecided or BranchRegistered or ProgressRecorded:
                    Require(state!.Status == TransactionStatus.Prepared, "Promise 1: decided, registered and recorded is only what is prepared.");
                    break;
                case BranchSucceeded { Step: >= 0 } e:
                    Require(e.Op == state!.CurrentOp && state.Status != TransactionStatus.Prepared, "Promise 2: what succeeds follows the decision.");
                    break;
                case BranchRefused e:
                    Require(e.Step < 0, "Only a message's sender can refuse.");
                    break;
            }

            if (happened is AbortDecided abort)
                Require(abort.Compensate.Length == state!.Steps.Length, "Promise 3: every registered branch is undone.");
            if (happened is ProgressRecorded row)
                Require(IsAllowed(state!, row.Progress), "Promise 2: nothing goes forward once a rollback is recorded, and no row is recorded twice.");
            if (happened is TransactionFinished end)
                CheckEndOf(state!, end.Status);
            state = Evolver.Evolve(state, happened);
        }
    }

    private static void CheckEndOf(TransactionState state, TransactionStatus end)
    {
        if (state.Definition.Mode == TransactionMode.Workflow)
        {
            Require(end == TransactionStatus.Failed || !state.Progresses.Any(row => row.Op == "rollback"), "A workflow never succeeds after a recorded rollback.");
            return;
        }

        var expected = state.Status == TransactionStatus.Submitted ? TransactionStatus.Succeed : TransactionStatus.Failed;
        Require(end == expected, "Promise 1: the end is that of the decision.");
        if (end == TransactionStatus.Succeed)
            Require(state.Steps.All(step => step.Action == OpStatus.Succeed), "Promise 3: every branch reached its end.");
        else
            Require(state.Definition.Mode == TransactionMode.Message || state.Steps.All(step => step.Compensate == OpStatus.Succeed), "Promise 3: every branch is undone.");
    }

    private static bool IsAllowed(TransactionState state, WorkflowProgress row) =>
        !state.Progresses.Any(known => known.BranchId == row.BranchId && known.Op == row.Op)
        && (row.Op == "rollback" || row.Status == OpStatus.Failed || !state.Progresses.Any(known => known.Op == "rollback"));

    private static bool IsParallel(TransactionDefinition definition) => definition.Concurrent && definition.Mode != TransactionMode.Xa;

    // TCC begins with the last registered branch.
    private static IEnumerable<int> Earlier(TransactionDefinition definition, int step) => definition.Mode == TransactionMode.Tcc
        ? Enumerable.Range(step + 1, definition.Steps.Length - step - 1)
        : Enumerable.Range(0, step);
}
