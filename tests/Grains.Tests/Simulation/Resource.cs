namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>One branch of TCC or XA with a barrier: a first phase that comes after its cancel has no effect.</summary>
internal sealed class Resource(string id) : IService
{
    public string Id => id;

    /// <summary>The first phase took effect.</summary>
    public bool Tried { get; private set; }

    public bool Confirmed { get; private set; }

    public bool Cancelled { get; private set; }

    /// <summary>The first phase, which the client calls.</summary>
    public void Try() => Tried |= !Cancelled;

    public bool MayRefuse(BranchOp op) => true;

    public BranchOutcome Run(BranchOp op)
    {
        if (op.IsBackward())
            Cancelled = true;
        else
            Confirmed = true;
        return BranchOutcome.Success;
    }
}
