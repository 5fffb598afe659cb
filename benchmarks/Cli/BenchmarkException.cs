namespace OrleansSaga.Benchmarks.Cli;

/// <summary>A measurement cannot be taken, or what was measured is not right; the message says what.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
