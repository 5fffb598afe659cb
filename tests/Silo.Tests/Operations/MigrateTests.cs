using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using OrleansSaga.Silo.Operations;
using OrleansSaga.Silo.Tests.Import;
using OrleansSaga.Storage.Postgres;
using OrleansSaga.Storage.Sqlite;

namespace OrleansSaga.Silo.Tests.Operations;

/// <summary>The schema, made or expanded by a command of its own.</summary>
public sealed class MigrateTests(ImportPostgres postgres) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleanssaga-migrate-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder.FullName, "saga.db");

    [Fact]
    public async Task Sqlite_NewThenAgain_IsMadeOnceAndASiloStartsOnIt()
    {
        string[] configuration = ["--OrleansSaga:Storage:Provider=sqlite", $"--OrleansSaga:Storage:ConnectionString={File}", "--OrleansSaga:Storage:AutoMigrate=false"];

        Assert.Equal((SiloExit.Yes, $"silo migrate: made schema version {SqliteSchema.Version} in {File}."), await RunAsync(configuration));
        Assert.Equal((SiloExit.Yes, $"silo migrate: {File} has schema version {SqliteSchema.Version} already."), await RunAsync(configuration));

        await StartSiloAsync(configuration);
    }

    [Fact]
    public async Task Sqlite_FileOfTheFirstSchema_IsExpanded()
    {
        await using (var connection = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            await connection.OpenAsync(Token);
            await using var command = connection.CreateCommand();
            command.CommandText = await FirstSchemaAsync("sqlite-1.sql");
            await command.ExecuteNonQueryAsync(Token);
        }

        Assert.Equal((SiloExit.Yes, $"silo migrate: expanded the schema of {File} from version 1 to {SqliteSchema.Version}."), await RunAsync([$"--OrleansSaga:Storage:ConnectionString={File}"]));
    }

    [Fact]
    public async Task Sqlite_FileOfARunningSilo_IsRefused()
    {
        string[] configuration = [$"--OrleansSaga:Storage:ConnectionString={File}"];
        await using var silo = SiloHost.Build([.. configuration, .. NoPorts]);
        await silo.StartAsync(Token);

        var (code, answer) = await RunAsync(configuration);

        Assert.Equal(SiloExit.No, code);
        Assert.Contains("in use by another process", answer, StringComparison.Ordinal);
        await silo.StopAsync(Token);
    }

    [Fact]
    public async Task Postgres_ByManyAtOnce_IsMadeOnceAndASiloStartsOnIt()
    {
        string[] configuration = ["--OrleansSaga:Storage:Provider=postgres", $"--OrleansSaga:Storage:ConnectionString={await postgres.CreateDatabaseAsync(Token)}", "--OrleansSaga:Storage:AutoMigrate=false"];

        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RunAsync(configuration)));

        Assert.All(all, one => Assert.Equal(SiloExit.Yes, one.Code));
        Assert.Single(all, one => one.Answer.Contains($" made schema version {PostgresSchema.Version} in ", StringComparison.Ordinal));
        Assert.Equal(3, all.Count(one => one.Answer.EndsWith($" has schema version {PostgresSchema.Version} already.", StringComparison.Ordinal)));
        await StartSiloAsync(configuration);
    }

    [Fact]
    public async Task Postgres_DatabaseOfTheFirstSchema_IsExpanded()
    {
        var connectionString = await postgres.CreateDatabaseAsync(Token);
        await ExecuteAsync(connectionString, await FirstSchemaAsync("postgres-1.sql"));

        var (code, answer) = await RunAsync(["--OrleansSaga:Storage:Provider=postgres", $"--OrleansSaga:Storage:ConnectionString={connectionString}"]);

        Assert.Equal(SiloExit.Yes, code);
        Assert.StartsWith("silo migrate: expanded the schema of ", answer, StringComparison.Ordinal);
        Assert.EndsWith($" from version 1 to {PostgresSchema.Version}.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Postgres_NewerThanThisBuildReads_IsRefused()
    {
        var connectionString = await postgres.CreateDatabaseAsync(Token);
        string[] configuration = ["--OrleansSaga:Storage:Provider=postgres", $"--OrleansSaga:Storage:ConnectionString={connectionString}"];
        await RunAsync(configuration);
        await ExecuteAsync(connectionString, "update saga_schema set version = 99, oldest_reader = 98");

        var (code, answer) = await RunAsync(configuration);

        Assert.Equal(SiloExit.No, code);
        Assert.Contains("knows schema version 98", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Postgres_Away_IsRefusedWithoutThePassword()
    {
        var (code, answer) = await RunAsync(
            ["--OrleansSaga:Storage:Provider=postgres", "--OrleansSaga:Storage:ConnectionString=Host=127.0.0.1;Port=1;Password=verysecret;Database=d", "--OrleansSaga:Storage:StartPatience=00:00:00"]);

        Assert.Equal(SiloExit.No, code);
        Assert.Contains("OrleansSaga:Storage:StartPatience", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", answer, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string[] NoPorts => ["--OrleansSaga:Api:HttpPort=0", "--OrleansSaga:Api:GrpcPort=-1"];

    private static Task<string> FirstSchemaAsync(string name) =>
        System.IO.File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "Storage.Tests", "Schemas", name), Token);

    private static async Task StartSiloAsync(string[] configuration)
    {
        await using var silo = SiloHost.Build([.. configuration, .. NoPorts]);
        await silo.StartAsync(Token);
        await silo.StopAsync(Token);
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<(int Code, string Answer)> RunAsync(string[] configuration)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        var code = await SiloCommand.RunAsync(["silo", "migrate", .. configuration], output, output, TimeProvider.System);
        return (code, output.ToString().Trim());
    }
}
