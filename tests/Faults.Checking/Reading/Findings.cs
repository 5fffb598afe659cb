namespace OrleansSaga.Faults.Checking.Reading;

/// <summary>Collects violations; of a flood it keeps the first and counts the rest.</summary>
internal sealed class Findings
{
    private readonly List<Violation> _kept = [];
    private int _count;

    public void Add(IEnumerable<Violation> violations)
    {
        foreach (var violation in violations)
        {
            _count++;
            if (_kept.Count < CheckResult.MostShown)
                _kept.Add(violation);
        }
    }

    public CheckResult With(CheckCounts counts) =>
        new([.. _kept.OrderBy(violation => violation.Promise).ThenBy(violation => violation.Gid, StringComparer.Ordinal)], _count, counts);
}
