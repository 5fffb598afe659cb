namespace OrleansSaga.Grains.Kernel;

/// <summary>A row of DTM's <c>trans_branch_op</c> (protocol section 8). Null texts are read as empty.</summary>
/// <param name="BranchId">branch_id.</param>
/// <param name="Op">op.</param>
/// <param name="Status">status.</param>
/// <param name="Url">url.</param>
public sealed record DtmBranchRow(string BranchId, string Op, string Status, string Url)
{
    /// <summary>bin_data; left out (empty) by a reader to whom <see cref="Length"/> is too much.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Length of bin_data in bytes.</summary>
    public long Length { get; init; }

    /// <summary>create_time.</summary>
    public DateTimeOffset? CreateTime { get; init; }

    /// <summary>finish_time: when it succeeded or failed.</summary>
    public DateTimeOffset? FinishTime { get; init; }

    /// <summary>What the row is called in messages.</summary>
    internal string Name => $"{Text.Clean(BranchId, 32)}/{Text.Clean(Op, 32)}";
}
