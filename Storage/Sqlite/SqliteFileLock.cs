namespace OrleansSaga.Storage.Sqlite;

/// <summary>
/// Keeps a second process away: SQLite would let it in, and two silos that each believe to be alone would drive the
/// same transactions. The operating system frees the lock when the process ends, however it ends.
/// </summary>
internal sealed class SqliteFileLock : IDisposable
{
    /// <summary>EROFS of Linux and macOS, which .NET hands on as it is.</summary>
    private const int ReadOnlyFileSystem = 30;

    private readonly FileStream _file;

    private SqliteFileLock(FileStream file) => _file = file;

    public static SqliteFileLock Take(string databasePath)
    {
        var path = databasePath + ".lock";
        try
        {
            return new SqliteFileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1));
        }
        catch (IOException readOnly) when (readOnly.HResult == ReadOnlyFileSystem)
        {
            throw new StorageConfigurationException($"The lock file {path} cannot be made: the file system is read-only. Set OrleansSaga:Storage:ConnectionString to a file on another one.", readOnly);
        }
        catch (IOException exception)
        {
            throw new StorageConfigurationException(
                $"The database {databasePath} is in use by another process (its lock file {path} is held). Stop that process, or set OrleansSaga:Storage:ConnectionString to another file.",
                exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StorageConfigurationException($"The lock file {path} cannot be opened for writing; see OrleansSaga:Storage:ConnectionString.", exception);
        }
    }

    public void Dispose() => _file.Dispose();
}
