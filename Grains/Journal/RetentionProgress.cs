namespace OrleansSaga.Grains.Journal;

/// <summary>How far one retention step came.</summary>
/// <param name="Retired">How many transactions were reduced to tombstones.</param>
/// <param name="Next">Continue from here; null when the end was reached.</param>
public readonly record struct RetentionProgress(int Retired, Guid? Next);
