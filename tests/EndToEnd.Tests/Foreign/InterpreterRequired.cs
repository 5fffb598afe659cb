namespace OrleansSaga.EndToEnd.Tests;

/// <summary>Where an interpreter is missing a test is skipped, but in CI that is a failure.</summary>
internal static class InterpreterRequired
{
    public static void OrSkip(string name)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (path.Any(folder => File.Exists(Path.Combine(folder, name))))
            return;
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", $"CI needs {name}.");
        Assert.Skip($"There is no {name} on this machine.");
    }
}
