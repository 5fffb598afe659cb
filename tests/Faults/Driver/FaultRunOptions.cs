namespace OrleansSaga.Faults;

/// <summary>What a run of the fault driver does.</summary>
public sealed record FaultRunOptions
{
    /// <summary>Decides schedule, load and participants' faults.</summary>
    public required int Seed { get; init; }

    /// <summary>How long faults and load go on.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>How many silos.</summary>
    public int Silos { get; init; } = 3;

    /// <summary>How many clients make transfers at the same time.</summary>
    public int Clients { get; init; } = 12;

    /// <summary>How long a client rests between two transfers.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long everything may take to become final once all is healed.</summary>
    public TimeSpan FinalWithin { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long silos may take to be ready once all is healed.</summary>
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(60);
}
