using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Rules;

/// <summary>The fence: records are numbered 1 to n, each one was committed after the one before, and the hot row counts them.</summary>
internal static class VersionRule
{
    private const int Promise = 1;

    public static IEnumerable<Violation> Check(Life life)
    {
        for (var i = 0; i < life.Records.Count; i++)
        {
            var record = life.Records[i];
            if (record.Version != i + 1)
            {
                yield return new(Promise, life.Gid, $"record {record.Version} stands where {i + 1} should");
                yield break;
            }

            if (i > 0 && record.Commit <= life.Records[i - 1].Commit)
                yield return new(Promise, life.Gid, $"record {record.Version} was not committed after record {i}");
            if (record.Damage is not null)
                yield return new(Promise, life.Gid, $"record {record.Version} cannot be read: {record.Damage}");
            else if (record.AppendId != record.StoredAppendId)
                yield return new(Promise, life.Gid, $"record {record.Version} has the append id {record.StoredAppendId} in its body and {record.AppendId} beside it");
        }

        if (life is { Hot: { } hot, IsTombstone: false } && life.Records.Count > 0 && hot.Version != life.Records.Count)
            yield return new(Promise, life.Gid, $"the hot row has version {hot.Version}, the journal {life.Records.Count} records");
    }
}
