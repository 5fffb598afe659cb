namespace OrleansSaga.EndToEnd.Tests;

/// <summary>Where there is no PostgreSQL a test is skipped, but in CI that is a failure.</summary>
internal static class PostgresServerRequired
{
    public static void OrSkip()
    {
        if (PostgresServer.IsAvailable)
            return;
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "CI needs PostgreSQL.");
        Assert.Skip("There is no PostgreSQL on this machine.");
    }
}
