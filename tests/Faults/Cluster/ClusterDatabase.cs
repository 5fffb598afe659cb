namespace OrleansSaga.Faults;

/// <summary>A database of a server that tests start, or of one that they were given.</summary>
internal sealed class ClusterDatabase(PostgresServer server, string connectionString) : ITestDatabase
{
    public string ConnectionString => connectionString;

    public bool CanRestart => server.IsOurs;

    public Task<string> CreateAsync(CancellationToken cancellationToken) => server.CreateDatabaseAsync(cancellationToken);

    public Task RestartAsync(string mode, CancellationToken cancellationToken) => server.RestartAsync(mode, cancellationToken);

    public Task PauseAsync() => server.PauseAsync();

    public Task ResumeAsync() => server.ResumeAsync();
}
