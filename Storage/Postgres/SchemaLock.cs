using Npgsql;

namespace OrleansSaga.Storage.Postgres;

/// <summary>Only one silo changes what tables there are at a time, the journal's and Orleans' alike.</summary>
internal static class SchemaLock
{
    /// <summary>The number is ours for ever.</summary>
    private const long Key = 0x4F53_4147_4131;

    /// <summary>Runs the work while the connection holds the lock.</summary>
    public static async Task HoldAsync(NpgsqlConnection connection, Func<Task> work, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, $"select pg_advisory_lock({Key})", cancellationToken).ConfigureAwait(false);
        try
        {
            await work().ConfigureAwait(false);
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({Key})", CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
