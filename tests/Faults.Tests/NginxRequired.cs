namespace OrleansSaga.Faults.Tests;

/// <summary>Where there is no nginx a test is skipped, but in CI that is a failure.</summary>
internal static class NginxRequired
{
    /// <summary>The program. Debian has it where not everybody's path leads.</summary>
    public static string? Program { get; } = Programs.Find("nginx") ?? (File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : null);

    public static void OrSkip()
    {
        if (Program is not null)
            return;
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "CI needs nginx.");
        Assert.Skip("There is no nginx on this machine.");
    }
}
