namespace OrleansSaga.Faults;

/// <summary>Draws one fault after another, such that one silo at least is up and reaches the database, but for short blackouts.</summary>
internal sealed class FaultDraw(Random random, int silos, bool databaseRestarts)
{
    private const int MostDraws = 100;
    private const int MaxClockOffsetSeconds = 600;

    private static readonly (FaultKind Kind, int Weight)[] Weights =
    [
        (FaultKind.Kill, 18), (FaultKind.Pause, 14), (FaultKind.Terminate, 10), (FaultKind.KillAll, 4),
        (FaultKind.DatabaseRestart, 4), (FaultKind.DatabaseCrash, 4),
        (FaultKind.LinkCut, 10), (FaultKind.LinkSlow, 8), (FaultKind.LinkBlackHole, 10),
        (FaultKind.DatabasePathCut, 8), (FaultKind.DatabasePathSlow, 6), (FaultKind.DatabasePathBlackHole, 4),
    ];

    /// <summary>The first start of every silo, in any order.</summary>
    public IReadOnlyList<SiloStart> Starts() => [.. Shuffled().Select(Start)];

    /// <summary>A fault that may begin at <paramref name="at"/> beside those that there are; null when nothing is left to be broken.</summary>
    public PlannedFault? Next(TimeSpan at, TimeSpan length, IReadOnlyList<PlannedFault> faults)
    {
        // Of those that are still under way none began long ago: the last few are enough to look at.
        var recent = faults.Skip(Math.Max(0, faults.Count - 64)).ToList();
        for (var i = 0; i < MostDraws; i++)
        {
            var fault = Fit(Draw(at), length);
            if (FaultRules.MayBegin(fault, recent, silos))
                return fault;
        }

        return null;
    }

    // At the end there is time for short ones only.
    private static PlannedFault Fit(PlannedFault fault, TimeSpan length) =>
        fault.End <= length ? fault : fault with { Duration = length - fault.At };

    private PlannedFault Draw(TimeSpan at)
    {
        var kind = Kind();
        var silo = random.Next(silos);
        return kind switch
        {
            FaultKind.Kill => new(at, kind, silo, Seconds(0.1, 5)) { Starts = [Start(silo)] },
            FaultKind.Terminate => new(at, kind, silo, Seconds(0.1, 4)) { Starts = [Start(silo)] },
            FaultKind.Pause => new(at, kind, silo, Seconds(1, 20)),
            FaultKind.KillAll => new(at, kind, null, Seconds(0.1, FaultSchedule.LongestBlackout.TotalSeconds)) { Starts = Starts() },
            FaultKind.DatabaseRestart or FaultKind.DatabaseCrash => new(at, kind, null, TimeSpan.Zero),
            FaultKind.LinkCut or FaultKind.DatabasePathCut => new(at, kind, silo, Seconds(0.1, 10)),
            FaultKind.LinkSlow or FaultKind.DatabasePathSlow => new(at, kind, silo, Seconds(2, 15))
            {
                Latency = TimeSpan.FromMilliseconds(random.Next(10, kind == FaultKind.LinkSlow ? 500 : 100)),
                Direction = Direction(),
            },
            _ => new(at, kind, silo, Seconds(0.5, 10)) { Direction = Direction() },
        };
    }

    private FaultKind Kind()
    {
        var allowed = Weights.Where(entry => FaultRules.IsPossible(entry.Kind, silos, databaseRestarts)).ToList();
        var ticket = random.Next(allowed.Sum(entry => entry.Weight));
        foreach (var (kind, weight) in allowed)
        {
            if (ticket < weight)
                return kind;
            ticket -= weight;
        }

        throw new InvalidOperationException("The weights do not add up.");
    }

    // Short ones more often than long ones.
    private TimeSpan Seconds(double least, double most) => TimeSpan.FromSeconds(Math.Round(least + ((most - least) * Math.Pow(random.NextDouble(), 2)), 1));

    private ProxyDirection Direction() => random.Next(4) switch
    {
        0 => ProxyDirection.ToServer,
        1 => ProxyDirection.ToClient,
        _ => ProxyDirection.Both,
    };

    private SiloStart Start(int silo) =>
        new(silo, random.Next(3) == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(random.Next(-MaxClockOffsetSeconds, MaxClockOffsetSeconds + 1)));

    private int[] Shuffled()
    {
        var order = Enumerable.Range(0, silos).ToArray();
        random.Shuffle(order);
        return order;
    }
}
