namespace OrleansSaga.TestKit;

/// <summary>Programs of the machine that tests may use.</summary>
public static class Programs
{
    /// <summary>The path of a program on PATH; null when it is not there.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
