using System.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Load;
using OrleansSaga.Benchmarks.Processes;
using OrleansSaga.Silo;
using OrleansSaga.Storage;

namespace OrleansSaga.Benchmarks.Serve;

/// <summary>The server's process: the product's host as it is, with the done log watching its journal, or with no journal at all (<c>--floor</c>), alone or as one of a cluster (<c>--cluster NAME</c>, the secret in the environment). <c>statistics</c> on standard input.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(CommandOptions line)
    {
        var floor = line.Flag("floor") ? new FloorJournal(TimeProvider.System) : null;
        var store = line.Text("store", "memory");
        var connection = line.Text("connection");
        var name = line.Text("cluster");
        var doneLog = line.Text("done") ?? throw new UsageException("--done is needed.");
        using var done = line.Flag("join-done") ? DoneLog.Join(doneLog) : DoneLog.Create(doneLog);
        line.RefuseUnknown();

        string[] arguments =
        [
            "--OrleansSaga:Api:HttpPort=0",
            "--OrleansSaga:Api:GrpcPort=0",
            $"--OrleansSaga:Storage:Provider={store}",
            .. connection is null ? Array.Empty<string>() : [$"--OrleansSaga:Storage:ConnectionString={connection}"],
            .. name is null ? Array.Empty<string>() : [$"--OrleansSaga:Cluster:Name={name}", "--OrleansSaga:Cluster:Port=0", "--OrleansSaga:Cluster:DrainDelay=00:00:00"],
        ];
        await using var app = SiloHost.Build(arguments, builder =>
        {
            // A console behind a pipe is not what is measured.
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            builder.Host.UseServiceProviderFactory(new JournalSwap(done, floor));
        });
        await app.StartAsync();
        ChildSide.Say(new Ready([.. app.Urls.Select(url => new Uri(url))]));

        // A blocking read on a thread of its own: the thread pool belongs to what is measured.
        var parentGone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var commands = new Thread(() => Answer(app.Services, floor, parentGone)) { IsBackground = true, Name = "commands" };
        commands.Start();
        await parentGone.Task;
        await app.StopAsync();
        return 0;
    }

    private static void Answer(IServiceProvider services, FloorJournal? floor, TaskCompletionSource parentGone)
    {
        while (ChildSide.ReadCommand() is not null)
            ChildSide.Say(Statistics(services.GetRequiredService<JournalStatistics>(), floor));
        parentGone.SetResult();
    }

    private static ServerStatistics Statistics(JournalStatistics journal, FloorJournal? floor) => new(
        floor?.Appends ?? journal.Appends,
        journal.Checks,
        journal.Pushes,
        journal.Commits,
        journal.Conflicts,
        GC.GetTotalAllocatedBytes(),
        Environment.WorkingSet,
        Environment.CpuUsage.TotalTime.TotalSeconds,
        GCSettings.IsServerGC);
}
