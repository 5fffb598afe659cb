using Npgsql;

namespace OrleansSaga.Client;

/// <summary>How to find the cluster, and how long to look for it.</summary>
public sealed class OrleansTransactionClientOptions
{
    /// <summary>Cluster id: the one that the silos have. Required.</summary>
    public string ClusterId { get; set; } = "";

    /// <summary>Service id: the one that the silos have; that of the cluster when empty.</summary>
    public string ServiceId { get; set; } = "";

    /// <summary>Npgsql connection string of the database in which the silos are listed; reading is enough. Required.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>How long the start looks for a silo before it gives up; default 30 seconds.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long Orleans waits for a reply: a call in flight at a silo that is killed costs as much; default 5 seconds.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the list of silos is read again: a client follows no sooner to those that are left; default 2 seconds.</summary>
    public TimeSpan GatewayListRefreshPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Times and limits of calls.</summary>
    public TransactionClientOptions Calls { get; } = new();

    /// <summary>All that is wrong with the options.</summary>
    internal IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(ClusterId))
            yield return $"{nameof(ClusterId)}: missing; give the one that the silos have";
        if (string.IsNullOrWhiteSpace(ConnectionString))
            yield return $"{nameof(ConnectionString)}: missing; give the database in which the silos are listed";
        else if (ConnectionStringFault() is { } fault)
            yield return $"{nameof(ConnectionString)}: {fault}";
        foreach (var (name, time) in new[] { (nameof(ConnectTimeout), ConnectTimeout), (nameof(ResponseTimeout), ResponseTimeout), (nameof(GatewayListRefreshPeriod), GatewayListRefreshPeriod) })
        {
            if (time <= TimeSpan.Zero)
                yield return $"{name}: {time} is not above zero";
        }

        foreach (var wrong in Calls.Faults())
            yield return $"{nameof(Calls)}.{wrong}";
    }

    private string? ConnectionStringFault()
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder(ConnectionString);
            return null;
        }
        catch (ArgumentException unreadable)
        {
            // The text itself may hold a password: it is not repeated.
            return $"not an Npgsql connection string ({unreadable.GetType().Name})";
        }
    }
}
