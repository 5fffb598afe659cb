namespace OrleansSaga.Grains.Journal;

/// <summary>One entry.</summary>
/// <param name="Id">Grows with creation; a re-created key gets a new one.</param>
/// <param name="Category">Category, such as <c>topics</c>; at most 64 characters.</param>
/// <param name="Key">Key within the category; at most 256 characters.</param>
/// <param name="Value">Value, JSON text by convention; at most 1 MiB in UTF-8. No text may hold U+0000.</param>
/// <param name="Version">1 at creation, then one higher with every write.</param>
/// <param name="CreatedAt">When it was created (UTC, database time).</param>
/// <param name="UpdatedAt">When it was last written (UTC, database time).</param>
public sealed record KeyValueEntry(long Id, string Category, string Key, string Value, long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
