using System.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Load;
using OrleansSaga.Benchmarks.Processes;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Silo;
using OrleansSaga.Storage;

namespace OrleansSaga.Benchmarks.Serve;

/// <summary>The server's process: the product's host as it is, with the done log watching its journal, or with no journal at all (<c>--floor</c>). <c>statistics</c> on standard input.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(CommandLine line)
    {
        var floor = line.Flag("floor");
        var port = line.Number("port", 0);
        var store = line.Text("store", "memory");
        var connection = line.Text("connection");
        using var done = DoneLog.Create(line.Text("done") ?? throw new UsageException("--done is needed."));
        line.RefuseUnknown();

        string[] arguments =
        [
            $"--OrleansSaga:Api:HttpPort={port}",
            $"--OrleansSaga:Storage:Provider={store}",
            .. connection is null ? Array.Empty<string>() : [$"--OrleansSaga:Storage:ConnectionString={connection}"],
        ];
        await using var app = SiloHost.Build(arguments, builder => Configure(builder, floor, done));
        await app.StartAsync();
        ChildSide.Say(new Ready([new Uri($"http://127.0.0.1:{port}")]));

        // A blocking read on a thread of its own: the thread pool belongs to what is measured.
        var parentGone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var commands = new Thread(() => Answer(app.Services, parentGone)) { IsBackground = true, Name = "commands" };
        commands.Start();
        await parentGone.Task;
        await app.StopAsync();
        return 0;
    }

    private static void Configure(WebApplicationBuilder builder, bool floor, DoneLog done)
    {
        // What a server in production logs at these levels is little; a console behind a pipe is not what is measured.
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (floor)
        {
            builder.Services.AddSingleton<FloorJournal>();
            builder.Services.RemoveAll<IJournalMaintenance>();
            builder.Services.AddSingleton<IJournalMaintenance>(services => services.GetRequiredService<FloorJournal>());
        }
        var registered = builder.Services.LastOrDefault(service => service.ServiceType == typeof(IJournal))
            ?? throw new BenchmarkException("The host registers no IJournal before it calls back.");
        builder.Services.RemoveAll<IJournal>();
        builder.Services.AddSingleton<IJournal>(services =>
            new ObservedJournal(floor ? services.GetRequiredService<FloorJournal>() : Resolve(services, registered), done));
    }

    private static IJournal Resolve(IServiceProvider services, ServiceDescriptor registered) => (IJournal)(
        registered.ImplementationInstance
        ?? registered.ImplementationFactory?.Invoke(services)
        ?? ActivatorUtilities.CreateInstance(services, registered.ImplementationType!));

    private static void Answer(IServiceProvider services, TaskCompletionSource parentGone)
    {
        while (ChildSide.ReadCommand() is not null)
            ChildSide.Say(Statistics(services));
        parentGone.SetResult();
    }

    private static ServerStatistics Statistics(IServiceProvider services)
    {
        var journal = services.GetService<JournalStatistics>();
        return new ServerStatistics(
            services.GetService<FloorJournal>()?.Appends ?? journal?.Appends ?? 0,
            journal?.Checks ?? 0,
            journal?.Pushes ?? 0,
            journal?.Commits ?? 0,
            journal?.Conflicts ?? 0,
            GC.GetTotalAllocatedBytes(),
            Environment.WorkingSet,
            Environment.CpuUsage.TotalTime.TotalSeconds,
            GCSettings.IsServerGC);
    }
}
