using System.Runtime.CompilerServices;
using Npgsql;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Import;

/// <summary>Reads from one snapshot of DTM's tables. Not for use by two at once.</summary>
internal sealed class DtmSnapshot(NpgsqlConnection connection, DtmTables tables) : IAsyncDisposable
{
    /// <summary>Most unfinished transactions that one import looks after.</summary>
    public const int MostTransactions = 1_000_000;

    private const int PageSize = 200;

    // Our own are named orleanssaga: the journal may lie in the same database.
    private const string Sessions =
        "(select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and coalesce(application_name, '') not like 'orleanssaga%')";

    private string[]? _unfinished;

    /// <summary>What a working DTM would change.</summary>
    public Task<Look> LookAsync(CancellationToken cancellationToken) => DtmDatabase.Guarded(async () =>
    {
        var rows = new Dictionary<long, RowStamp>();
        var unfinished = await UnfinishedAsync(cancellationToken);
        await using (var command = Command(
            $"select id, gid, status, update_time::timestamptz, next_cron_time::timestamptz, {tables.LateColumn("owner")} from {tables.Global} where status = any($1) or status is null limit {MostTransactions + 1}", unfinished))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(reader.GetInt64(0), new RowStamp(Text(reader, 1), Text(reader, 2), Time(reader, 3), Time(reader, 4), Text(reader, 5)));
        }

        if (rows.Count > MostTransactions)
            throw new ImportException($"There are more than {MostTransactions} unfinished transactions; let DTM finish some of them first.");
        await using var rest = Command($"select now(), coalesce((select max(id) from {tables.Global}), 0)::bigint, coalesce((select max(id) from {tables.Branches}), 0)::bigint, {Sessions}");
        await using var one = await rest.ExecuteReaderAsync(cancellationToken);
        await one.ReadAsync(cancellationToken);
        return new Look(Time(one, 0)!.Value, rows, one.GetInt64(1), one.GetInt64(2), one.GetInt64(3));
    });

    /// <summary>All unfinished transactions, oldest first, a page of them in memory.</summary>
    /// <param name="mostBytes">Payloads of a transaction beyond so many bytes are left out; their length tells.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<DtmTransaction> TransactionsAsync(long mostBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var unfinished = await DtmDatabase.Guarded(() => UnfinishedAsync(cancellationToken));
        await DtmDatabase.Guarded(async () =>
        {
            await using var declare = Command(
                $"""
                declare unfinished no scroll cursor for
                select id, gid, trans_type, status, query_prepared, protocol, create_time::timestamptz, update_time::timestamptz, options, custom_data,
                       next_cron_time::timestamptz, {tables.LateColumn("ext_data")}, {tables.LateColumn("rollback_reason")}
                from {tables.Global} where status = any($1) or status is null order by id
                """, unfinished);
            return await declare.ExecuteNonQueryAsync(cancellationToken);
        });
        while (true)
        {
            var page = await DtmDatabase.Guarded(() => FetchAsync(cancellationToken));
            if (page.Count == 0)
                yield break;
            // A few at a time: a page of the largest payloads would not fit into memory.
            foreach (var (id, global) in page)
                yield return new DtmTransaction(id, global, await DtmDatabase.Guarded(() => BranchesAsync(global.Gid, mostBytes, cancellationToken)));
        }
    }

    /// <summary>All topics.</summary>
    public async Task<IReadOnlyList<DtmTopic>> TopicsAsync(CancellationToken cancellationToken)
    {
        if (tables.KeyValues is null)
            return [];
        return await DtmDatabase.Guarded(async () =>
        {
            await using var command = Command($"select k, v from {tables.KeyValues} where cat = 'topics' order by id");
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var topics = new List<DtmTopic>();
            while (await reader.ReadAsync(cancellationToken))
                topics.Add(new DtmTopic(Text(reader, 0), Text(reader, 1)));
            return topics;
        });
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>
    /// Every status but the two final ones, known or not. Found step by step in the index on status, because a DTM that has run for
    /// long has a great many finished rows.
    /// </summary>
    private async Task<string[]> UnfinishedAsync(CancellationToken cancellationToken)
    {
        if (_unfinished is not null)
            return _unfinished;
        await using var command = Command(
            $"""
            with recursive step(status) as (
              (select status::text from {tables.Global} where status is not null order by status limit 1)
              union all
              select (select g.status::text from {tables.Global} g where g.status > step.status order by g.status limit 1) from step where step.status is not null)
            select status from step where status is not null and status not in ('succeed', 'failed')
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetString(0));
        return _unfinished = [.. found];
    }

    private async Task<List<(long Id, DtmGlobalRow Global)>> FetchAsync(CancellationToken cancellationToken)
    {
        await using var command = Command($"fetch {PageSize} from unfinished");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var page = new List<(long, DtmGlobalRow)>(PageSize);
        while (await reader.ReadAsync(cancellationToken))
        {
            page.Add((reader.GetInt64(0), new DtmGlobalRow(Text(reader, 1), Text(reader, 2), Text(reader, 3))
            {
                QueryPrepared = Text(reader, 4),
                Protocol = Text(reader, 5),
                CreateTime = Time(reader, 6),
                UpdateTime = Time(reader, 7),
                Options = Text(reader, 8),
                CustomData = Text(reader, 9),
                NextCronTime = Time(reader, 10),
                ExtData = Text(reader, 11),
                RollbackReason = Text(reader, 12),
            }));
        }

        return page;
    }

    private async Task<IReadOnlyList<DtmBranchRow>> BranchesAsync(string gid, long mostBytes, CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"""
            select branch_id, op, status, url, coalesce(octet_length(bin_data), 0)::bigint as bytes,
                   case when sum(coalesce(octet_length(bin_data), 0)) over (order by id) <= $2 then bin_data end,
                   create_time::timestamptz, finish_time::timestamptz
            from {tables.Branches} where gid = $1 order by id
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = gid });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = mostBytes });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<DtmBranchRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new DtmBranchRow(Text(reader, 0), Text(reader, 1), Text(reader, 2), Text(reader, 3))
            {
                Length = reader.GetInt64(4),
                Data = await reader.IsDBNullAsync(5, cancellationToken) ? default : reader.GetFieldValue<byte[]>(5),
                CreateTime = Time(reader, 6),
                FinishTime = Time(reader, 7),
            });
        }

        return rows;
    }

    private NpgsqlCommand Command(string sql, string[]? statuses = null)
    {
        var command = new NpgsqlCommand(sql, connection);
        if (statuses is not null)
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = statuses });
        return command;
    }

    private static string Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? "" : reader.GetString(column);

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
