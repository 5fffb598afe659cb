using OrleansSaga.Storage;

namespace OrleansSaga.Silo.Hosting;

/// <summary>What the actor runtime keeps in the database beside the journal: ours nothing.</summary>
internal static class RuntimeTables
{
    /// <summary>Makes what is missing of it.</summary>
    public static Task EnsureAsync(StorageOptions options, TimeProvider time, CancellationToken cancellationToken) => Task.CompletedTask;
}
