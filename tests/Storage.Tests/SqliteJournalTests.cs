using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansSaga.Storage.GroupCommit;
using OrleansSaga.Storage.Sqlite;

namespace OrleansSaga.Storage.Tests;

public sealed class SqliteJournalTests : JournalCompliance
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saga-sqlite-").FullName;
    private SqliteJournalStore? _store;

    private string DatabasePath => Path.Combine(_folder, "sub", "saga.db");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Open_FileOfAnotherProcess_IsRefusedWithPathAndKey()
    {
        await OpenAsync();
        var second = new SqliteJournalStore(NewOptions(), Guid.NewGuid(), TimeProvider.System, NullLogger.Instance);

        var exception = await Assert.ThrowsAsync<StorageConfigurationException>(async () => await second.OpenAsync(TestContext.Current.CancellationToken));

        Assert.Contains(DatabasePath, exception.Message, StringComparison.Ordinal);
        Assert.Contains("OrleansSaga:Storage:ConnectionString", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Payloads and headers are in it: nobody else on the machine may read them, in no file that SQLite makes.</summary>
    [Fact]
    public async Task Open_NewFile_IsThisUsersOnly()
    {
        // Windows has other rights.
        if (OperatingSystem.IsWindows())
            return;
        var options = NewOptions();
        options.ConnectionString = Path.Combine(Path.GetDirectoryName(DatabasePath)!, "new", "journal.db");
        await using var store = new SqliteJournalStore(options, Guid.NewGuid(), TimeProvider.System, NullLogger.Instance);

        await store.OpenAsync(TestContext.Current.CancellationToken);

        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.GetDirectoryName(options.ConnectionString)!) & Others);
        var files = Directory.GetFiles(Path.GetDirectoryName(options.ConnectionString)!, "journal.db*").Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(files);
        foreach (var file in files)
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & Others);
    }

    [Fact]
    public async Task Open_WithoutSchemaAndAutoMigrate_IsRefused()
    {
        var options = NewOptions();
        options.AutoMigrate = false;
        await using var store = new SqliteJournalStore(options, Guid.NewGuid(), TimeProvider.System, NullLogger.Instance);

        var exception = await Assert.ThrowsAsync<StorageConfigurationException>(async () => await store.OpenAsync(TestContext.Current.CancellationToken));

        Assert.Contains("OrleansSaga:Storage:AutoMigrate=true", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reopen_AfterClose_FindsEverything()
    {
        var bed = await OpenAsync();
        var create = Writes.Create();
        await bed.WriteOk(create, Writes.Append(create, 1));
        await bed.DisposeAsync();
        _store = null;

        var again = await OpenAsync();

        Assert.Equal(2, (await again.Journal.LoadAsync(create.Gid, TestContext.Current.CancellationToken))!.Version);
    }

    [Fact]
    public async Task Open_FileOfTheFirstSchema_ExpandsItAndGoesOn()
    {
        MakeFirstSchema();

        var bed = await OpenAsync();

        await SchemaUpgrade.AssertGoesOnAsync(bed);
    }

    [Fact]
    public async Task Open_FileOfTheFirstSchemaWithoutAutoMigrate_IsRefusedAndLeftAsItIs()
    {
        MakeFirstSchema();

        await Assert.ThrowsAsync<StorageConfigurationException>(() => OpenAsync(options => options.AutoMigrate = false));
        await _store!.DisposeAsync();
        _store = null;

        await SchemaUpgrade.AssertGoesOnAsync(await OpenAsync());
    }

    [Fact]
    public async Task Time_ClockBehindTheFile_IsThatOfTheNewestRecord()
    {
        var ahead = new ManualTimeProvider();
        _store = new SqliteJournalStore(NewOptions(), Guid.NewGuid(), ahead, NullLogger.Instance);
        var bed = await OpenAsync();
        ahead.Advance(TimeSpan.FromMinutes(7));
        await bed.WriteOk(Writes.Create(), Writes.Create());
        Assert.Equal(ahead.GetUtcNow(), await bed.Journal.ReadTimeAsync(TestContext.Current.CancellationToken));
        await bed.DisposeAsync();

        var behind = new ManualTimeProvider();
        _store = new SqliteJournalStore(NewOptions(), Guid.NewGuid(), behind, NullLogger.Instance);
        var again = await OpenAsync();
        Assert.Equal(ahead.GetUtcNow(), await again.Journal.ReadTimeAsync(TestContext.Current.CancellationToken));

        behind.Advance(TimeSpan.FromMinutes(8));
        Assert.Equal(behind.GetUtcNow(), await again.Journal.ReadTimeAsync(TestContext.Current.CancellationToken));
    }

    private void MakeFirstSchema()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DatabasePath)!);
        using var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        connection.Open();
        SqliteText.Execute(connection, SchemaUpgrade.Schema("sqlite-1.sql"));
        SqliteText.Execute(connection, SchemaUpgrade.Rows(
            instance => $"x'{Convert.ToHexString(SqliteText.ToBytes(instance))}'",
            time => time.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture),
            text => $"x'{Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text))}'",
            "0"));
    }

    // One store for all silos of a test: the file lock keeps a second one away, as it should.
    private protected override IJournalStore CreateStore(StorageOptions options) =>
        _store ??= new SqliteJournalStore(options, Guid.NewGuid(), TimeProvider.System, NullLogger.Instance);

    private protected override StorageOptions NewOptions() => new() { ConnectionString = DatabasePath };

    private protected override async Task<long> CountAsync(string table, Guid instance) =>
        (long)(await QueryAsync($"select count(*) from {table} where instance = $1", instance))[0][0];

    private protected override async Task<IReadOnlyList<(int Writer, long Sequence)>> SequencesAsync(Guid instance) =>
        [.. (await QueryAsync("select writer, writer_seq from saga_journal where instance = $1 order by version", instance)).Select(row => ((int)(long)row[0], (long)row[1]))];

    private async Task<List<object[]>> QueryAsync(string sql, Guid instance)
    {
        await using var connection = new SqliteConnection($"Data Source={DatabasePath};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        using var statement = new SqliteStatement(connection, sql, 1);
        using var reader = statement.Set(1, SqliteText.ToBytes(instance)).Read();
        List<object[]> rows = [];
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }
}
