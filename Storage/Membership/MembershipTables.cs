using OrleansSaga.Storage.Postgres;

namespace OrleansSaga.Storage.Membership;

/// <summary>Makes tables of silos.</summary>
public static class MembershipTables
{
    /// <summary>The table in the journal's PostgreSQL. Opens nothing yet.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="name">The silo that joins by it, and whose name its connection locks then.</param>
    /// <exception cref="StorageConfigurationException">The connection string is none.</exception>
    public static ISiloTable Postgres(StorageOptions options, string name) => new PostgresMembershipTable(new PostgresSettings(options, Guid.Empty), name);
}
