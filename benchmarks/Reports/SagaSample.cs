using OrleansSaga.Benchmarks.Measure;

namespace OrleansSaga.Benchmarks.Reports;

/// <summary>One run against one server. "Per saga" counts everything between the start of the run and its last saga's end, warm-up included.</summary>
internal sealed record SagaSample
{
    public required int Repetition { get; init; }

    public required string Store { get; init; }

    public required SagaLoad Load { get; init; }

    public required int Sagas { get; init; }

    public required double DonePerSecond { get; init; }

    public required Latencies Submit { get; init; }

    public required Latencies SubmitToDone { get; init; }

    public required double AppendsPerSaga { get; init; }

    public required double CommitsPerSaga { get; init; }

    public required double AppendsPerCommit { get; init; }

    public required double WalBytesPerSaga { get; init; }

    public required double AllocatedBytesPerSaga { get; init; }

    public required double ServerRssMiB { get; init; }

    public required double ServerCpuMicrosecondsPerSaga { get; init; }

    public required double LoadCpuMicrosecondsPerSaga { get; init; }

    public required double ParticipantsCpuMicrosecondsPerSaga { get; init; }

    public required Dictionary<int, int> Refused { get; init; }

    public required int LargestBacklog { get; init; }
}
