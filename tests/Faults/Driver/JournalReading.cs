using Npgsql;

namespace OrleansSaga.Faults;

/// <summary>What stands in the journal's tables, read past all silos.</summary>
internal sealed class JournalReading(string connectionString) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    // A client that gave up may have left a request behind that a busy or paused silo reads only now.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });

    /// <summary>Waits until every transaction is final and stays so, at most for <paramref name="patience"/>; returns how long it took until then.</summary>
    public async Task<TimeSpan> WhenFinalAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        TimeSpan? final = null;
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        while (true)
        {
            await using var command = _source.CreateCommand("select count(*) from saga_hot where status in (1, 2, 3)");
            var isOver = (long)(await command.ExecuteScalarAsync(cancellationToken))! == 0;
            var elapsed = TimeProvider.System.GetElapsedTime(started);
            final = isOver ? final ?? elapsed : null;
            if (final is { } since && elapsed - since >= Quiet)
                return since;
            if (final is null && elapsed > patience)
                return elapsed;
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>Every gid with its status, by DTM's name.</summary>
    public async Task<Dictionary<string, string>> StatusesAsync(CancellationToken cancellationToken)
    {
        var statuses = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var command = _source.CreateCommand("select gid, status from saga_hot");
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            statuses[rows.GetString(0)] = NameOf(rows.GetInt16(1));
        return statuses;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static string NameOf(short status) => status switch
    {
        1 => "prepared",
        2 => "submitted",
        3 => "aborting",
        4 => "succeed",
        5 => "failed",
        _ => $"status {status}",
    };
}
