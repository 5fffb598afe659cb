namespace OrleansSaga.TestKit;

/// <summary>Documents that a test generates: the file in the repository must say what the code says.</summary>
public static class GeneratedDocument
{
    /// <summary>
    /// What the file (relative to the repository) says; empty when there is none. With ORLEANSSAGA_APPROVE=1 it is first written
    /// anew as <paramref name="expected"/>: review what changed.
    /// </summary>
    public static string Read(string file, string expected)
    {
        var path = Path.Combine(Repository.Root, file);
        if (Environment.GetEnvironmentVariable("ORLEANSSAGA_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, expected);
        }

        return File.Exists(path) ? File.ReadAllText(path) : "";
    }
}
