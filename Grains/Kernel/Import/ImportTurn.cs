using System.Collections.Immutable;

namespace OrleansSaga.Grains.Kernel;

/// <summary>One import in the making: collects the events and the state that they lead to.</summary>
internal sealed class ImportTurn
{
    private readonly ImmutableArray<TransactionEvent>.Builder _events = ImmutableArray.CreateBuilder<TransactionEvent>();

    public ImportTurn(DtmGlobalRow global, TransactionDefinition definition, TransactionStatus status)
    {
        // A row keeps no time of its decision; the last time that DTM touched it is the nearest.
        TouchedAt = global.UpdateTime ?? definition.CreatedAt;
        Apply(new TransactionCreated(definition, status));
    }

    /// <summary>The state so far.</summary>
    public TransactionState State { get; private set; } = null!;

    /// <summary>When DTM last changed the transaction, as far as it is known.</summary>
    public DateTimeOffset TouchedAt { get; }

    public void Apply(TransactionEvent happened)
    {
        _events.Add(happened);
        State = Evolver.Evolve(State, happened);
    }

    /// <summary>Takes over that DTM saw the op succeed.</summary>
    public void Succeeded(int step, BranchOp op, DtmBranchRow row) => Apply(new BranchSucceeded(step, op, Attempt(row)));

    /// <summary>The attempt behind a row that has ended. DTM keeps neither its number nor the answer.</summary>
    public AttemptRecord Attempt(DtmBranchRow row) => new(1, row.FinishTime ?? TouchedAt, 0, 0, "as recorded by DTM");

    public DtmAdoption Close(DateTimeOffset? dueAt) => new(State, _events.ToImmutable(), dueAt);
}
