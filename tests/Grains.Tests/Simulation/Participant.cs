namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>One branch's service with a barrier (protocol section 6): an action has effect at most once, and none after its compensation.</summary>
internal sealed class Participant : IService
{
    private bool _compensationSeen;

    /// <summary>The action took effect, and it is not undone.</summary>
    public bool InEffect { get; private set; }

    /// <summary>The action took effect at some time.</summary>
    public bool Acted { get; private set; }

    /// <summary>A compensation undid the action.</summary>
    public bool Undone { get; private set; }

    /// <summary>The action, as a barrier runs it.</summary>
    public void Act()
    {
        if (Acted || _compensationSeen)
            return;
        Acted = true;
        InEffect = true;
    }

    /// <summary>The compensation, as a barrier runs it; without an action before it is null, and keeps the action out.</summary>
    public void Undo()
    {
        _compensationSeen = true;
        Undone |= InEffect;
        InEffect = false;
    }

    public bool MayRefuse(BranchOp op) => op == BranchOp.Compensate || !(Acted || _compensationSeen);

    public BranchOutcome Run(BranchOp op)
    {
        if (op == BranchOp.Action)
            Act();
        else
            Undo();
        return BranchOutcome.Success;
    }
}
