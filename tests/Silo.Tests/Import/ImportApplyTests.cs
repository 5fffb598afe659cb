using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Silo.Tests.Engine;

namespace OrleansSaga.Silo.Tests.Import;

/// <summary>From DTM's tables into a store, and on to the end of every transaction.</summary>
public sealed class ImportApplyTests(ImportPostgres postgres) : IDisposable
{
    private const string Workflow = "wf-prepared";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleanssaga-import-");

    /// <summary>gid, type, status, rows, how it ends, and all calls of participants on the way, in order.</summary>
    private static readonly (string Gid, string Type, string Status, string Rows, TransactionStatus End, string Calls)[] Cases =
    [
        ("saga-new", "saga", "submitted", "PP PP", TransactionStatus.Succeed, "01/action 02/action"),
        ("saga-half", "saga", "submitted", "PS PP", TransactionStatus.Succeed, "02/action"),
        ("saga-done", "saga", "submitted", "PS PS", TransactionStatus.Succeed, ""),
        ("saga-refused", "saga", "submitted", "PS PF PP", TransactionStatus.Failed, "02/compensate 01/compensate"),
        ("saga-aborting", "saga", "aborting", "PS SF PP", TransactionStatus.Failed, "01/compensate"),
        ("saga-unknown", "saga", "aborting", "PS PP PP", TransactionStatus.Failed, "02/compensate 01/compensate"),
        ("saga-late", "saga", "submitted", "PS PP", TransactionStatus.Failed, "02/compensate 01/compensate"),
        ("tcc-submitted", "tcc", "submitted", "PP PP PS", TransactionStatus.Succeed, "02/confirm 01/confirm"),
        ("tcc-aborting", "tcc", "aborting", "PP SP", TransactionStatus.Failed, "01/cancel"),
        ("tcc-prepared", "tcc", "prepared", "PP PP", TransactionStatus.Failed, "02/cancel 01/cancel"),
        ("xa-submitted", "xa", "submitted", "PS PP PP", TransactionStatus.Succeed, "02/commit 03/commit"),
        ("xa-aborting", "xa", "aborting", "PP PP", TransactionStatus.Failed, "01/rollback 02/rollback"),
        ("xa-prepared", "xa", "prepared", "PP", TransactionStatus.Failed, "01/rollback"),
        ("msg-submitted", "msg", "submitted", "01-01:S 01-02:P 02:P", TransactionStatus.Succeed, "01-02/action 02/action"),
        ("msg-prepared", "msg", "prepared", "01:P", TransactionStatus.Succeed, "00/msg 01/action"),
        (Workflow, "workflow", "prepared", "", TransactionStatus.Succeed, "00/wf"),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory(Timeout = 120_000)]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Apply_EveryModeAndState_IsFinishedByTheServer_AndWhatSucceededIsNotCalledAgain(string provider)
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        var dtm = await FillAsync(participant.Url);
        var before = await dtm.DumpAsync(Cancel);
        var store = await StoreAsync(provider);
        TestSilo? silo = null;
        participant.Answer = async call =>
        {
            if (call.Op == "wf")
                await EndWorkflowAsync(silo!, call.Gid);
            return (200, "");
        };
        try
        {
            // Silos that run already find what is new in the due index; a SQLite file has room for one process only.
            if (provider == "postgres")
                silo = await TestSilo.StartAsync(null, Cancel, EndsJournal.AddTo, store);
            var outcome = await ImportOutcome.RunAsync(["--from", dtm.ConnectionString, "--apply", "--json", .. store], Cancel);
            Assert.True(outcome.Code == 0, outcome.Output + outcome.Errors);
            Assert.Equal((Cases.Length, Cases.Length, 0, 0), (outcome.Sum("found"), outcome.Sum("adopted"), outcome.Sum("present"), outcome.Sum("refused")));
            silo ??= await TestSilo.StartAsync(null, Cancel, EndsJournal.AddTo, store);

            var ends = (EndsJournal)silo.Journal;
            foreach (var (gid, _, _, _, end, calls) in Cases)
            {
                Assert.Equal((gid, end), (gid, await ends.EndOfAsync(gid, Cancel)));
                Assert.Equal((gid, calls), (gid, string.Join(' ', participant.CallsOf(gid))));
            }

            await CheckHistoryAsync(silo);
            Assert.Empty(participant.CallsOf("finished"));
            Assert.Equal(before, await dtm.DumpAsync(Cancel));
        }
        finally
        {
            if (silo is not null)
                await silo.DisposeAsync();
        }

        var again = await ImportOutcome.RunAsync(["--from", dtm.ConnectionString, "--apply", "--json", .. store], Cancel);

        Assert.Equal((0, 0, Cases.Length), (again.Code, again.Sum("adopted"), again.Sum("present")));
    }

    [Fact(Timeout = 60_000)]
    public async Task Apply_GidThatIsUsedHere_IsRefusedAndLeftAlone()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        var dtm = await DtmFixture.CreateAsync(postgres, Cancel);
        await dtm.AddAsync("used", "saga", "submitted", DtmFixture.Pairs(participant.Url + "/dtm", "compensate", "action", "PP"), Cancel);
        var store = await StoreAsync("sqlite");
        await using (var silo = await TestSilo.StartAsync(null, Cancel, null, store))
            await silo.RunAsync(TestSilo.Saga("used", participant.Url + "/ours"), Cancel);

        var outcome = await ImportOutcome.RunAsync(["--from", dtm.ConnectionString, "--apply", .. store], Cancel);

        Assert.Equal(1, outcome.Code);
        Assert.Contains("gid used (saga, submitted): gid: used here by a transaction that was not imported", outcome.Output, StringComparison.Ordinal);
        Assert.Equal("/ours", Assert.Single(participant.Calls).Path);
    }

    [Fact(Timeout = 60_000)]
    public async Task Apply_OneThatCannotBeAdopted_DoesNotKeepTheOthersBack()
    {
        var dtm = await DtmFixture.CreateAsync(postgres, Cancel);
        await dtm.AddAsync("bad", "saga", "submitted", [new("01", "action", "prepared", "http://127.0.0.1:1/a")], Cancel);
        await dtm.AddAsync("good", "saga", "submitted", DtmFixture.Pairs("http://127.0.0.1:1/a", "compensate", "action", "PP"), Cancel);

        var outcome = await ImportOutcome.RunAsync(["--from", dtm.ConnectionString, "--apply", "--json", .. await StoreAsync("sqlite")], Cancel);

        Assert.Equal((1, 1, 1), (outcome.Code, outcome.Sum("adopted"), outcome.Sum("refused")));
        var refused = Assert.Single(outcome.Lines("refused"));
        Assert.Equal(("bad", "01/compensate: the row is missing"), (refused.GetProperty("gid").GetString(), refused.GetProperty("reason").GetString()));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Apply_Topics_AreMergedSubscriberBySubscriber(string provider)
    {
        var dtm = await DtmFixture.CreateAsync(postgres, Cancel);
        await dtm.AddTopicAsync("orders", """[{"url":"http://a/1","remark":"first"},{"url":"http://a/2","remark":""}]""", Cancel);
        await dtm.AddTopicAsync("empty", "[]", Cancel);
        await dtm.AddTopicAsync("broken", "{", Cancel);
        await dtm.AddTopicAsync("elsewhere", """[{"url":"nacos://service/path"}]""", Cancel);
        var store = await StoreAsync(provider);
        string[] args = ["--from", dtm.ConnectionString, "--apply", "--json", .. store];

        var first = await ImportOutcome.RunAsync(args, Cancel);
        await dtm.ExecuteAsync("update kv set v = '[{\"url\":\"http://a/3\"}]' where k = 'orders'", Cancel);
        var second = await ImportOutcome.RunAsync(args, Cancel);

        Assert.Equal((1, 2, 0, 2), Topics(first));
        Assert.Equal((1, 1, 1, 2), Topics(second));
        Assert.Equal(["broken", "elsewhere"], first.Lines("topic_refused").Select(line => line.GetProperty("topic").GetString()));
        await using var silo = await TestSilo.StartAsync(null, Cancel, null, store);
        var entry = await silo.App.Services.GetRequiredService<IKeyValueStore>().GetAsync("topics", "orders", Cancel);
        Assert.Equal(["http://a/1", "http://a/2", "http://a/3"], JsonDocument.Parse(entry!.Value).RootElement.EnumerateArray().Select(subscriber => subscriber.GetProperty("url").GetString()));
    }

    [Fact(Timeout = 60_000)]
    public async Task Apply_SqliteFileThatAServerUses_IsRefusedInWords()
    {
        var dtm = await DtmFixture.CreateAsync(postgres, Cancel);
        var store = await StoreAsync("sqlite");
        await using var silo = await TestSilo.StartAsync(null, Cancel, null, store);

        var outcome = await ImportOutcome.RunAsync(["--from", dtm.ConnectionString, "--apply", .. store], Cancel);

        Assert.Equal(1, outcome.Code);
        Assert.Contains("in use by another process", outcome.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static (int Code, int Merged, int Present, int Refused) Topics(ImportOutcome outcome)
    {
        var topics = outcome.Lines("summary")[0].GetProperty("topics");
        return (outcome.Code, topics.GetProperty("merged").GetInt32(), topics.GetProperty("present").GetInt32(), topics.GetProperty("refused").GetInt32());
    }

    private static async Task CheckHistoryAsync(TestSilo silo)
    {
        var show = await silo.SendAsync(HttpMethod.Get, "/api/v1/transactions/tcc-submitted", null, Cancel);
        var created = JsonDocument.Parse(show.Body).RootElement.GetProperty("history").EnumerateArray().Where(entry => entry.GetProperty("version").GetInt32() == 1).ToList();
        Assert.Equal(["created", "branch_registered", "branch_registered", "branch_registered", "submitted", "branch_succeeded"], created.Select(entry => entry.GetProperty("event").GetString()));
        Assert.All(created, entry => Assert.Equal("import-dtm", entry.GetProperty("actor").GetString()));

        // The listing finds it by the time of its creation in DTM.
        var hourAgo = TimeProvider.System.GetUtcNow().AddSeconds(-3600);
        var listed = await silo.Transactions.ListAsync(new("tcc-submitted", null, null, null, null, hourAgo.AddMinutes(-2), hourAgo.AddMinutes(2), null, 10), Cancel);
        Assert.Equal("tcc-submitted", Assert.Single(listed).Gid);
    }

    private static Task<TransactionReply> EndWorkflowAsync(TestSilo silo, string gid)
    {
        var noOptions = new StartOptions(false, 0, 0, 0, ImmutableDictionary<string, string>.Empty, false, 0, 0);
        return silo.Transactions.SubmitAsync(new StartTransaction(gid, "workflow", [], [], "", "", "", noOptions, null) { ReqExtra = new Dictionary<string, string> { ["status"] = "succeed" } });
    }

    private async Task<string[]> StoreAsync(string provider) =>
    [
        $"--OrleansSaga:Storage:Provider={provider}",
        $"--OrleansSaga:Storage:ConnectionString={(provider == "sqlite" ? Path.Combine(_folder.FullName, "journal.db") : await postgres.CreateDatabaseAsync(Cancel))}",
    ];

    private async Task<DtmFixture> FillAsync(string url)
    {
        var dtm = await DtmFixture.CreateAsync(postgres, Cancel);
        foreach (var (gid, type, status, rows, _, _) in Cases)
        {
            Branch[] branches = type switch
            {
                "saga" => DtmFixture.Pairs(url, "compensate", "action", rows),
                "tcc" => DtmFixture.Pairs(url, "cancel", "confirm", rows),
                "xa" => [.. DtmFixture.Pairs(url, "rollback", "commit", rows).Select(branch => branch with { Data = [] })],
                "msg" => [.. rows.Split(' ').Select(row => row.Split(':')).Select(row => new Branch(row[0], "action", row[1] == "S" ? "succeed" : "prepared", url))],
                _ => [new Branch("01", "action", "succeed", "")],
            };
            (string, object)[] more = (gid, type) switch
            {
                ("saga-late", _) => [("options", """{"timeout_to_fail":5,"concurrent":false}""")],
                (_, "msg") => [("query_prepared", url + "/check"), ("next_cron_time", DBNull.Value), ("rollback_reason", DBNull.Value)],
                (_, "workflow") => [("query_prepared", url + "/resume"), ("custom_data", """{"name":"wf","data":"e30="}""")],
                ("saga-aborting", _) => [("rollback_reason", new string('r', 1024)), ("ext_data", """{"headers":{"x-old":"1"}}""")],
                _ => [("options", DBNull.Value), ("custom_data", DBNull.Value), ("query_prepared", DBNull.Value), ("update_time", DBNull.Value)],
            };
            await dtm.AddAsync(gid, type, status, branches, Cancel, 3600, more);
        }

        foreach (var end in (string[])["succeed", "failed"])
            await dtm.AddAsync("finished-" + end, "saga", end, DtmFixture.Pairs(url, "compensate", "action", "PP"), Cancel);
        return dtm;
    }
}
