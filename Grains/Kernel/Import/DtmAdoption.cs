using System.Collections.Immutable;

namespace OrleansSaga.Grains.Kernel;

/// <summary>A DTM transaction as it would go on here.</summary>
/// <param name="State">The state.</param>
/// <param name="Events">The events that lead to it, the creation first: one record.</param>
/// <param name="DueAt">When it is looked at first, not before the time of the import; null when only its client moves it.</param>
public sealed record DtmAdoption(TransactionState State, ImmutableArray<TransactionEvent> Events, DateTimeOffset? DueAt);
