namespace OrleansSaga.Silo.Import;

/// <summary>What moves when a DTM works: the schedule of every unfinished row, and the highest ids.</summary>
/// <param name="At">Time of the look, by DTM's database.</param>
/// <param name="Rows">Unfinished rows by id.</param>
/// <param name="HighestTransaction">Highest id of trans_global.</param>
/// <param name="HighestBranch">Highest id of trans_branch_op.</param>
/// <param name="OtherSessions">Sessions of others in the same database.</param>
internal sealed record Look(DateTimeOffset At, IReadOnlyDictionary<long, RowStamp> Rows, long HighestTransaction, long HighestBranch, long OtherSessions)
{
    /// <summary>Rows that are not due yet: that they stand still proves nothing.</summary>
    public int DueLater => Rows.Values.Count(row => row.NextCronTime > At);
}

/// <summary>The parts of a row that DTM changes whenever it claims or moves a transaction.</summary>
internal readonly record struct RowStamp(string Gid, string Status, DateTimeOffset? UpdateTime, DateTimeOffset? NextCronTime, string Owner);
