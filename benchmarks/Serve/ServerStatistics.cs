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
    bool ServerGc);
