namespace OrleansSaga.Storage.Sqlite;

/// <summary>The journal's file on disk: payloads and headers in it are nobody else's business.</summary>
internal static class SqliteFile
{
    /// <summary>Makes folder and file where they do not exist, for this user only. SQLite gives its log and index beside it the file's own rights.</summary>
    public static void Create(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        if (!File.Exists(path))
            new FileStream(path, options).Dispose();
    }
}
