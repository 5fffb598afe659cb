namespace OrleansSaga.Runtime.Embedded;

/// <summary>What a new view means for one silo.</summary>
/// <param name="TakeOver">Buckets that it owns now and that nobody drives: their owner is dead.</param>
/// <param name="LookThrough">Buckets that it owns and whose guards it has to look through all the same: nobody knows what a silo that was leaving drove at its very end.</param>
/// <param name="Release">Buckets that another silo owns now and has to be told of: it owned them itself, or their owner died before the new one came.</param>
internal sealed record BucketChanges(IReadOnlyList<short> TakeOver, IReadOnlyList<short> LookThrough, IReadOnlyList<short> Release)
{
    /// <summary>Compares two views of the same silo. Pure.</summary>
    public static BucketChanges Between(ClusterView before, ClusterView after)
    {
        List<short> takeOver = [];
        List<short> release = [];
        var stayed = after.Members.Select(static member => member.Incarnation).ToHashSet();
        var known = before.Members.Select(static member => member.Incarnation).ToHashSet();
        for (short bucket = 0; bucket < after.Buckets; bucket++)
        {
            if (after.OwnerOf(bucket) is not { } now || before.OwnerOf(bucket) is not { } was || now.Incarnation == was.Incarnation)
                continue;
            var gone = !stayed.Contains(was.Incarnation);
            if (now.Incarnation == after.Self)
            {
                if (gone)
                    takeOver.Add(bucket);
            }
            else if (was.Incarnation == before.Self || (gone && !known.Contains(now.Incarnation)))
            {
                release.Add(bucket);
            }
        }

        // It may have died, its time may have been up before all was handed over, or it stood in for others while its links were closing.
        var hasLeft = before.Members.Any(member => !member.IsActive && !stayed.Contains(member.Incarnation));
        return new BucketChanges(takeOver, hasLeft ? [.. after.Own().Except(takeOver)] : [], release);
    }
}
