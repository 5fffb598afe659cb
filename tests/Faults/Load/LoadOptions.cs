namespace OrleansSaga.Faults;

/// <summary>How hard a load is.</summary>
internal sealed record LoadOptions
{
    /// <summary>How many clients make transfers at the same time.</summary>
    public int Clients { get; init; } = 8;

    /// <summary>The only mode of all transfers; null (default): all modes in turn.</summary>
    public string? Mode { get; init; }

    /// <summary>How long a client rests after a transfer; zero (default): not at all.</summary>
    public TimeSpan Rest { get; init; }
}
