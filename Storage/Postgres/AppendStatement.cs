using Npgsql;
using NpgsqlTypes;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.Postgres;

/// <summary>All appends of a batch.</summary>
internal sealed class AppendStatement
{
    private readonly BatchStatement _statement = new(PostgresSql.Append);
    private readonly List<string> _gid;
    private readonly List<Guid> _instance;
    private readonly List<int> _version;
    private readonly List<short> _status;
    private readonly List<DateTime?> _dueAt;
    private readonly List<short> _dueKind;
    private readonly List<Guid> _appendId;
    private readonly List<bool> _snapshot;
    private readonly List<ReadOnlyMemory<byte>> _body;
    private readonly List<short?> _listed;
    private readonly List<DateTime?> _updatedAt;
    private readonly List<DateTime?> _finishedAt;
    private readonly List<string?> _reason;
    private readonly List<int?> _parked;
    private readonly NpgsqlParameter<int> _count;
    private readonly NpgsqlParameter<int> _writer;
    private readonly NpgsqlParameter<long> _sequence;
    private readonly List<string?> _result;

    public AppendStatement()
    {
        _gid = _statement.Array<string>(NpgsqlDbType.Text);
        _instance = _statement.Array<Guid>(NpgsqlDbType.Uuid);
        _version = _statement.Array<int>(NpgsqlDbType.Integer);
        _status = _statement.Array<short>(NpgsqlDbType.Smallint);
        _dueAt = _statement.Array<DateTime?>(NpgsqlDbType.TimestampTz);
        _dueKind = _statement.Array<short>(NpgsqlDbType.Smallint);
        _appendId = _statement.Array<Guid>(NpgsqlDbType.Uuid);
        _snapshot = _statement.Array<bool>(NpgsqlDbType.Boolean);
        _body = _statement.Array<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        _listed = _statement.Array<short?>(NpgsqlDbType.Smallint);
        _updatedAt = _statement.Array<DateTime?>(NpgsqlDbType.TimestampTz);
        _finishedAt = _statement.Array<DateTime?>(NpgsqlDbType.TimestampTz);
        _reason = _statement.Array<string?>(NpgsqlDbType.Text);
        _parked = _statement.Array<int?>(NpgsqlDbType.Integer);
        _count = _statement.Int();
        _writer = _statement.Int();
        _sequence = _statement.Long();
        _result = _statement.Array<string?>(NpgsqlDbType.Text);
    }

    public int Count => _gid.Count;

    public void Add(AppendWrite write)
    {
        var listing = write.Listing;
        _gid.Add(write.Gid);
        _instance.Add(write.Instance);
        _version.Add(write.ExpectedVersion);
        _status.Add((short)write.Hot.Status);
        _dueAt.Add(write.Hot.DueAt?.UtcDateTime);
        _dueKind.Add((short)write.Hot.DueKind);
        _appendId.Add(write.Record.AppendId);
        _snapshot.Add(write.Record.IsSnapshot);
        _body.Add(write.Record.Body);
        _listed.Add(listing is null ? null : (short)listing.Status);
        _updatedAt.Add(listing?.UpdatedAt.UtcDateTime);
        _finishedAt.Add(listing?.FinishedAt?.UtcDateTime);
        _reason.Add(listing?.RollbackReason);
        _parked.Add(listing?.ParkedBranches);
        _result.Add(listing?.Result);
    }

    /// <summary>Sets writer and first sequence, and hands out the command.</summary>
    public NpgsqlBatchCommand Prepare(int writer, long sequence)
    {
        _count.TypedValue = Count;
        _writer.TypedValue = writer;
        _sequence.TypedValue = sequence;
        return _statement.Command;
    }

    public void Clear() => _statement.Clear();
}
