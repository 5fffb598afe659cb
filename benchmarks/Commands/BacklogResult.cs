using OrleansSaga.Benchmarks.Measure;

namespace OrleansSaga.Benchmarks.Commands;

/// <summary>What a backlog costs on one store.</summary>
/// <param name="IdleRssMiB">Server memory when all sagas wait.</param>
/// <param name="BusyRssMiB">Server memory at the end of the load on top of them.</param>
/// <param name="NewestPages">The first page of 100 of the listing.</param>
/// <param name="NextPages">Pages behind it, by cursor.</param>
/// <param name="UnfinishedPages">The first page of those with status submitted.</param>
internal sealed record BacklogResult(
    string Store,
    int Sagas,
    double IdleRssMiB,
    double BusyRssMiB,
    double DonePerSecond,
    Latencies Submit,
    Latencies NewestPages,
    Latencies NextPages,
    Latencies UnfinishedPages,
    Latencies Queries);
