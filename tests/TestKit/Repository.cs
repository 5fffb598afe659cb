namespace OrleansSaga.TestKit;

/// <summary>The repository that the tests were built in.</summary>
public static class Repository
{
    /// <summary>Its root: the folder of OrleansSaga.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>The source files of one kind under a folder of the repository; build output is left out.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        var artifacts = Path.Combine(Root, "artifacts") + Path.DirectorySeparatorChar;
        return Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.StartsWith(artifacts, StringComparison.Ordinal));
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OrleansSaga.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"No OrleansSaga.sln above {AppContext.BaseDirectory}.");
        return folder.FullName;
    }
}
