namespace OrleansSaga.Grains.Kernel;

/// <summary>A wait that is not recorded.</summary>
/// <param name="DueAt">When to call again.</param>
/// <param name="Attempts">Attempts so far, the unrecorded ones included.</param>
/// <param name="InPass">The pass goes on meanwhile (a deferred call).</param>
/// <param name="Ongoing">"Ongoing" answers not recorded yet, or null.</param>
public sealed record LocalWait(DateTimeOffset DueAt, int Attempts, bool InPass, OngoingRepeated? Ongoing);
