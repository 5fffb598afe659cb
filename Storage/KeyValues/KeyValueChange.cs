namespace OrleansSaga.Storage.KeyValues;

/// <summary>A write or a deletion of one entry, by compare-and-set.</summary>
/// <param name="Category">Category.</param>
/// <param name="Key">Key within it.</param>
/// <param name="Value">The new value; null deletes.</param>
/// <param name="ExpectedVersion">The version it must have; 0: there must be none.</param>
internal sealed record KeyValueChange(string Category, string Key, string? Value, long ExpectedVersion);
