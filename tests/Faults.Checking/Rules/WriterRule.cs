using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Rules;

/// <summary>Order comes from counters, not from clocks: a writer's sequence grows with the order in which it committed.</summary>
internal static class WriterRule
{
    private const int Promise = 7;

    /// <param name="writings">Of all records, in any order; is sorted.</param>
    /// <param name="writers">Ids of the writers that registered themselves.</param>
    public static IEnumerable<Violation> Check(List<Writing> writings, IReadOnlySet<int> writers)
    {
        writings.Sort((a, b) => (a.Writer, a.Sequence).CompareTo((b.Writer, b.Sequence)));
        for (var i = 0; i < writings.Count; i++)
        {
            var (here, before) = (writings[i], i > 0 ? writings[i - 1] : default);
            if (i == 0 || before.Writer != here.Writer)
            {
                if (!writers.Contains(here.Writer))
                    yield return new(Promise, "", $"writer {here.Writer} has written records and is not in saga_writers");
            }
            else if (before.Sequence == here.Sequence)
            {
                yield return new(Promise, "", $"writer {here.Writer} has given the number {here.Sequence} twice");
            }
            else if (before.Commit > here.Commit)
            {
                yield return new(Promise, "", $"writer {here.Writer} has committed its number {here.Sequence} before {before.Sequence}");
            }
        }
    }
}
