namespace OrleansSaga.Storage;

/// <summary>What became of a database's schema.</summary>
/// <param name="Location">Where the database is; never a secret.</param>
/// <param name="Before">The version that was there; 0 for none.</param>
/// <param name="After">The version that is there now.</param>
public sealed record SchemaChange(string Location, int Before, int After);
