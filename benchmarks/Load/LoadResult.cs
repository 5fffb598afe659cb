using OrleansSaga.Benchmarks.Measure;

namespace OrleansSaga.Benchmarks.Load;

/// <summary>What the load generator saw; one line of JSON.</summary>
/// <param name="Submitted">Sagas whose submit was accepted, warm-up included.</param>
/// <param name="Done">Sagas whose end was durable when the run ended, warm-up included.</param>
/// <param name="NotSucceeded">Of these, the ones that did not end as succeed.</param>
/// <param name="DonePerSecond">Ends a second within the measured window.</param>
/// <param name="Submit">From the moment a submit was to be sent to its reply, for sagas of the window.</param>
/// <param name="SubmitToDone">From the same moment to the durable end.</param>
/// <param name="Refused">Replies to a submit that were not 200, by status; those with 503 were sent again.</param>
/// <param name="LargestBacklog">Open loop: most sagas that were due and had no free connection.</param>
/// <param name="CpuSeconds">Processor time of the load generator in this run.</param>
internal sealed record LoadResult(
    int Submitted,
    int Done,
    int NotSucceeded,
    double DonePerSecond,
    Latencies Submit,
    Latencies SubmitToDone,
    Dictionary<int, int> Refused,
    int LargestBacklog,
    double CpuSeconds);
