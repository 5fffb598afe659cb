using Microsoft.Extensions.Logging;

namespace OrleansSaga.Client;

/// <summary>Looks for the cluster when the client starts: again and again, since services and silos start in any order, and not for ever.</summary>
internal sealed partial class OrleansTransactionClientConnection(
    OrleansTransactionClientOptions options, TimeProvider time, ILogger<OrleansTransactionClientConnection> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private long? _begun;
    private int _tries;

    /// <summary>Pauses and asks for another try.</summary>
    /// <exception cref="TransactionUnavailableException">The time is up.</exception>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        _begun ??= time.GetTimestamp();
        _tries++;
        if (time.GetElapsedTime(_begun.Value) + Pause > options.ConnectTimeout)
            throw new TransactionUnavailableException(null, Told(exception), exception);
        LogNotYet(logger, options.ClusterId, exception.Message);
        await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private string Told(Exception exception) =>
        $"No silo of cluster '{options.ClusterId}' could be reached in {options.ConnectTimeout.TotalSeconds:0} seconds and {_tries} tries. "
        + (exception is SiloUnavailableException
            ? "The database lists no living silo under this ClusterId: either none runs, or the silos have another ClusterId, or another database."
            : "Is the database right, do the silos run on Microsoft Orleans, and can their gateway ports be reached from here?")
        + $" The last try: {exception.GetType().Name}: {exception.Message}";

    [LoggerMessage(6001, LogLevel.Warning, "Cluster {ClusterId} cannot be reached yet: {Trouble}")]
    private static partial void LogNotYet(ILogger logger, string clusterId, string trouble);
}
