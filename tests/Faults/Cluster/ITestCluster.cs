namespace OrleansSaga.Faults;

/// <summary>Silos over one PostgreSQL, and everything that can be broken about them. Disposing ends all of it.</summary>
public interface ITestCluster : IAsyncDisposable
{
    /// <summary>The silos; the number of a silo is its index plus one.</summary>
    IReadOnlyList<ITestSilo> Silos { get; }

    /// <summary>The database under all of them.</summary>
    ITestDatabase Database { get; }

    /// <summary>Starts every silo that does not run, and returns when all are ready.</summary>
    /// <exception cref="SiloNotReadyException">A silo did not get ready; the message holds the end of its log.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Ends every silo in order (SIGTERM), all at the same time.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}
