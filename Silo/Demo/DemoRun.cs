namespace OrleansSaga.Silo.Demo;

/// <summary>One run of the demo: banks, server and transfers in this process, and the verdict at the end.</summary>
internal static class DemoRun
{
    /// <summary>Runs until the options' length is over or <paramref name="stop"/>, and lets transfers in flight finish.</summary>
    /// <returns>0 when every transfer ended as it should and the books agree, else 1.</returns>
    public static async Task<int> RunAsync(DemoOptions options, IDemoReport report, ILoggerProvider log, CancellationToken stop)
    {
        await using var server = DemoServer.Build(options.Configuration, log);
        Directory.CreateDirectory(server.Folder);
        using var ports = DemoPorts.Open(Path.Combine(server.Folder, "demo-bank-ports.json"));
        // The banks first: the server goes on with what the last run left as soon as it starts.
        await using var banks = await DemoBanks.StartAsync(server.Folder, ports, options, CancellationToken.None);
        try
        {
            return await PlayAsync(server, banks, options, report, stop);
        }
        finally
        {
            // Before the banks: nobody shall call one that has gone.
            await server.StopAsync();
        }
    }

    private static async Task<int> PlayAsync(DemoServer server, DemoBanks banks, DemoOptions options, IDemoReport report, CancellationToken stop)
    {
        var startedAt = options.Time.GetUtcNow();
        var run = TransferGid.NewRun(startedAt);
        var address = await server.StartAsync(CancellationToken.None);
        using var client = new DemoClient(address);
        var resumed = await ResumedAsync(client, startedAt, options.Scenarios);
        var board = new DemoBoard(options.Scenarios);
        var facts = new DemoFacts(
            address, Shown(server.Folder), InterestingGid(run, options.Scenarios), resumed.Count, [.. Notices(server, banks)], board, banks);

        report.Begun(facts);
        await DriveAsync(new TransferDriver(client, banks, board, report, options, run), resumed, facts, options, report, stop);
        var summary = DemoSummary.Of(
            board.Look(),
            await banks.AuditAsync(gid: null, CancellationToken.None),
            gid => TransferGid.IsOfRun(gid, run) || resumed.Exists(transfer => transfer.Gid == gid));
        report.Over(summary);
        return summary.ExitCode;
    }

    private static async Task DriveAsync(
        TransferDriver driver, List<Transfer> resumed, DemoFacts facts, DemoOptions options, IDemoReport report, CancellationToken stop)
    {
        using var timeIsUp = new CancellationTokenSource(StartsFor(options), options.Time);
        using var noMore = CancellationTokenSource.CreateLinkedTokenSource(stop, timeIsUp.Token);
        using var done = new CancellationTokenSource();
        var showing = report.ShowAsync(facts, done.Token);
        try
        {
            await driver.RunAsync(resumed, noMore.Token);
        }
        finally
        {
            await done.CancelAsync();
            await showing;
        }
    }

    private static async Task<List<Transfer>> ResumedAsync(DemoClient client, DateTimeOffset startedAt, IReadOnlyList<DemoScenario> scenarios)
    {
        var transfers = new List<Transfer>();
        foreach (var gid in await client.LeftUnfinishedAsync(startedAt, CancellationToken.None))
        {
            // What somebody sent with curl is none of the demo's business.
            if (TransferGid.Scenario(gid, scenarios) is { } scenario)
                transfers.Add(new Transfer(gid, scenario, "from the last run", Resumed: true));
        }

        return transfers;
    }

    /// <summary>How long transfers start: all but the settle time, and at least half of the length.</summary>
    private static TimeSpan StartsFor(DemoOptions options) => options.Length switch
    {
        null => Timeout.InfiniteTimeSpan,
        { } length when length - options.SettleTime > length / 2 => length - options.SettleTime,
        { } length => length / 2,
    };

    /// <summary>The folder as a person in the current one would write it.</summary>
    private static string Shown(string folder)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, folder);
        return relative.StartsWith("..", StringComparison.Ordinal) ? folder : relative;
    }

    /// <summary>The first transfer that is rolled back has more to show than one where all goes well.</summary>
    private static string InterestingGid(string run, IReadOnlyList<DemoScenario> scenarios)
    {
        var index = scenarios.TakeWhile(scenario => scenario.Ending != DtmStatus.Failed).Count() % scenarios.Count;
        return TransferGid.Of(run, index + 1, scenarios[index]);
    }

    private static IEnumerable<string> Notices(DemoServer server, DemoBanks banks)
    {
        if (server.Notice is { } aboutServer)
            yield return aboutServer;
        if (banks.Notice is { } aboutBanks)
            yield return aboutBanks;
    }
}
