using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Rules;

/// <summary>A gid has one life, which begins once and leaves nothing beside it.</summary>
internal static class LifeRule
{
    private const int Lost = 5;
    private const int SecondLife = 9;

    public static IEnumerable<Violation> Check(Life life, Replay replay)
    {
        if (life.IsTombstone)
        {
            if (!life.Hot!.Status.IsFinal() || life.Records.Count > 0 || life.Listing is not null)
                yield return new(SecondLife, life.Gid, $"its tombstone says {life.Hot.Status.Name()}, and {life.Records.Count} records are left");
            yield break;
        }

        if (life.Hot is null)
            yield return new(SecondLife, life.Gid, $"instance {life.Instance} has {life.Records.Count} records{(life.Listing is null ? "" : " and a listing row")}, and no hot row");
        if (life.Records.Count == 0)
            yield return new(Lost, life.Gid, $"instance {life.Instance} has no records");
        else if (life.Listing is null)
            yield return new(Lost, life.Gid, $"instance {life.Instance} has no listing row");
        if (life.Records.Count > 0 && life.Records[0].Damage is null && life.Creation is null)
            yield return new(Lost, life.Gid, $"record {life.Records[0].Version} comes first and is not its creation");

        foreach (var moment in replay.Moments.Skip(life.Creation is null ? 0 : 1).Where(moment => moment.Event is Created))
            yield return new(SecondLife, life.Gid, $"record {moment.Version} creates it again");
        if (life.Creation is { } creation && (creation.Gid != life.Gid || creation.Instance != life.Instance || (life.Listing?.Gid ?? life.Gid) != life.Gid))
            yield return new(SecondLife, life.Gid, $"its creation is of {creation.Gid}, instance {creation.Instance}, its listing row of {life.Listing?.Gid}");
    }
}
