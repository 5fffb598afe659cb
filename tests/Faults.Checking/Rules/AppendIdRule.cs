using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Rules;

/// <summary>A record is stored once, however often it was sent.</summary>
internal static class AppendIdRule
{
    private const int Promise = 1;

    /// <param name="life">The rows.</param>
    /// <param name="seen">Ids of all records so far; gets those of this life.</param>
    public static IEnumerable<Violation> Check(Life life, HashSet<Guid> seen)
    {
        foreach (var record in life.Records)
        {
            if (!seen.Add(record.AppendId))
                yield return new(Promise, life.Gid, $"record {record.Version} has the append id {record.AppendId}, as another record");
        }
    }
}
