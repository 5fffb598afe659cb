namespace OrleansSaga.Grains;

/// <summary>Names one branch call, so that late and repeated reports are told from the awaited one.</summary>
/// <param name="Gid">Global transaction id.</param>
/// <param name="Instance">Life of the gid.</param>
/// <param name="Step">0-based number of the branch; -1 for a check-back or callback, which concern the whole transaction.</param>
/// <param name="Op">What is called.</param>
/// <param name="Attempt">1 for the first call of this op.</param>
/// <param name="Epoch">The activation that started it.</param>
[GenerateSerializer, Immutable, Alias("orleanssaga.BranchStamp")]
public sealed record BranchStamp(
    [property: Id(0)] string Gid,
    [property: Id(1)] Guid Instance,
    [property: Id(2)] int Step,
    [property: Id(3)] BranchOp Op,
    [property: Id(4)] int Attempt,
    [property: Id(5)] long Epoch);
