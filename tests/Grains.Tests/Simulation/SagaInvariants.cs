using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>What must hold at every decision and call of a saga.</summary>
internal sealed class SagaInvariants : Invariants
{
    public override void Called(TransactionState durable, DriveState drive, CallInFlight call, DateTimeOffset now)
    {
        var step = durable.Steps[call.Step];
        Require(step.ParkedReason is null && durable.ParkedReason is null, "A parked branch is not called.");
        if (call.Op == BranchOp.Action)
        {
            Require(durable.Status == TransactionStatus.Submitted, "Promise 2: no action is called once the abort decision is durable.");
            Require(step.Action == OpStatus.Prepared, "A finished action is not called.");
            Require(SagaModel.Before(durable.Definition, call.Step).All(before => durable.Steps[before].Action == OpStatus.Succeed), "An action waits for those before it.");
        }
        else
        {
            Require(durable.Status == TransactionStatus.Aborting, "No compensation is called before the abort decision is durable.");
            Require(SagaModel.IsOpen(step), "Only what is listed and open is compensated.");
            Require(SagaModel.AfterAll(durable.Definition, call.Step).All(later => !SagaModel.IsOpen(durable.Steps[later])), "A compensation waits for those of the later steps.");
        }
    }

    protected override bool RefusesAfterTheEnd(TransactionState state, TransactionInput input) => input is SubmitInput or PrepareInput;

    protected override bool IsLeftToItsClient(TransactionState state) => state.Status == TransactionStatus.Prepared;

    protected override bool OnlyPeopleCanMove(TransactionState state) => SagaModel.OnlyPeopleCanMove(state);

    protected override bool WaitsWithinPass(TransactionState state, DriveState drive, DateTimeOffset now) => SagaModel.WaitsWithinPass(state, drive, now);

    protected override bool IsUnfinished(TransactionState state, int step) => step >= 0 && SagaModel.IsUnfinished(state, step);

    // What a crash keeps from the journal is decided again: promise 1 is about the journal and checked there as well.
    protected override void CheckEvents(TransactionState? before, Decision decision)
    {
        var aborted = before?.Status == TransactionStatus.Aborting;
        foreach (var happened in decision.Events)
        {
            switch (happened)
            {
                case AbortDecided:
                    Require(!aborted, "Promise 1: there is one abort decision.");
                    aborted = true;
                    break;
                case BranchSucceeded { Op: BranchOp.Action } or BranchRefused:
                    Require(!aborted, "Promise 2: nothing forward is recorded after the abort decision.");
                    break;
                case TransactionFinished e:
                    Require(e.Status == (aborted ? TransactionStatus.Failed : TransactionStatus.Succeed), "Promise 1: the end is that of the decision.");
                    break;
            }
        }
    }
}
