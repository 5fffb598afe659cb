namespace OrleansSaga.Benchmarks.Reports;

/// <summary>All that was measured; this is also what <c>--json</c> writes.</summary>
internal sealed record SagaReport(string Commands, Machine Machine, IReadOnlyList<Yardstick> Yardsticks, IReadOnlyList<SagaSample> Samples);
