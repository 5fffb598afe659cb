namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>A message's sender. With a barrier it tells the truth, for ever; without one it says whatever comes to its mind.</summary>
internal sealed class Sender(Random random, bool isHonest) : IService
{
    private bool _isTooLate;

    public bool IsHonest => isHonest;

    public bool Committed { get; private set; }

    /// <summary>The local transaction: once the check-back was told that there is none, it cannot commit any more.</summary>
    public bool Commit() => Committed = !_isTooLate || !isHonest;

    public bool MayRefuse(BranchOp op) => !isHonest;

    public BranchOutcome Run(BranchOp op)
    {
        if (!isHonest)
            return random.Next(2) == 0 ? BranchOutcome.Success : BranchOutcome.Failure;
        _isTooLate |= !Committed;
        return Committed ? BranchOutcome.Success : BranchOutcome.Failure;
    }
}
