namespace OrleansSaga.Faults;

/// <summary>One silo of a cluster. Its ports and addresses stay the same over all its lives.</summary>
public interface ITestSilo
{
    /// <summary>Its name, such as silo-1.</summary>
    string Name { get; }

    /// <summary>What to expect of it.</summary>
    SiloNature Nature { get; }

    /// <summary>Where HTTP listens, without a slash at the end.</summary>
    string Url { get; }

    /// <summary>Where gRPC listens, without a slash at the end.</summary>
    string GrpcUrl { get; }

    /// <summary>The way on which its peers reach it.</summary>
    TcpProxy Link { get; }

    /// <summary>The way on which it reaches the database.</summary>
    TcpProxy DatabasePath { get; }

    /// <summary>True while its process is there, paused or not.</summary>
    bool IsRunning { get; }

    /// <summary>Completes with the exit code when the present life ends, whoever ends it.</summary>
    Task<int> Exited { get; }

    /// <summary>Everything it has written in all its lives.</summary>
    string Log { get; }

    /// <summary>Starts its process; does not wait for it to be ready.</summary>
    /// <param name="clockOffset">By how much its wall clock is off.</param>
    /// <param name="more">Configuration of this life only, as arguments.</param>
    void Start(TimeSpan clockOffset = default, IReadOnlyList<string>? more = null);

    /// <summary>Returns when it is ready.</summary>
    /// <exception cref="SiloNotReadyException">It has ended, or took too long; the message holds the end of its log.</exception>
    Task WhenReadyAsync(TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>kill -9.</summary>
    Task KillAsync();

    /// <summary>SIGSTOP. Should this process end before <see cref="ResumeAsync"/>, the silo goes on, and ends as well.</summary>
    Task PauseAsync();

    /// <summary>SIGCONT.</summary>
    Task ResumeAsync();

    /// <summary>Returns when a silo that was declared dead while it could not know is a ready one again. Where such a silo ends its process, that is waited for, and a new one started.</summary>
    /// <exception cref="SiloNotReadyException">It does not end, or is not ready again; the message holds the end of its log.</exception>
    Task WhenBackFromTheDeadAsync(TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>SIGTERM; returns the exit code.</summary>
    Task<int> TerminateAsync(CancellationToken cancellationToken);
}
