using System.Globalization;
using Npgsql;
using OrleansSaga.EndToEnd.Tests;
using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Faults.Checking.Tests;

/// <summary>The checker on what a real server and real banks have written: silent on it, and loud when a row of it is changed by hand.</summary>
public sealed class RealServerTests(ITestOutputHelper output)
{
    /// <summary>How many transfers are begun, over how many lives of the server that end with kill -9.</summary>
    private const int Enough = 600;
    private const int Lives = 3;

    private static readonly TimeSpan FinalWithin = TimeSpan.FromSeconds(60);

    /// <summary>What to change where, and what must be found then. Each change is made to a copy.</summary>
    private static readonly Tampering[] Changes =
    [
        new("journal", "update saga_hot set version = version + 1 where gid = {succeeded saga}", 1, "the hot row has version"),
        new("journal", "update saga_hot set status = 5 where gid = {succeeded saga}", 1, "the hot row says failed, the journal succeed"),
        new("journal", "update saga_listing set status = 2 where gid = {succeeded saga}", 1, "the listing says submitted"),
        new("journal", "delete from saga_journal j using saga_hot h where h.instance = j.instance and h.gid = {succeeded saga} and j.version = 2", 1, "record 3 stands where 2 should"),
        new("journal", "update saga_journal j set body = substring(body for 40) from saga_hot h where h.instance = j.instance and h.gid = {succeeded saga} and j.version = 2", 1, "cannot be read"),
        new("journal", "update saga_journal j set append_id = gen_random_uuid() from saga_hot h where h.instance = j.instance and h.gid = {succeeded tcc} and j.version = 2", 1, "in its body"),
        new(
            "journal",
            """
            with ended as (select j.*, h.gid from saga_journal j join saga_hot h using (instance) where h.gid = {succeeded tcc} and j.version = h.version),
            again as (insert into saga_journal select instance, version + 1, writer, gen_random_uuid(), writer_seq + 1000000, committed_at, snapshot, body from ended)
            update saga_hot h set version = h.version + 1 from ended e where e.instance = h.instance
            """,
            1,
            "behind the end (succeed)"),
        new(
            "journal",
            """
            update saga_journal j set body = (select o.body from saga_journal o join saga_hot oh using (instance) where oh.gid = {succeeded tcc} and o.version = oh.version)
            from saga_hot h where h.instance = j.instance and h.gid = {failed tcc} and j.version = h.version
            """,
            2,
            "which nobody may have called while it is aborting"),
        new("journal", "update saga_hot set status = 2, due_kind = 1, due_at = now() - interval '2 minutes' where gid = {succeeded msg}; delete from saga_journal j using saga_hot h where h.instance = j.instance and h.gid = {succeeded msg} and j.version = h.version; update saga_hot set version = version - 1 where gid = {succeeded msg}; update saga_listing set status = 2, finished_at = null where gid = {succeeded msg}", 6, "it is submitted and was due"),
        new("journal", "delete from saga_hot where gid = {succeeded xa}", 5, "it was acknowledged, and is lost"),
        new("journal", "update saga_hot set gid = 'second' where gid = {succeeded xa}", 9, "nobody asked for it"),
        new("journal", "delete from saga_listing where gid = {succeeded xa}", 5, "has no listing row"),
        new("journal", "insert into saga_journal select gen_random_uuid(), version, writer, gen_random_uuid(), writer_seq + 1000000, committed_at, snapshot, body from saga_journal where version = 1 limit 1", 9, "and no hot row"),
        new("journal", "insert into saga_side select gen_random_uuid(), 1, 0, 'audit', ''", 5, "has no record"),
        new("journal", "update saga_journal set writer_seq = 0 where ctid = (select ctid from saga_journal order by writer, writer_seq desc limit 1)", 7, "has committed its number"),
        new("journal", "delete from saga_writers", 7, "is not in saga_writers"),
        new("north", "delete from ledger where gid = {succeeded saga}", 3, "has no effect at any bank"),
        new("north", "insert into ledger (gid, branch_id, op, account, delta) select gid, branch_id, op, account, delta from ledger where gid = {succeeded saga}", 4, "action took effect 2 times"),
        new("north", "delete from ledger where gid = {failed saga} and op = 'compensate'; delete from barrier where gid = {failed saga} and op = 'compensate'", 2, "it has failed, and north/01 has kept its effect"),
        new("north", "delete from barrier where gid = {failed tcc} and op = 'cancel'; delete from ledger where gid = {failed tcc} and op = 'cancel'", 3, "was undone, and no bank was told so"),
        new("north", "update accounts set balance = balance + 1 where id = 'alice-1'", 4, "its ledger says"),
        new("north", "update ledger set account = 'alice-2' where gid = {succeeded xa}", 4, "it went from alice-2"),
        new("north", "insert into holds select gid, branch_id, account, delta from ledger where gid = {succeeded xa}", 3, "still waits for its word"),
        new("south", "delete from barrier where gid = {succeeded workflow}", 4, "took effect without a barrier row"),
        new("south", "update ledger set gid = 'unknown' where gid = {succeeded msg}; update barrier set gid = 'unknown' where gid = {succeeded msg}", 5, "the journal does not know the transaction"),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 240_000)]
    public async Task MixedLoad_OnARealServer_IsNotAccused_AndEveryChangedRowIsFound()
    {
        PostgresServerRequired.OrSkip();
        await using var postgres = await PostgresServer.StartAsync(cancellationToken: Cancel);
        var databases = new Dictionary<string, string>();
        foreach (var name in (string[])["journal", "north", "south"])
            databases.Add(name, await postgres.CreateDatabaseAsync(Cancel));
        var records = await LoadAsync(databases);

        var healthy = await CheckAsync(databases, records);

        output.WriteLine(healthy.ToString());
        Assert.Empty(healthy.Violations);
        foreach (var mode in records.GroupBy(record => record.Mode))
            Assert.All((string[])["succeed", "failed"], end => Assert.True(healthy.Counts.Transactions.GetValueOrDefault((mode.Key, end)) > 2, $"{mode.Key} {end}: the test tested nothing"));
        Assert.True(healthy.Counts is { NullCompensations: > 0, StrayAttempts: >= 0 } counts && counts.Attempts > counts.BranchesCalled, healthy.ToString());

        NpgsqlConnection.ClearAllPools();
        foreach (var change in Changes)
        {
            var copy = await CopyAsync(postgres, databases[change.Database]);
            await ChangeAsync(copy, await FillAsync(change.Sql, databases["journal"]));
            var found = await CheckAsync(new Dictionary<string, string>(databases) { [change.Database] = copy }, records);

            Assert.True(
                found.Violations.Any(violation => violation.Promise == change.Promise && violation.Sentence.Contains(change.Sentence, StringComparison.Ordinal)),
                $"{change.Sql}\n{found}");
        }
    }

    /// <summary>Runs a server under load in all modes, over banks that fail now and then, kills it again and again, and waits until all has ended.</summary>
    private static async Task<IReadOnlyList<TransferRecord>> LoadAsync(Dictionary<string, string> databases)
    {
        var folder = Directory.CreateTempSubdirectory("orleanssaga-checking-");
        try
        {
            var options = new BankHostOptions { Folder = folder.FullName, Postgres = (databases["north"], databases["south"]), NorthAccounts = TransferPlan.Openings("alice"), SouthAccounts = TransferPlan.Openings("bob") };
            await using var banks = await BankHost.StartAsync(options, Cancel);
            await using var workflows = await WorkflowClient.StartAsync(banks, Cancel);
            using var error = banks.North.Faults.Add(new BankFault(BankFaultKind.Fail) { Times = 5, AfterEffect = true });
            using var ongoing = banks.South.Faults.Add(new BankFault(BankFaultKind.Ongoing) { Times = 5 });
            string[] arguments = ["--OrleansSaga:Storage:Provider=postgres", $"--OrleansSaga:Storage:ConnectionString={databases["journal"]}", "--OrleansSaga:Storage:Writers=2"];
            var load = new TransferLoad(banks, workflows, seed: 1);
            for (var life = 1; life <= Lives; life++)
            {
                await using var victim = await ServerProcess.StartAsync(arguments, folder.FullName, Cancel);
                await RunAsync(load, victim, Enough * life / Lives);
            }

            await using var server = await ServerProcess.StartAsync(arguments, folder.FullName, Cancel);
            using var healthy = new ServerList(server.Url);
            workflows.Use(healthy);
            await Settlement.AwaitAsync(new DtmClient(healthy), load.Records, FinalWithin, Cancel);
            return [.. load.Records];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs the load until so many transfers were begun in all, and kills the server under it.</summary>
    private static async Task RunAsync(TransferLoad load, ServerProcess victim, int until)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var servers = new ServerList(victim.Url);
        var clients = load.RunAsync(servers, stop.Token);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        while (load.Records.Count < until)
            await timer.WaitForNextTickAsync(Cancel);
        await victim.KillAsync();
        await stop.CancelAsync();
        await clients;
    }

    private static Task<CheckResult> CheckAsync(Dictionary<string, string> databases, IReadOnlyList<TransferRecord> records) => FaultChecker.CheckAsync(
        new CheckInput(
            databases["journal"],
            [new BankSource("north", databases["north"]), new BankSource("south", databases["south"])],
            [.. records.Select(record => new AskedTransaction(record.Gid, record.Mode)
            {
                Acknowledged = record.IsAcknowledged,
                PromisedEnd = record.Promised,
                Amount = record.Amount,
                From = record.Payer,
                To = record.Payee,
            })]),
        Cancel);

    private static async Task<string> CopyAsync(PostgresServer postgres, string database)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"copy_{Guid.NewGuid():N}");
        await ChangeAsync(postgres.AdminConnectionString, $"create database {name} template {new NpgsqlConnectionStringBuilder(database).Database}");
        return new NpgsqlConnectionStringBuilder(database) { Database = name }.ConnectionString;
    }

    /// <summary>Puts a gid in the place of what describes one, such as {failed saga}: one whose first branch took effect, so that there is something to change.</summary>
    private static async Task<string> FillAsync(string sql, string journal)
    {
        foreach (var (mode, number) in (IEnumerable<(string, int)>)[("saga", 1), ("tcc", 2), ("xa", 3), ("msg", 4), ("workflow", 5)])
        {
            foreach (var (end, status) in (IEnumerable<(string, int)>)[("succeeded", 4), ("failed", 5)])
            {
                if (sql.Contains($"{{{end} {mode}}}", StringComparison.Ordinal))
                    sql = sql.Replace($"{{{end} {mode}}}", $"'{await GidAsync(journal, number, status)}'", StringComparison.Ordinal);
            }
        }

        return sql;
    }

    // The longest history is the one in which most has happened.
    private static async Task<string> GidAsync(string journal, int mode, int status) => (string)(await ScalarAsync(
        journal, $"select l.gid from saga_listing l join saga_hot h using (instance) where l.mode = {mode} and l.status = {status} order by h.version desc, l.gid limit 1"))!;

    private static async Task ChangeAsync(string database, string sql) => await ScalarAsync(database, sql);

    private static async Task<object?> ScalarAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancel);
#pragma warning disable CA2100 // The texts are constants of this class.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(Cancel);
    }

    private sealed record Tampering(string Database, string Sql, int Promise, string Sentence);
}
