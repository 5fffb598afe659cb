namespace OrleansSaga.Grains.Kernel;

/// <summary>A branch call of the pass that did not succeed.</summary>
/// <param name="Outcome">Failure, ongoing or error.</param>
/// <param name="Message">What the participant said.</param>
public sealed record PassProblem(BranchOutcome Outcome, string Message);
