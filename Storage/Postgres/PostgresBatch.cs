using Npgsql;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;

namespace OrleansSaga.Storage.Postgres;

/// <summary>
/// Turns the writes of a batch into at most six statements, sends them in one round trip, and reads who matched.
/// Lives and dies with its connection: what is prepared on one must not be taken for prepared on another.
/// </summary>
internal sealed class PostgresBatch(NpgsqlConnection connection, int timeoutSeconds) : IDisposable
{
    /// <summary>One prepared batch for each set of statements that has occurred: bit n for the nth statement.</summary>
    private readonly Dictionary<int, NpgsqlBatch> _prepared = [];
    private readonly List<NpgsqlBatchCommand> _commands = [];
    private readonly CreateStatement _creates = new();
    private readonly AppendStatement _appends = new();
    private readonly PushStatement _pushes = new();
    private readonly CheckStatement _checks = new();
    private readonly TagStatement _tags = new();
    private readonly SideRowStatement _sideRows = new();
    private readonly ResolveStatement _resolve = new();
    private readonly List<int> _createAt = [];
    private readonly List<int> _appendAt = [];
    private readonly List<int> _pushAt = [];
    private readonly List<int> _checkAt = [];
    private readonly List<List<int>> _answers = [];

    /// <summary>Commits the writes; answers those that did not match by a second look.</summary>
    public void Commit(int writer, ref long sequence, ReadOnlySpan<JournalWrite> writes, Span<WriteResult> results)
    {
        Clear();
        for (var i = 0; i < writes.Length; i++)
        {
            results[i] = 0;
            Add(writes[i], i);
        }

        var shape = 0;
        if (_creates.Count > 0)
        {
            shape |= 1;
            _commands.Add(_creates.Prepare(writer, sequence));
            _answers.Add(_createAt);
            sequence += _creates.Count;
        }

        if (_appends.Count > 0)
        {
            shape |= 2;
            _commands.Add(_appends.Prepare(writer, sequence));
            _answers.Add(_appendAt);
            sequence += _appends.Count;
        }

        if (_pushes.Count > 0)
        {
            shape |= 4;
            _commands.Add(_pushes.Prepare());
            _answers.Add(_pushAt);
        }

        if (_checks.Count > 0)
        {
            shape |= 8;
            _commands.Add(_checks.Prepare());
            _answers.Add(_checkAt);
        }

        if (_tags.Count > 0)
        {
            shape |= 16;
            _commands.Add(_tags.Command);
        }

        if (_sideRows.Count > 0)
        {
            shape |= 32;
            _commands.Add(_sideRows.Command);
        }

        if (shape != 0)
            Execute(Prepared(shape), results);
        ResolveRest(writes, results);
        Clear();
    }

    public void Dispose()
    {
        foreach (var batch in _prepared.Values)
            batch.Dispose();
    }

    private NpgsqlBatch Prepared(int shape)
    {
        if (_prepared.TryGetValue(shape, out var batch))
            return batch;
        batch = connection.CreateBatch();
        batch.Timeout = timeoutSeconds;
        foreach (var command in _commands)
            batch.BatchCommands.Add(command);
        batch.Prepare();
        _prepared.Add(shape, batch);
        return batch;
    }

    private void Add(JournalWrite write, int ordinal)
    {
        switch (write)
        {
            case CreateWrite create:
                _creates.Add(create);
                _tags.Add(create);
                _sideRows.Add(create.Instance, 1, create.Record.AppendId, create.SideRows);
                _createAt.Add(ordinal);
                break;
            case AppendWrite append:
                _appends.Add(append);
                _sideRows.Add(append.Instance, append.ExpectedVersion + 1, append.Record.AppendId, append.SideRows);
                _appendAt.Add(ordinal);
                break;
            case PushWrite push:
                _pushes.Add(push);
                _pushAt.Add(ordinal);
                break;
            case CheckWrite check:
                _checks.Add(check);
                _checkAt.Add(ordinal);
                break;
            default:
                throw new NotSupportedException(write.GetType().Name);
        }
    }

    private void Execute(NpgsqlBatch batch, Span<WriteResult> results)
    {
        using var reader = batch.ExecuteReader();
        foreach (var ordinals in _answers)
        {
            while (reader.Read())
                results[ordinals[reader.GetInt32(0) - 1]] = WriteResult.Ok;
            reader.NextResult();
        }

        // The commit is acknowledged only behind the last result: read to the end, so that a failure there is seen.
        while (reader.NextResult())
        {
        }
    }

    private void ResolveRest(ReadOnlySpan<JournalWrite> writes, Span<WriteResult> results)
    {
        for (var i = 0; i < writes.Length; i++)
        {
            if (results[i] != 0)
                continue;
            results[i] = WriteResult.Conflict;
            if (writes[i] is not CheckWrite)
                _resolve.Add(writes[i], i);
        }

        if (_resolve.Count == 0)
            return;
        _commands.Clear();
        _commands.Add(_resolve.Command);
        using var reader = Prepared(64).ExecuteReader();
        while (reader.Read())
            results[reader.GetInt32(0)] = (WriteResult)reader.GetInt32(1);
    }

    private void Clear()
    {
        _creates.Clear();
        _appends.Clear();
        _pushes.Clear();
        _checks.Clear();
        _tags.Clear();
        _sideRows.Clear();
        _resolve.Clear();
        _commands.Clear();
        _createAt.Clear();
        _appendAt.Clear();
        _pushAt.Clear();
        _checkAt.Clear();
        _answers.Clear();
    }
}
