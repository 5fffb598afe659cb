namespace OrleansSaga.Benchmarks.Processes;

/// <summary>A child's first line: it serves, at these addresses.</summary>
internal sealed record Ready(Uri[] Urls);
