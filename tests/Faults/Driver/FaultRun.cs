using System.Globalization;
using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Faults;

/// <summary>The fault driver: a cluster under load in all modes, broken by a schedule, healed, and judged.</summary>
public static class FaultRun
{
    private static readonly TimeSpan ClientPatience = TimeSpan.FromSeconds(6);

    /// <summary>Runs it. Logs are kept when something is wrong, and deleted otherwise.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="output">Gets the seed at the start, and a line when a stage is reached.</param>
    /// <param name="cancellationToken">Ends it early; everything that was started is ended.</param>
    public static async Task<FaultReport> RunAsync(FaultRunOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"seed {options.Seed}, {options.Silos} silos, {options.Length.TotalSeconds:0} s"));
        var folder = Directory.CreateTempSubdirectory("orleanssaga-faults-");
        FaultReport report;
        try
        {
            report = await RunAsync(options, folder.FullName, output, cancellationToken);
        }
        catch
        {
            await output.WriteLineAsync($"Broken off; logs: {folder.FullName}");
            throw;
        }

        if (report.Violations.Count > 0)
            return report with { Logs = folder.FullName };
        folder.Delete(recursive: true);
        return report;
    }

    private static async Task<FaultReport> RunAsync(FaultRunOptions options, string folder, TextWriter output, CancellationToken cancellationToken)
    {
        using var log = new RunLog(folder);
        await using var cluster = await ProcessCluster.CreateAsync(new ProcessClusterOptions { Silos = options.Silos, Folder = folder }, cancellationToken);
        var schedule = FaultSchedule.Create(options.Seed, options.Silos, options.Length, cluster.Database.CanRestart);
        await File.WriteAllTextAsync(Path.Combine(folder, "schedule.txt"), schedule.ToString(), cancellationToken);

        var books = (await cluster.Database.CreateAsync(cancellationToken), await cluster.Database.CreateAsync(cancellationToken));
        await using var banks = await BankHost.StartAsync(
            new BankHostOptions { Folder = folder, Postgres = books, NorthAccounts = TransferPlan.Openings("alice"), SouthAccounts = TransferPlan.Openings("bob") },
            cancellationToken);
        await using var workflows = await WorkflowClient.StartAsync(banks, cancellationToken);
        using var servers = new ServerList([.. cluster.Silos.Select(silo => silo.Url)]) { Attempts = 1 + options.Silos, Patience = ClientPatience };
        var load = new TransferLoad(banks, workflows, options.Seed, new LoadOptions { Clients = options.Clients, Rest = options.Rest });
        await using var injector = new FaultInjector(cluster, log);
        await injector.StartAsync(schedule, options.ReadyWithin, cancellationToken);

        await output.WriteLineAsync("All silos are ready; load and faults begin.");
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            var clients = Task.WhenAll(load.RunAsync(servers, stop.Token), ParticipantTrouble.RunAsync(banks, options.Seed, stop.Token));
            // Whichever fails first ends the run; clients end only when they are stopped.
            await Task.WhenAny(Task.WhenAll(injector.RunAsync(schedule, cancellationToken), Task.Delay(options.Length, TimeProvider.System, cancellationToken)), clients).Unwrap();
            await stop.CancelAsync();
            await clients;
        }

        log.Write("heal");
        await output.WriteLineAsync("Load and faults are over; everything is healed.");
        await injector.HealAsync(options.ReadyWithin, cancellationToken);
        await using var journal = new JournalReading(cluster.Database.ConnectionString);
        var finalAfter = await journal.WhenFinalAsync(options.FinalWithin, cancellationToken);
        log.Write("judge");
        var evidence = new Evidence
        {
            Seed = options.Seed,
            Records = [.. load.Records],
            Journal = cluster.Database.ConnectionString,
            Statuses = await journal.StatusesAsync(cancellationToken),
            Banks = banks,
            Books = books,
            Workflows = workflows,
            Servers = servers,
        };
        foreach (var violation in await Verdict.FindAsync(evidence, cancellationToken))
            log.OnViolation(violation);
        var report = new FaultReport
        {
            Seed = options.Seed,
            Silos = options.Silos,
            Seconds = options.Length.TotalSeconds,
            Transfers = [.. evidence.Records.GroupBy(record => record.Mode).Select(mode => Count(mode.Key, [.. mode], evidence.Statuses))],
            Faults = log.Faults.OrderBy(fault => fault.Key).ToDictionary(fault => fault.Key.ToString(), fault => fault.Value),
            Skipped = log.Skipped,
            RepeatedStarts = log.RepeatedStarts,
            DeclaredDead = log.DeclaredDead,
            Conflicts = cluster.Silos.Sum(silo => ConflictCount.Of(silo.Log)),
            FinalAfterSeconds = finalAfter.TotalSeconds,
            Violations = [.. log.Violations],
        };
        // Before everything is ended: whatever goes wrong there must not take an hour's verdict with it.
        log.Write(report.ToString());
        return report;
    }

    private static ModeCount Count(string mode, IReadOnlyList<TransferRecord> records, IReadOnlyDictionary<string, string> statuses)
    {
        var ends = records.Select(record => statuses.GetValueOrDefault(record.Gid)).ToList();
        return new ModeCount(
            mode,
            records.Count,
            records.Count(record => record.IsAcknowledged),
            ends.Count(end => end == "succeed"),
            ends.Count(end => end == "failed"),
            ends.Count(end => end is null));
    }
}
