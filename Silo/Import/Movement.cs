namespace OrleansSaga.Silo.Import;

/// <summary>What moved between two looks.</summary>
/// <param name="Count">How many transactions.</param>
/// <param name="Examples">Some of them in words.</param>
internal sealed record Movement(int Count, IReadOnlyList<string> Examples)
{
    private const int MostExamples = 5;

    /// <summary>What moved, or null when everything stood still.</summary>
    public static Movement? Between(Look first, Look second)
    {
        var count = 0;
        var examples = new List<string>();
        foreach (var (id, before) in first.Rows)
        {
            if (!second.Rows.TryGetValue(id, out var after))
                Note($"gid {Printable.Of(before.Gid)} is no longer unfinished");
            else if (after != before)
                Note($"gid {Printable.Of(before.Gid)}: {Change(before, after)}");
        }

        foreach (var (id, row) in second.Rows)
        {
            if (!first.Rows.ContainsKey(id))
                Note($"gid {Printable.Of(row.Gid)} is new");
        }

        if (count == 0 && second.HighestTransaction != first.HighestTransaction)
            Note("a transaction came and ended");
        if (count == 0 && second.HighestBranch != first.HighestBranch)
            Note("a branch was registered");
        return count == 0 ? null : new Movement(count, examples);

        void Note(string what)
        {
            count++;
            if (examples.Count < MostExamples)
                examples.Add(what);
        }
    }

    private static string Change(RowStamp before, RowStamp after) =>
        before.Status != after.Status ? $"status went from {Printable.Of(before.Status)} to {Printable.Of(after.Status)}"
        : before.NextCronTime != after.NextCronTime ? "next_cron_time moved"
        : before.UpdateTime != after.UpdateTime ? "update_time moved"
        : "its owner changed";
}
