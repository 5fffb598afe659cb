namespace OrleansSaga.Silo.Demo;

/// <summary>How a demo runs. The defaults are what <c>--demo</c> does.</summary>
internal sealed record DemoOptions
{
    /// <summary>Configuration arguments for the server.</summary>
    public string[] Configuration { get; init; } = [];

    /// <summary>How long the demo lasts; null: until it is told to stop.</summary>
    public TimeSpan? Length { get; init; }

    /// <summary>What is played, in turn.</summary>
    public IReadOnlyList<DemoScenario> Scenarios { get; init; } = DemoScenario.All;

    /// <summary>Time between two starts: slow enough to be read.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(350);

    /// <summary>Most transfers at once.</summary>
    public int MostInFlight { get; init; } = 12;

    /// <summary>How long before the end of <see cref="Length"/> no more transfers start: what the slowest scenario needs.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a transfer may take before it counts as unexpected.</summary>
    public TimeSpan TransferLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the end waits for transfers in flight.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Port of bank north at its first start; 0 for any. The defaults lie below the range that systems hand out by themselves,
    /// so that they are most likely still free after a restart.
    /// </summary>
    public int NorthPort { get; init; } = 28081;

    /// <summary>Port of bank south at its first start; 0 for any.</summary>
    public int SouthPort { get; init; } = 28082;

    /// <summary>The clock of pacing and limits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
