using OrleansSaga.Benchmarks.Measure;

namespace OrleansSaga.Benchmarks.Reports;

/// <summary>What the machine can do without us, taken once in each repetition.</summary>
/// <param name="PgBenchInsertsPerSecond">Null without PostgreSQL.</param>
internal sealed record Yardstick(int Repetition, Latencies Fdatasync, Latencies? PostgresCommit, Latencies? SqliteCommit, double? PgBenchInsertsPerSecond);
