namespace OrleansSaga.Faults.Tests;

/// <summary>Where there is no PostgreSQL that may be restarted a test is skipped, but in CI that is a failure.</summary>
internal static class PostgresRequired
{
    public static void OrSkip()
    {
        if (PostgresBinaries.Find() is not null && Environment.GetEnvironmentVariable(PostgresServer.ServerVariable) is null or "")
            return;
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "CI needs a PostgreSQL of its own.");
        Assert.Skip("There is no PostgreSQL on this machine that may be restarted.");
    }
}
