namespace OrleansSaga.Faults;

/// <summary>What came of the transfers of one mode.</summary>
/// <param name="Mode">Wire name of the mode.</param>
/// <param name="Asked">How many were begun.</param>
/// <param name="Acknowledged">How many of them were acknowledged.</param>
/// <param name="Succeeded">How many have succeeded.</param>
/// <param name="Failed">How many have failed.</param>
/// <param name="Unknown">Of how many the journal knows nothing.</param>
public sealed record ModeCount(string Mode, int Asked, int Acknowledged, int Succeeded, int Failed, int Unknown);
