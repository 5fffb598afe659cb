using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansSaga.Silo;
using OrleansSaga.Silo.Hosting;
using OrleansSaga.Silo.Options;
using OrleansSaga.Storage;

namespace OrleansSaga.Faults;

/// <summary>This program as a silo: the product's host, with a wall clock that may be wrong, and an end that comes with the parent's.</summary>
internal static class SiloRole
{
    /// <summary>The word that makes this program a silo.</summary>
    public const string Word = "silo";

    /// <summary>By how much the wall clock is wrong.</summary>
    public const string ClockVariable = "ORLEANSSAGA_FAULTS_CLOCK_OFFSET";

    /// <summary>Begins the lines in the log that tell what the journal has counted in this life.</summary>
    public const string ConflictsMark = "=== conflicts ";

    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(string[] configuration)
    {
        // A blocking read on a thread of its own: the thread pool belongs to the silo.
        new Thread(EndWithParent) { IsBackground = true, Name = "parent" }.Start();
        try
        {
            await using var app = SiloHost.Build(configuration, Skew);
            await app.StartAsync();
            var counting = CountAsync(app.Services.GetRequiredService<JournalStatistics>(), app.Lifetime.ApplicationStopping);
            await app.WaitForShutdownAsync();
            await counting;
            return 0;
        }
        catch (StorageConfigurationException refused)
        {
            // As the product's command does.
            await Console.Error.WriteLineAsync(refused.Message);
            return ConfigurationException.ExitCode;
        }
        catch (Exception failure)
        {
            // In the log, where whoever started us looks; nothing else is left to be done.
            await Console.Error.WriteLineAsync(failure.ToString());
            return 1;
        }
    }

    private static void Skew(WebApplicationBuilder builder)
    {
        if (Environment.GetEnvironmentVariable(ClockVariable) is { Length: > 0 } text)
            builder.Services.AddSingleton(new DatabaseClock(new SkewedTime(TimeSpan.ParseExact(text, "c", CultureInfo.InvariantCulture))));
    }

    private static async Task CountAsync(JournalStatistics journal, CancellationToken stop)
    {
        long told = 0;
        try
        {
            using var timer = new PeriodicTimer(CountInterval, TimeProvider.System);
            while (await timer.WaitForNextTickAsync(stop))
            {
                var conflicts = journal.Conflicts;
                if (conflicts != told)
                    Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ConflictsMark}{told = conflicts}"));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The silo ends.
            return;
        }
    }

    private static void EndWithParent()
    {
        while (Console.In.Read() >= 0)
        {
            // Nothing is ever said to us; only the end counts.
        }

        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
