namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>What becomes of calls on their way: late, lost, duplicated, answered at random. Peaceful once told so.</summary>
internal sealed class Network(Random random, VirtualTime time, Func<BranchStamp, IService> find)
{
    // Half of the sagas meet participants that never refuse, so that enough of them get to their end.
    private readonly int _refusals = random.Next(2) == 0 ? 0 : 10;

    private readonly int _faults = random.Next(4) switch { 0 => 0, 1 => 10, _ => 40 };

    /// <summary>From now on everything succeeds quickly.</summary>
    public bool Peaceful { get; set; }

    /// <summary>Makes a call; <paramref name="report"/> gets its result, perhaps late, twice or never.</summary>
    public void Send(BranchStamp stamp, long timeoutSeconds, Action<BranchStamp, BranchOutcome> report)
    {
        if (Chance(_faults / 10))
        {
            Deliver(stamp, BranchOutcome.Deferred, report);
            return;
        }

        var answered = false;
        // A caller gives up at its timeout, and what it sent may still arrive afterwards.
        time.In(Seconds(timeoutSeconds), () =>
        {
            if (!answered)
                Deliver(stamp, BranchOutcome.Error, report);
            answered = true;
        });
        time.In(Delay(), () =>
        {
            var outcome = Answer(find(stamp), stamp.Op);
            if (outcome is { } said)
            {
                time.In(Delay(), () =>
                {
                    if (!answered)
                        Deliver(stamp, said, report);
                    answered = true;
                });
            }
        });
    }

    private void Deliver(BranchStamp stamp, BranchOutcome outcome, Action<BranchStamp, BranchOutcome> report)
    {
        if (!Chance(_faults / 8))
            time.In(Delay(), () => report(stamp, outcome));
        if (Chance(_faults / 5))
            time.In(Delay() * 20, () => report(stamp, outcome));
    }

    private BranchOutcome? Answer(IService service, BranchOp op)
    {
        if (Chance(_refusals) && service.MayRefuse(op))
            return BranchOutcome.Failure;
        if (!Chance(_faults))
            return service.Run(op);

        if (random.Next(3) == 0)
            service.Run(op);
        return random.Next(5) switch
        {
            0 => null,
            1 or 2 => BranchOutcome.Ongoing,
            _ => BranchOutcome.Error,
        };
    }

    private TimeSpan Delay() => Seconds(Chance(_faults / 6) ? random.NextDouble() * 40 : random.NextDouble() * 0.3);

    private bool Chance(int percent) => !Peaceful && random.Next(100) < percent;

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
