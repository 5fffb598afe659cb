using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Application;

/// <summary>One record of a transaction's history.</summary>
/// <param name="Version">Its version.</param>
/// <param name="CommittedAt">Database time of its commit.</param>
/// <param name="Envelope">What it says.</param>
public sealed record HistoryRecord(int Version, DateTimeOffset CommittedAt, JournalEnvelope Envelope);
