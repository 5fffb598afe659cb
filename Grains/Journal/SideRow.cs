namespace OrleansSaga.Grains.Journal;

/// <summary>A row that commits with a record: audit entries now, an outbox later.</summary>
/// <param name="Kind">What reads it, such as <c>audit</c>; at most 32 characters.</param>
/// <param name="Data">UTF-8 JSON.</param>
public sealed record SideRow(string Kind, ReadOnlyMemory<byte> Data);
