using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.Postgres;

/// <summary>All creations of a batch.</summary>
internal sealed class CreateStatement
{
    private readonly BatchStatement _statement = new(PostgresSql.Create);
    private readonly List<string> _gid;
    private readonly List<Guid> _instance;
    private readonly List<short> _status;
    private readonly List<short> _bucket;
    private readonly List<DateTime?> _dueAt;
    private readonly List<short> _dueKind;
    private readonly List<Guid> _appendId;
    private readonly List<bool> _snapshot;
    private readonly List<ReadOnlyMemory<byte>> _body;
    private readonly List<short> _mode;
    private readonly List<short> _listed;
    private readonly List<string> _protocol;
    private readonly List<DateTime> _createdAt;
    private readonly List<string?> _options;
    private readonly List<string?> _customData;
    private readonly List<string?> _queryPrepared;
    private readonly List<string?> _tags;
    private readonly List<DateTime?> _finishedAt;
    private readonly NpgsqlParameter<int> _count;
    private readonly NpgsqlParameter<int> _writer;
    private readonly NpgsqlParameter<long> _sequence;

    public CreateStatement()
    {
        _gid = _statement.Array<string>(NpgsqlDbType.Text);
        _instance = _statement.Array<Guid>(NpgsqlDbType.Uuid);
        _status = _statement.Array<short>(NpgsqlDbType.Smallint);
        _bucket = _statement.Array<short>(NpgsqlDbType.Smallint);
        _dueAt = _statement.Array<DateTime?>(NpgsqlDbType.TimestampTz);
        _dueKind = _statement.Array<short>(NpgsqlDbType.Smallint);
        _appendId = _statement.Array<Guid>(NpgsqlDbType.Uuid);
        _snapshot = _statement.Array<bool>(NpgsqlDbType.Boolean);
        _body = _statement.Array<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        _mode = _statement.Array<short>(NpgsqlDbType.Smallint);
        _listed = _statement.Array<short>(NpgsqlDbType.Smallint);
        _protocol = _statement.Array<string>(NpgsqlDbType.Text);
        _createdAt = _statement.Array<DateTime>(NpgsqlDbType.TimestampTz);
        _options = _statement.Array<string?>(NpgsqlDbType.Text);
        _customData = _statement.Array<string?>(NpgsqlDbType.Text);
        _queryPrepared = _statement.Array<string?>(NpgsqlDbType.Text);
        _tags = _statement.Array<string?>(NpgsqlDbType.Text);
        _finishedAt = _statement.Array<DateTime?>(NpgsqlDbType.TimestampTz);
        _count = _statement.Int();
        _writer = _statement.Int();
        _sequence = _statement.Long();
    }

    public int Count => _gid.Count;

    public void Add(CreateWrite write)
    {
        var listing = write.Listing;
        _gid.Add(write.Gid);
        _instance.Add(write.Instance);
        _status.Add((short)write.Hot.Status);
        _bucket.Add(Bucket.Of(write.Gid));
        _dueAt.Add(write.Hot.DueAt?.UtcDateTime);
        _dueKind.Add((short)write.Hot.DueKind);
        _appendId.Add(write.Record.AppendId);
        _snapshot.Add(write.Record.IsSnapshot);
        _body.Add(write.Record.Body);
        _mode.Add((short)listing.Mode);
        _listed.Add((short)listing.Status);
        _protocol.Add(listing.Protocol);
        _createdAt.Add(listing.CreatedAt.UtcDateTime);
        _options.Add(listing.Options);
        _customData.Add(listing.CustomData);
        _queryPrepared.Add(listing.QueryPrepared);
        _tags.Add(listing.Tags.Count == 0 ? null : JsonSerializer.Serialize(listing.Tags));
        _finishedAt.Add(listing.FinishedAt?.UtcDateTime);
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
