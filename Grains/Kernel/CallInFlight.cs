namespace OrleansSaga.Grains.Kernel;

/// <summary>A call that has been started.</summary>
/// <param name="Step">0-based step number.</param>
/// <param name="Op">What was called.</param>
/// <param name="Attempt">Attempt number.</param>
/// <param name="TimeoutSeconds">Its timeout.</param>
/// <param name="WatchdogAt">When it is started again with the same stamp if no report has come.</param>
/// <param name="Ongoing">"Ongoing" answers of earlier attempts that are not recorded yet, or null.</param>
public sealed record CallInFlight(int Step, BranchOp Op, int Attempt, long TimeoutSeconds, DateTimeOffset WatchdogAt, OngoingRepeated? Ongoing);
