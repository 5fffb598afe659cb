using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.TestKit;

namespace OrleansSaga.Benchmarks.Yardsticks;

/// <summary><c>pgbench</c> with prepared inserts of one row (a key and 100 bytes), one commit each: what the database can commit by itself.</summary>
internal static partial class PgBench
{
    private const string Script = "insert into bench_insert(body) values ('0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789');\n";

    /// <summary>Inserts a second.</summary>
    public static async Task<double> RunAsync(string connectionString, string directory, int clients, int seconds, CancellationToken cancellationToken)
    {
        await using (var data = NpgsqlDataSource.Create(connectionString))
        {
            await using var create = data.CreateCommand("drop table if exists bench_insert; create table bench_insert(id bigserial primary key, body text not null)");
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
        var script = Path.Combine(directory, "insert.sql");
        await File.WriteAllTextAsync(script, Script, cancellationToken);
        var program = PostgresBinaries.Find()?["pgbench"] ?? throw new BenchmarkException("pgbench is not installed; it comes with the PostgreSQL server.");
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        var info = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] words =
        [
            "-n", "-M", "prepared", "-c", Text(clients), "-j", Text(Math.Min(clients, 2)), "-T", Text(seconds), "-f", script,
            "-h", target.Host!, "-p", Text(target.Port), "-U", target.Username!, target.Database!,
        ];
        foreach (var word in words)
            info.ArgumentList.Add(word);
        if (target.Password is not null)
            info.Environment["PGPASSWORD"] = target.Password;

        using var process = Process.Start(info) ?? throw new BenchmarkException("pgbench did not start.");
        await using var stop = cancellationToken.Register(process.Kill);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var rate = RateLine().Match(output);
        return process.ExitCode == 0 && rate.Success
            ? double.Parse(rate.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : throw new BenchmarkException($"pgbench failed: {await errors}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^tps = ([0-9.]+)", RegexOptions.Multiline)]
    private static partial Regex RateLine();
}
