using Microsoft.Data.Sqlite;
using Npgsql;
using OrleansSaga.Benchmarks.Measure;

namespace OrleansSaga.Benchmarks.Yardsticks;

/// <summary>The latency of the least that a durable submit needs: one client, one prepared insert of one row, one commit.</summary>
internal static class BareCommit
{
    private const int WarmUp = 100;
    private static readonly string Body = new('x', 100);

    public static async Task<Latencies> PostgresAsync(string connectionString, int times, CancellationToken cancellationToken)
    {
        await using var data = NpgsqlDataSource.Create(connectionString);
        await using var connection = await data.OpenConnectionAsync(cancellationToken);
        await using var create = new NpgsqlCommand("drop table if exists bench_commit; create table bench_commit(id bigserial primary key, body text not null)", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
        await using var insert = new NpgsqlCommand("insert into bench_commit(body) values ($1)", connection);
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Body });
        await insert.PrepareAsync(cancellationToken);
        var histogram = new Histogram();
        for (var i = -WarmUp; i < times; i++)
        {
            var start = Clock.Now;
            await insert.ExecuteNonQueryAsync(cancellationToken);
            if (i >= 0)
                histogram.Record(Clock.Now - start);
        }
        return Latencies.Of(histogram);
    }

    public static Latencies Sqlite(string directory, int times)
    {
        var path = Path.Combine(directory, "commit.db");
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Execute(connection, "pragma journal_mode=wal; pragma synchronous=full; create table bench_commit(id integer primary key, body text not null)");
        using var insert = connection.CreateCommand();
        insert.CommandText = "insert into bench_commit(body) values ($body)";
        insert.Parameters.AddWithValue("$body", Body);
        insert.Prepare();
        var histogram = new Histogram();
        for (var i = -WarmUp; i < times; i++)
        {
            var start = Clock.Now;
            insert.ExecuteNonQuery();
            if (i >= 0)
                histogram.Record(Clock.Now - start);
        }
        Execute(connection, "drop table bench_commit");
        return Latencies.Of(histogram);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
