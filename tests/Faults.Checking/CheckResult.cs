using System.Globalization;

namespace OrleansSaga.Faults.Checking;

/// <summary>What a check found.</summary>
/// <param name="Violations">Broken promises by number and gid; the first <see cref="MostShown"/> that were found.</param>
/// <param name="ViolationCount">How many there are in all.</param>
/// <param name="Counts">What was looked at: a check that looked at nothing proves nothing.</param>
public sealed record CheckResult(IReadOnlyList<Violation> Violations, int ViolationCount, CheckCounts Counts)
{
    /// <summary>Most violations that are listed.</summary>
    public const int MostShown = 1_000;

    /// <summary>The whole report as text.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{ViolationCount} violations\n{string.Concat(Violations.Select(violation => violation + "\n"))}{Counts}");
}
