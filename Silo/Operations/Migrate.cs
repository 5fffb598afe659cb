using OrleansSaga.Silo.Hosting;
using OrleansSaga.Storage;

namespace OrleansSaga.Silo.Operations;

/// <summary>The command <c>silo migrate</c>: makes or expands the schema, so that silos can run with AutoMigrate=false and without the right to create tables.</summary>
internal static class Migrate
{
    /// <summary>Works on the database that these settings name.</summary>
    public static async Task<(int Code, string Answer)> RunAsync(SiloQuestion question)
    {
        if (question.Words.Count > 0)
            return (SiloExit.Unknown, $"'{string.Join(' ', question.Words)}' is not known here");
        if (question.Storage.Provider == StorageProvider.Memory)
            return (SiloExit.Unknown, $"{StorageOptions.Section}:Provider is memory, which has no schema");
        try
        {
            var done = await SchemaMigration.RunAsync(question.Storage, RuntimeTables.AreOrleans, question.Time, CancellationToken.None);
            return (SiloExit.Yes, done.Before == done.After ? $"{done.Location} has schema version {done.After} already."
                : done.Before == 0 ? $"made schema version {done.After} in {done.Location}."
                : $"expanded the schema of {done.Location} from version {done.Before} to {done.After}.");
        }
        catch (StorageConfigurationException refused)
        {
            return (SiloExit.No, refused.Message);
        }
    }
}
