using OrleansSaga.Storage;

namespace OrleansSaga.Silo.Options;

/// <summary>Where the SQLite file lies when nobody says: under the content root, wherever the process was started.</summary>
internal static class StoragePath
{
    public static void UnderContentRoot(StorageOptions storage, string contentRoot)
    {
        if (storage.Provider == StorageProvider.Sqlite && string.IsNullOrWhiteSpace(storage.ConnectionString))
            storage.ConnectionString = Path.Combine(contentRoot, "data", "orleanssaga.db");
    }
}
