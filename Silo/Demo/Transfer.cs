namespace OrleansSaga.Silo.Demo;

/// <summary>One transfer of the demo.</summary>
/// <param name="Gid">Its global transaction id.</param>
/// <param name="Scenario">What it plays.</param>
/// <param name="Story">Who pays whom how much.</param>
/// <param name="Resumed">It was begun by an earlier run of the demo.</param>
internal sealed record Transfer(string Gid, DemoScenario Scenario, string Story, bool Resumed);

/// <summary>How a transfer ended.</summary>
/// <param name="Transfer">Which.</param>
/// <param name="Status">The last status that the server gave; null when it never gave one.</param>
/// <param name="Wrong">What is not as it should be; null when all is well.</param>
/// <param name="Took">From its start, or from the start of this run, to its end.</param>
internal sealed record TransferEnd(Transfer Transfer, string? Status, string? Wrong, TimeSpan Took);
