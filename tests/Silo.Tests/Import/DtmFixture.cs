using System.Globalization;
using Npgsql;

namespace OrleansSaga.Silo.Tests.Import;

/// <summary>A database with the tables that DTM keeps on PostgreSQL (protocol section 8), and rows as DTM writes them.</summary>
internal sealed class DtmFixture
{
    private readonly string _schema;

    private DtmFixture(string connectionString, string schema)
    {
        ConnectionString = connectionString;
        _schema = schema;
    }

    public string ConnectionString { get; }

    public static async Task<DtmFixture> CreateAsync(ImportPostgres postgres, CancellationToken cancellationToken, string schema = "public", bool old = false)
    {
        var fixture = new DtmFixture(await postgres.CreateDatabaseAsync(cancellationToken), schema);
        var late = old ? "" : "owner text not null default '', ext_data text, rollback_reason varchar(1024), result text,";
        await fixture.ExecuteAsync(
            $"""
            create schema if not exists {schema};
            create table {schema}.trans_global (
              id bigserial primary key, gid varchar(128) unique, trans_type varchar(45), status varchar(45), query_prepared text, protocol text,
              create_time timestamptz, update_time timestamptz, finish_time timestamptz, rollback_time timestamptz,
              options varchar(1024), custom_data varchar(1024), {late} next_cron_interval int, next_cron_time timestamptz);
            create index on {schema}.trans_global (status, next_cron_time);
            create table {schema}.trans_branch_op (
              id bigserial primary key, gid varchar(128), url text, data text, bin_data bytea, branch_id varchar(128), op varchar(45), status varchar(45),
              finish_time timestamptz, rollback_time timestamptz, create_time timestamptz, update_time timestamptz, unique (gid, branch_id, op));
            """, cancellationToken);
        if (!old)
            await fixture.ExecuteAsync($"create table {schema}.kv (id bigserial primary key, cat varchar(45), k varchar(128), v text, version bigint default 1, create_time timestamptz, update_time timestamptz, unique (cat, k))", cancellationToken);
        return fixture;
    }

    /// <summary>Adds a transaction of so many seconds of age that is due since a minute, with all of its branches.</summary>
    public async Task AddAsync(string gid, string transType, string status, IEnumerable<Branch> branches, CancellationToken cancellationToken, int ageSeconds = 3600, params (string Column, object Value)[] more)
    {
        Dictionary<string, object> columns = new()
        {
            ["gid"] = gid,
            ["trans_type"] = transType,
            ["status"] = status,
            ["protocol"] = "http",
            ["query_prepared"] = "",
            ["options"] = """{"concurrent":false}""",
            ["create_time"] = TimeProvider.System.GetUtcNow().AddSeconds(-ageSeconds),
            ["update_time"] = TimeProvider.System.GetUtcNow().AddSeconds(-70),
            ["next_cron_interval"] = 10,
            ["next_cron_time"] = TimeProvider.System.GetUtcNow().AddSeconds(-60),
        };
        foreach (var (column, value) in more)
            columns[column] = value;
        await InsertAsync("trans_global", columns, cancellationToken);
        foreach (var branch in branches)
        {
            await InsertAsync(
                "trans_branch_op",
                new()
                {
                    ["gid"] = gid,
                    ["url"] = branch.Url,
                    ["bin_data"] = branch.Data,
                    ["branch_id"] = branch.BranchId,
                    ["op"] = branch.Op,
                    ["status"] = branch.Status,
                    ["create_time"] = columns["create_time"],
                    ["finish_time"] = branch.Status == "prepared" ? DBNull.Value : columns["update_time"],
                },
                cancellationToken);
        }
    }

    public Task AddTopicAsync(string topic, string subscribers, CancellationToken cancellationToken) =>
        InsertAsync("kv", new() { ["cat"] = "topics", ["k"] = topic, ["v"] = subscribers }, cancellationToken);

    /// <summary>Everything in the tables, as text: to see that nobody wrote.</summary>
    public async Task<string> DumpAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            $"select (select string_agg(g::text, ';' order by id) from {_schema}.trans_global g) || (select coalesce(string_agg(b::text, ';' order by id), '') from {_schema}.trans_branch_op b)", connection);
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    /// <summary>Pairs in DTM's order and first letters, backward first: <c>PS PP</c>.</summary>
    public static Branch[] Pairs(string url, string backward, string forward, string statuses) =>
        [.. statuses.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany((pair, i) => new[]
        {
            new Branch(string.Create(CultureInfo.InvariantCulture, $"{i + 1:00}"), backward, Status(pair[0]), url),
            new Branch(string.Create(CultureInfo.InvariantCulture, $"{i + 1:00}"), forward, Status(pair[1]), url),
        })];

    private static string Status(char letter) => letter switch { 'P' => "prepared", 'S' => "succeed", _ => "failed" };

    private async Task InsertAsync(string table, Dictionary<string, object> columns, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            $"insert into {_schema}.{table} ({string.Join(", ", columns.Keys)}) values ({string.Join(", ", columns.Select((_, i) => $"${i + 1}"))})", connection);
        foreach (var value in columns.Values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>A row of trans_branch_op.</summary>
internal sealed record Branch(string BranchId, string Op, string Status, string Url)
{
    public byte[] Data { get; init; } = "{}"u8.ToArray();
}
