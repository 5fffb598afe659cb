namespace OrleansSaga.Faults;

/// <summary>The database under a cluster.</summary>
public interface ITestDatabase
{
    /// <summary>The silos' database, reached directly.</summary>
    string ConnectionString { get; }

    /// <summary>False for a server that somebody else started.</summary>
    bool CanRestart { get; }

    /// <summary>Creates another, empty database on the same server and returns its connection string.</summary>
    Task<string> CreateAsync(CancellationToken cancellationToken);

    /// <summary>Restarts the server: <c>fast</c> ends all connections, <c>immediate</c> is a crash. Returns when it takes connections.</summary>
    Task RestartAsync(string mode, CancellationToken cancellationToken);

    /// <summary>SIGSTOP of all processes of the server: connections stay open, and nothing answers.</summary>
    Task PauseAsync();

    /// <summary>SIGCONT of all of them.</summary>
    Task ResumeAsync();
}
