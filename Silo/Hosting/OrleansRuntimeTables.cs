namespace OrleansSaga.Silo.Hosting;

/// <summary>What the actor runtime keeps in the database: Orleans' members and states.</summary>
internal static class RuntimeTables
{
    /// <summary>Whether Orleans' tables belong to the schema.</summary>
    public const bool AreOrleans = true;
}
