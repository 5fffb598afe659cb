namespace OrleansSaga.Faults.Tests;

/// <summary>The schedule is a pure function, and leaves one silo at least to serve.</summary>
public sealed class FaultScheduleTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void Create_SameSeed_IsTheSame() =>
        Assert.Equal(FaultSchedule.Create(7, 3, Hour).ToString(), FaultSchedule.Create(7, 3, Hour).ToString());

    [Fact]
    public void Create_OtherSeed_IsAnother() =>
        Assert.NotEqual(FaultSchedule.Create(7, 3, Hour).ToString(), FaultSchedule.Create(8, 3, Hour).ToString());

    [Fact]
    public void Create_ThreeSilosForAnHour_HasEveryKind() =>
        Assert.Equal(Enum.GetValues<FaultKind>(), FaultSchedule.Create(1, 3, Hour).Faults.Select(fault => fault.Kind).Distinct().Order());

    [Fact]
    public void Create_OneSilo_HasNoLinks() =>
        Assert.DoesNotContain(FaultSchedule.Create(1, 1, Hour).Faults, fault => fault.Kind is FaultKind.LinkCut or FaultKind.LinkSlow or FaultKind.LinkBlackHole);

    [Fact]
    public void Create_DatabaseOfSomebodyElse_IsNotRestarted() =>
        Assert.DoesNotContain(FaultSchedule.Create(1, 3, Hour, databaseRestarts: false).Faults, fault => fault.Kind is FaultKind.DatabaseRestart or FaultKind.DatabaseCrash);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Create_AnySeed_BreaksSomethingEveryFewSeconds(int seed, int silos)
    {
        var faults = FaultSchedule.Create(seed, silos, Hour).Faults;

        var begins = faults.Select(fault => fault.At).Prepend(TimeSpan.Zero).Append(Hour).ToList();
        Assert.True(begins.Zip(begins.Skip(1), (one, next) => next - one).Max() <= FaultSchedule.LongestGap * 3);
        Assert.True(faults.Count > Hour / FaultSchedule.LongestGap);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Create_AnySeed_EndsInTime(int seed, int silos) =>
        Assert.All(FaultSchedule.Create(seed, silos, Hour).Faults, fault => Assert.True(fault.End <= Hour));

    [Theory]
    [MemberData(nameof(SeedsOfManySilos))]
    public void Create_ManySilos_OneIsAlwaysUpButForShortBlackouts(int seed, int silos)
    {
        var outs = FaultSchedule.Create(seed, silos, Hour).Faults.Where(FaultRules.IsOut).ToList();

        foreach (var fault in outs)
        {
            var atThatTime = outs.Where(other => other.At <= fault.At && FaultRules.Until(other) > fault.At).ToList();
            if (atThatTime.Any(other => other.Kind == FaultKind.KillAll))
                Assert.True(atThatTime.Count == 1 && fault.Duration <= FaultSchedule.LongestBlackout, $"{string.Join('\n', atThatTime)}");
            else
                Assert.True(atThatTime.Select(other => other.Silo).Distinct().Count() < silos, $"{string.Join('\n', atThatTime)}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Create_AnySeed_StartsAgainWhatItEnds(int seed, int silos)
    {
        var schedule = FaultSchedule.Create(seed, silos, Hour);

        var all = Enumerable.Range(0, silos).ToList();
        Assert.Equal(all, schedule.Starts.Select(start => start.Silo).Order());
        foreach (var fault in schedule.Faults)
        {
            IReadOnlyList<int> ended = fault.Kind switch
            {
                FaultKind.KillAll => all,
                FaultKind.Kill or FaultKind.Terminate => [fault.Silo!.Value],
                _ => [],
            };
            Assert.Equal(ended, fault.Starts.Select(start => start.Silo).Order());
            Assert.All(fault.Starts, start => Assert.True(start.ClockOffset.Duration() <= TimeSpan.FromMinutes(10)));
        }
    }

    public static TheoryData<int, int> Seeds() => SeedsFor(1, 2, 3, 8);

    public static TheoryData<int, int> SeedsOfManySilos() => SeedsFor(2, 3, 8);

    private static TheoryData<int, int> SeedsFor(params int[] counts)
    {
        var seeds = new TheoryData<int, int>();
        foreach (var silos in counts)
        {
            for (var seed = 1; seed <= 5; seed++)
                seeds.Add(seed, silos);
        }

        return seeds;
    }
}
