using System.Text.Json;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Import;

namespace OrleansSaga.Silo.Tests.Import;

/// <summary>What the command finds and says, and when it refuses to go on.</summary>
public sealed class ImportLookTests(ImportPostgres postgres) : IDisposable
{
    private const string Url = "http://127.0.0.1:1/a";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleanssaga-import-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder.FullName, "journal.db");

    private string[] Store => ["--OrleansSaga:Storage:Provider=sqlite", $"--OrleansSaga:Storage:ConnectionString={File}"];

    [Fact(Timeout = 60_000)]
    public async Task Look_CountsByKind_NamesWhatCannotBeAdopted_AndWritesNothing()
    {
        var dtm = await DtmFixture.CreateAsync(postgres, Cancel);
        await AddSagaAsync(dtm, "s1");
        await AddSagaAsync(dtm, "s2");
        await dtm.AddAsync("t1", "tcc", "aborting", [], Cancel);
        await dtm.AddAsync("new\nline", "saga", "submitted", [], Cancel);
        await dtm.AddAsync("odd", "at", "stuck", [], Cancel);
        await dtm.AddAsync("null", "saga", "submitted", [], Cancel, 10, ("status", DBNull.Value), ("create_time", DBNull.Value));
        await dtm.AddAsync("over", "saga", "submitted", [new("01", "compensate", "prepared", Url) { Data = new byte[2_000_000] }, new("01", "action", "prepared", Url) { Data = new byte[2_000_000] }], Cancel);
        await dtm.AddTopicAsync("orders", """[{"url":"http://a/1"}]""", Cancel);

        var outcome = await ImportOutcome.RunAsync(["--from", dtm.ConnectionString, .. Store], Cancel);

        Assert.Equal((1, "", TimeSpan.FromSeconds(15)), (outcome.Code, outcome.Errors, outcome.Asked));
        Assert.All(
            [
                "gid new?line (saga, submitted): gid: contains a control character",
                "gid odd (at, stuck): trans_type: 'at' is unknown",
                "gid null (saga, ): status: '' is unknown",
                "gid over (saga, submitted): 01/compensate: bin_data of 2000000 bytes, at most 1048576 are allowed",
                "saga        submitted            4           2            0         2",
                "tcc         aborting             1           1            0         0",
                "topics                           1           1            0         0",
                "Nothing was written",
            ],
            expected => Assert.Contains(expected, outcome.Output, StringComparison.Ordinal));
        Assert.False(System.IO.File.Exists(File));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("update trans_global set next_cron_time = next_cron_time + interval '10 seconds' where gid = 's1'", "gid s1: next_cron_time moved")]
    [InlineData("update trans_global set update_time = now() where gid = 's1'", "gid s1: update_time moved")]
    [InlineData("update trans_global set owner = 'x' where gid = 's1'", "gid s1: its owner changed")]
    [InlineData("update trans_global set status = 'aborting' where gid = 's1'", "gid s1: status went from submitted to aborting")]
    [InlineData("update trans_global set status = 'succeed' where gid = 's1'", "gid s1 is no longer unfinished")]
    [InlineData("insert into trans_global (gid, trans_type, status) values ('s3', 'saga', 'submitted')", "gid s3 is new")]
    [InlineData("insert into trans_global (gid, trans_type, status) values ('s3', 'saga', 'succeed')", "a transaction came and ended")]
    [InlineData("insert into trans_branch_op (gid, branch_id, op, status) values ('s1', '02', 'action', 'prepared')", "a branch was registered")]
    public async Task Apply_WhileADtmMovesRows_WritesNothingAndReturns3(string move, string what)
    {
        var dtm = await DtmFixture.CreateAsync(postgres, Cancel);
        await AddSagaAsync(dtm, "s1");
        await AddSagaAsync(dtm, "s2");
        string[] args = ["--from", dtm.ConnectionString, "--apply", "--json", "--settle", "40", .. Store];

        var outcome = await ImportOutcome.RunAsync(args, Cancel, () => dtm.ExecuteAsync(move, Cancel));

        Assert.Equal((3, TimeSpan.FromSeconds(40)), (outcome.Code, outcome.Asked));
        var moved = Assert.Single(outcome.Lines("moved"));
        Assert.Equal((1, what, false), (moved.GetProperty("count").GetInt32(), moved.GetProperty("examples")[0].GetString(), moved.GetProperty("after_writing").GetBoolean()));
        Assert.Empty(outcome.Lines("summary"));

        await dtm.ExecuteAsync("update trans_global set status = 'succeed' where gid <> 's2'", Cancel);
        var again = await ImportOutcome.RunAsync(args, Cancel);
        Assert.Equal((0, 1, 0), (again.Code, again.Sum("adopted"), again.Sum("present")));
    }

    [Fact(Timeout = 60_000)]
    public async Task Apply_ADtmStartsWhileItWrites_IsSaidAndReturns3()
    {
        var dtm = await DtmFixture.CreateAsync(postgres, Cancel);
        await AddSagaAsync(dtm, "s1");
        using var output = new StringWriter();
        var (arguments, _) = ImportArguments.Parse(["--from", dtm.ConnectionString, "--apply", .. Store]);
        await using var target = ImportTarget.Configure(arguments!.Configuration);
        var report = new InterruptedReport(new TextReport(output), () => dtm.ExecuteAsync("update trans_global set next_cron_time = now()", Cancel));

        var code = await new ImportRun(arguments, DtmDatabase.Of(arguments.From, arguments.Schema)!, target, report, new PauseClock()).RunAsync(Cancel);

        Assert.Equal(3, code);
        Assert.Contains("It moved while this import wrote", output.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Look_SaysWhatStandingStillDoesNotProve()
    {
        var dtm = await DtmFixture.CreateAsync(postgres, Cancel);
        await AddSagaAsync(dtm, "s1");
        await dtm.AddAsync("later", "saga", "submitted", DtmFixture.Pairs(Url, "compensate", "action", "PP"), Cancel, 10, ("next_cron_time", TimeProvider.System.GetUtcNow().AddHours(1)));
        await using var somebody = await dtm.OpenAsync(Cancel);

        var outcome = await ImportOutcome.RunAsync(["--from", dtm.ConnectionString, .. Store], Cancel);

        Assert.Equal(0, outcome.Code);
        Assert.Contains("Due only later: 1;", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("Other sessions in DTM's database: 1;", outcome.Output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Look_OtherSchema_AndTablesOfAnOldVersion_AreRead()
    {
        var dtm = await DtmFixture.CreateAsync(postgres, Cancel, "store", old: true);
        await AddSagaAsync(dtm, "s1");

        var outcome = await ImportOutcome.RunAsync(["--from", dtm.ConnectionString, "--schema", "store", "--json", .. Store], Cancel);

        Assert.Equal((0, 1, 0), (outcome.Code, outcome.Sum("found"), outcome.Sum("refused")));
    }

    [Fact(Timeout = 60_000)]
    public async Task Look_EmptyTables_FindsNothing()
    {
        var dtm = await DtmFixture.CreateAsync(postgres, Cancel);

        var outcome = await ImportOutcome.RunAsync(["--from", dtm.ConnectionString, "--json", .. Store], Cancel);

        Assert.Equal((0, 0), (outcome.Code, outcome.Sum("found")));
    }

    [Fact(Timeout = 60_000)]
    public async Task Look_ManyPages_AreAllRead()
    {
        var dtm = await DtmFixture.CreateAsync(postgres, Cancel);
        await dtm.ExecuteAsync(
            """
            insert into trans_global (gid, trans_type, status, protocol, create_time, next_cron_time)
            select 'g' || n, 'tcc', case when n % 2 = 0 then 'submitted' else 'aborting' end, 'http', now(), now() from generate_series(1, 901) n
            """, Cancel);

        var outcome = await ImportOutcome.RunAsync(["--from", dtm.ConnectionString, "--apply", "--json", .. Store], Cancel);

        Assert.Equal((0, 901, 901), (outcome.Code, outcome.Sum("found"), outcome.Sum("adopted")));
    }

    [Fact(Timeout = 60_000)]
    public async Task Source_WithoutDtmsTables_IsRefusedInWords()
    {
        var dtm = await DtmFixture.CreateAsync(postgres, Cancel);

        var elsewhere = await ImportOutcome.RunAsync(["--from", dtm.ConnectionString, "--schema", "nothing", .. Store], Cancel);
        await dtm.ExecuteAsync("alter table trans_branch_op drop column bin_data, drop column op", Cancel);
        var other = await ImportOutcome.RunAsync(["--from", dtm.ConnectionString, .. Store], Cancel);
        var missing = await ImportOutcome.RunAsync(["--from", dtm.ConnectionString + "x;Password=hunter2", .. Store], Cancel);

        Assert.Equal((1, 1, 1), (elsewhere.Code, other.Code, missing.Code));
        Assert.Contains("no table trans_global in schema nothing", elsewhere.Errors, StringComparison.Ordinal);
        Assert.Contains("it has no column bin_data, op", other.Errors, StringComparison.Ordinal);
        Assert.Contains("does not exist", missing.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", missing.Errors + missing.Output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Source_ThatDoesNotAnswer_IsAnErrorWithoutSecrets()
    {
        var outcome = await ImportOutcome.RunAsync(["--from", "Host=127.0.0.1;Port=1;Username=dtm;Password=hunter2", .. Store], Cancel);

        Assert.Equal(1, outcome.Code);
        Assert.Contains("cannot be read", outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", outcome.Errors + outcome.Output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Stop_InThePause_EndsInWords()
    {
        var dtm = await DtmFixture.CreateAsync(postgres, Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var outcome = await ImportOutcome.RunAsync(["--from", dtm.ConnectionString, "--apply", .. Store], stop.Token, stop.CancelAsync);

        Assert.Equal(1, outcome.Code);
        Assert.Contains("run the command again", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_IsOneObjectALine()
    {
        var dtm = await DtmFixture.CreateAsync(postgres, Cancel);
        await AddSagaAsync(dtm, "s1");

        var outcome = await ImportOutcome.RunAsync(["--from", dtm.ConnectionString, "--json", .. Store], Cancel);

        Assert.Equal(["waiting", "summary"], outcome.Output.Trim().Split(Environment.NewLine).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()));
        Assert.Equal(
            """[{"trans_type":"saga","status":"submitted","found":1,"adopted":0,"present":0,"refused":0}]""",
            outcome.Lines("summary")[0].GetProperty("transactions").GetRawText());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Task AddSagaAsync(DtmFixture dtm, string gid) => dtm.AddAsync(gid, "saga", "submitted", DtmFixture.Pairs(Url, "compensate", "action", "PP"), Cancel);

    /// <summary>A report during whose last words something happens.</summary>
    private sealed class InterruptedReport(IImportReport inner, Func<Task> happens) : IImportReport
    {
        public void Waiting(string location, int unfinished, TimeSpan settle) => inner.Waiting(location, unfinished, settle);

        public void Moved(Movement movement, bool afterWriting) => inner.Moved(movement, afterWriting);

        public void Refused(DtmGlobalRow global, string reason) => inner.Refused(global, reason);

        public void TopicRefused(string topic, string reason) => inner.TopicRefused(topic, reason);

        public void Summary(ImportSummary summary, bool applied)
        {
            inner.Summary(summary, applied);
            happens().GetAwaiter().GetResult();
        }
    }
}
