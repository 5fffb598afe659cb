namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>What stands behind a branch's URL, or behind the client's own.</summary>
internal interface IService
{
    /// <summary>Whether refusing the op would be a lie: what has run cannot be refused any more.</summary>
    bool MayRefuse(BranchOp op);

    /// <summary>Runs the op, as often as it is called, and answers.</summary>
    BranchOutcome Run(BranchOp op);
}
