using OrleansSaga.Benchmarks.Measure;

namespace OrleansSaga.Benchmarks.Cluster;

/// <summary>One load on one cluster.</summary>
/// <param name="Repetition">Which repetition.</param>
/// <param name="Silos">How many silos.</param>
/// <param name="DonePerSecond">Sagas ended a second.</param>
/// <param name="Submit">From a submit to its reply.</param>
/// <param name="ForwardedPerSaga">Calls over links for each saga; not a number where the runtime does not count them.</param>
/// <param name="LargestShare">Buckets of the silo with most, over an even share; not a number where the runtime does not know them.</param>
/// <param name="AppendsPerCommit">Size of a commit.</param>
/// <param name="CpuMicrosecondsPerSaga">Processor time of all silos for each saga.</param>
internal sealed record ClusterSample(
    int Repetition,
    int Silos,
    double DonePerSecond,
    Latencies Submit,
    double ForwardedPerSaga,
    double LargestShare,
    double AppendsPerCommit,
    double CpuMicrosecondsPerSaga);
