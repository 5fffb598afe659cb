namespace OrleansSaga.Grains.Kernel;

/// <summary>A branch of saga, tcc or xa: two rows, one for each direction.</summary>
/// <param name="Backward">compensate, cancel or rollback.</param>
/// <param name="Forward">action, confirm or commit.</param>
internal sealed record DtmBranchPair(DtmBranchRow Backward, DtmBranchRow Forward)
{
    public string BranchId => Forward.BranchId;
}
