namespace OrleansSaga.Benchmarks.Commands;

/// <summary>One kill and restart; times count from the start of the new process.</summary>
/// <param name="ServingSeconds">The server says that it serves.</param>
/// <param name="AllCalledSeconds">The last of the sagas has called its participant again.</param>
/// <param name="Calls">Branch calls until then; more than sagas when some were called twice.</param>
internal sealed record RecoveryResult(int Repetition, string Store, int Sagas, double ServingSeconds, double AllCalledSeconds, int Calls);
