namespace OrleansSaga.Benchmarks.Serve;

/// <summary>The server's counters at one moment; differences of two of them belong to what happened between.</summary>
internal sealed record ServerStatistics(
    long Appends,
    long Checks,
    long Pushes,
    long Commits,
    long Conflicts,
    long AllocatedBytes,
    long ResidentBytes,
    double CpuSeconds,
    bool ServerGc)
{
    /// <summary>Of two servers together.</summary>
    public ServerStatistics And(ServerStatistics other) => new(
        Appends + other.Appends,
        Checks + other.Checks,
        Pushes + other.Pushes,
        Commits + other.Commits,
        Conflicts + other.Conflicts,
        AllocatedBytes + other.AllocatedBytes,
        ResidentBytes + other.ResidentBytes,
        CpuSeconds + other.CpuSeconds,
        ServerGc);
}
