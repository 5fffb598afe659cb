using System.Globalization;
using System.Text;

namespace OrleansSaga.Faults;

/// <summary>Which faults come when: a pure function of seed, number of silos and length.</summary>
/// <param name="Starts">The first start of every silo, in order.</param>
/// <param name="Faults">The faults, by time.</param>
public sealed record FaultSchedule(IReadOnlyList<SiloStart> Starts, IReadOnlyList<PlannedFault> Faults)
{
    /// <summary>The longest time between the beginnings of two faults, as long as something is left to be broken.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(4);

    /// <summary>How long a silo that was started again counts as down.</summary>
    public static readonly TimeSpan Recovery = TimeSpan.FromSeconds(4);

    /// <summary>The longest time that all silos may be down for at once, which is when all are killed.</summary>
    public static readonly TimeSpan LongestBlackout = TimeSpan.FromSeconds(3);

    private const double ShortestGapSeconds = 0.5;

    /// <summary>Makes the schedule.</summary>
    /// <param name="seed">The same seed makes the same schedule.</param>
    /// <param name="silos">How many silos there are; one has no links.</param>
    /// <param name="length">No fault begins, or is planned to last, beyond this.</param>
    /// <param name="databaseRestarts">Whether the database may be restarted.</param>
    public static FaultSchedule Create(int seed, int silos, TimeSpan length, bool databaseRestarts = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(silos, 1);
        var random = new Random(seed);
        var draw = new FaultDraw(random, silos, databaseRestarts);
        var starts = draw.Starts();
        var faults = new List<PlannedFault>();
        for (var at = TimeSpan.FromSeconds(1); at < length; at += Gap(random))
        {
            if (draw.Next(at, length, faults) is { } fault)
                faults.Add(fault);
        }

        return new FaultSchedule(starts, faults);
    }

    /// <summary>A line for the first starts, and one for every fault.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"00:00.0 starts {string.Join(", ", Starts)}");
        foreach (var fault in Faults)
            text.AppendLine(fault.ToString());
        return text.ToString();
    }

    private static TimeSpan Gap(Random random) =>
        TimeSpan.FromSeconds(Math.Round(ShortestGapSeconds + (random.NextDouble() * (LongestGap.TotalSeconds - ShortestGapSeconds)), 1));
}
