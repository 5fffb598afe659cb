using System.Runtime.CompilerServices;

namespace OrleansSaga.TestKit;

/// <summary>
/// Golden files: lines of <c>name value</c> beside the tests' sources. A value once approved is read for ever; a missing one fails
/// the test, unless ORLEANSSAGA_APPROVE=1 asks to add it.
/// </summary>
public static class Golden
{
    private static readonly Lock Gate = new();

    /// <summary>The golden value of <paramref name="name"/> in <paramref name="file"/> (relative to the test project).</summary>
    public static string Read(string file, string name, Func<string> actual, [CallerFilePath] string source = "")
    {
        ArgumentNullException.ThrowIfNull(actual);
        var path = Path.Combine(ProjectFolder(source), file);
        lock (Gate)
        {
            var line = File.Exists(path) ? File.ReadLines(path).FirstOrDefault(line => line.StartsWith(name + " ", StringComparison.Ordinal)) : null;
            if (line is not null)
                return line[(name.Length + 1)..];
            if (Environment.GetEnvironmentVariable("ORLEANSSAGA_APPROVE") != "1")
                throw new InvalidOperationException($"{file} has no line '{name}'. Run once with ORLEANSSAGA_APPROVE=1 and review what it adds.");
            var value = actual();
            File.AppendAllText(path, $"{name} {value}\n");
            return value;
        }
    }

    private static string ProjectFolder(string source)
    {
        var folder = Path.GetDirectoryName(source);
        while (folder is not null && Directory.GetFiles(folder, "*.csproj").Length == 0)
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException($"No project above {source}.");
    }
}
