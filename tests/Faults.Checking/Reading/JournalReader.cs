using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using OrleansSaga.Faults.Checking.Journal;
using OrleansSaga.Faults.Checking.Wire;

namespace OrleansSaga.Faults.Checking.Reading;

/// <summary>Reads the journal's tables as they were at one moment: all rows of one life at a time, in few long queries.</summary>
internal sealed class JournalReader : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _snapshot;
    private readonly Dictionary<Guid, HotRow> _hot = [];
    private readonly List<HotRow> _sharing = [];
    private readonly Dictionary<Guid, ListingRow> _listing = [];

    private JournalReader(NpgsqlConnection connection, NpgsqlTransaction snapshot)
    {
        _connection = connection;
        _snapshot = snapshot;
    }

    /// <summary>The database's time when the snapshot was taken (UTC).</summary>
    public DateTime Now { get; private set; }

    /// <summary>Ids of all writers that registered themselves.</summary>
    public HashSet<int> Writers { get; } = [];

    /// <summary>Who wrote the records that <see cref="LivesAsync"/> has handed out so far.</summary>
    public List<Writing> Writings { get; } = [];

    /// <summary>Side rows whose record is not there, as instance and version.</summary>
    public List<(Guid Instance, int Version)> OrphanedSideRows { get; } = [];

    public static async Task<JournalReader> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = await Connections.OpenAsync(connectionString, cancellationToken);
        try
        {
            var reader = new JournalReader(connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken));
            await reader.ReadSmallRowsAsync(cancellationToken);
            return reader;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Every life that any row speaks of.</summary>
    public async IAsyncEnumerable<Life> LivesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = Command("select instance, version, append_id, xmin::text::bigint, writer, writer_seq, body from saga_journal order by instance, version");
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var (instance, records) = (Guid.Empty, new List<RecordRow>());
        while (await rows.ReadAsync(cancellationToken))
        {
            if (rows.GetGuid(0) is var next && next != instance)
            {
                if (records.Count > 0)
                    yield return Take(instance, records);
                (instance, records) = (next, []);
            }

            Writings.Add(new Writing(rows.GetInt32(4), rows.GetInt64(5), rows.GetInt64(3)));
            records.Add(Record(rows));
        }

        if (records.Count > 0)
            yield return Take(instance, records);
        foreach (var left in _hot.Keys.Union(_listing.Keys).ToList())
            yield return Take(left, []);
        foreach (var hot in _sharing)
            yield return new Life(hot.Instance, hot, null, []);
    }

    public async ValueTask DisposeAsync()
    {
        await _snapshot.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static RecordRow Record(NpgsqlDataReader row)
    {
        try
        {
            var (stored, events) = RecordReader.Read(row.GetFieldValue<byte[]>(6));
            return new RecordRow(row.GetInt32(1), row.GetGuid(2), row.GetInt64(3), stored, events);
        }
        catch (FormatException damaged)
        {
            return new RecordRow(row.GetInt32(1), row.GetGuid(2), row.GetInt64(3), Guid.Empty, []) { Damage = damaged.Message };
        }
    }

    private Life Take(Guid instance, List<RecordRow> records)
    {
        _hot.Remove(instance, out var hot);
        _listing.Remove(instance, out var listing);
        return new Life(instance, hot, listing, records);
    }

    private async Task ReadSmallRowsAsync(CancellationToken cancellationToken)
    {
        await ReadAsync("select clock_timestamp()", row => Now = row.GetDateTime(0).ToUniversalTime(), cancellationToken);
        await ReadAsync("select gid, instance, version, status, due_kind, due_at, mode from saga_hot", row => Add(Hot(row)), cancellationToken);
        await ReadAsync(
            "select gid, instance, mode, status, parked, finished_at is not null from saga_listing",
            row => _listing.Add(row.GetGuid(1), new ListingRow(row.GetString(0), row.GetGuid(1), (Mode)row.GetInt16(2), (Status)row.GetInt16(3), row.GetInt32(4), row.GetBoolean(5))),
            cancellationToken);
        await ReadAsync("select id from saga_writers", row => Writers.Add(row.GetInt32(0)), cancellationToken);
        await ReadAsync(
            "select s.instance, s.version from saga_side s left join saga_journal j using (instance, version) where j.instance is null",
            row => OrphanedSideRows.Add((row.GetGuid(0), row.GetInt32(1))),
            cancellationToken);
    }

    // The gid is the key there: two gids with one instance can only be a fault, and both are looked at.
    private void Add(HotRow hot)
    {
        if (!_hot.TryAdd(hot.Instance, hot))
            _sharing.Add(hot);
    }

    private static HotRow Hot(NpgsqlDataReader row)
    {
        var kind = (DueKind)row.GetInt16(4);
        var due = row.IsDBNull(5) ? (DateTime?)null : row.GetDateTime(5).ToUniversalTime();
        // A tombstone without a mode was made by a server that knew sagas only.
        var mode = !row.IsDBNull(6) ? (Mode)row.GetInt16(6) : kind == DueKind.Tombstone ? Mode.Saga : Mode.Unknown;
        return new HotRow(row.GetString(0), row.GetGuid(1), row.GetInt32(2), (Status)row.GetInt16(3), kind, due) { Mode = mode };
    }

    private async Task ReadAsync(string sql, Action<NpgsqlDataReader> onRow, CancellationToken cancellationToken)
    {
        await using var command = Command(sql);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            onRow(rows);
    }

#pragma warning disable CA2100 // The texts are constants of this class.
    private NpgsqlCommand Command(string sql) => new(sql, _connection, _snapshot) { CommandTimeout = 0 };
#pragma warning restore CA2100
}
