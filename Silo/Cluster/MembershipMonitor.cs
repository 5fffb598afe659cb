using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Cluster;

/// <summary>
/// Who is dead, by beats that stand still; pure. A peer is judged only by a time throughout which our own beats were committed: one that
/// failed, or a gap between two, restarts every count. So neither an outage of the database nor a pause of the judge kills anybody.
/// </summary>
internal sealed class MembershipMonitor(TimeSpan deadAfter, TimeSpan suspectAfter)
{
    private readonly Dictionary<Guid, Count> _counts = [];
    private TimeSpan? _lastCommit;

    /// <summary>Longest time between two commits of ours that still counts. A peer that beats in time, held up as long, stays below the limit.</summary>
    public TimeSpan LongestGap { get; } = suspectAfter / 2;

    /// <summary>Our own beat was not committed.</summary>
    public void Failed()
    {
        _counts.Clear();
        _lastCommit = null;
    }

    /// <summary>Our own beat was committed.</summary>
    /// <param name="asked">When it was sent, by our monotonic clock.</param>
    /// <param name="answered">When its answer came, with the rows: they were read between the two.</param>
    /// <param name="self">Our incarnation.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="isBroken">Whether our link to an incarnation is broken.</param>
    /// <returns>Whom to declare dead.</returns>
    public IReadOnlyList<Verdict> Committed(TimeSpan asked, TimeSpan answered, Guid self, IReadOnlyList<SiloRow> rows, Func<Guid, bool> isBroken)
    {
        if (answered - _lastCommit > LongestGap)
            _counts.Clear();
        _lastCommit = answered;
        List<Verdict> verdicts = [];
        HashSet<Guid> judged = [];
        foreach (var row in rows.Where(row => row.State != SiloState.Dead && row.Incarnation != self))
        {
            judged.Add(row.Incarnation);
            if (!_counts.TryGetValue(row.Incarnation, out var count) || count.Beat != row.Beat)
            {
                _counts[row.Incarnation] = new Count(row.Beat, answered);
                continue;
            }

            // At least this long: from the end of the look that first found the beat to the beginning of this one.
            var still = asked - count.Since;
            if (still >= deadAfter || (still >= suspectAfter && isBroken(row.Incarnation)))
                verdicts.Add(new Verdict(row.Name, row.Incarnation, row.Beat, still));
        }

        foreach (var gone in _counts.Keys.Where(incarnation => !judged.Contains(incarnation)).ToList())
            _counts.Remove(gone);
        return verdicts;
    }

    private readonly record struct Count(long Beat, TimeSpan Since);
}
