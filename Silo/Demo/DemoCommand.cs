using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using OrleansSaga.Silo.Options;
using OrleansSaga.Storage;
using Spectre.Console;

namespace OrleansSaga.Silo.Demo;

/// <summary>The command <c>--demo</c>: chooses how to tell what happens, listens to Ctrl-C, and turns the outcome into an exit code.</summary>
internal static class DemoCommand
{
    /// <summary>Runs the demo.</summary>
    /// <param name="command">The command line.</param>
    /// <returns>0 when every transfer ended as it should, 1 when not, 78 when the demo could not start.</returns>
    public static async Task<int> RunAsync(CommandLine command)
    {
        var options = new DemoOptions
        {
            Configuration = command.Configuration,
            Length = command.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        using var log = new DemoLog(Console.Error);
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return await DemoRun.RunAsync(options, Report(log, options.Time), log, stop.Token);
        }
        catch (Exception wrong) when (wrong is ConfigurationException or StorageConfigurationException or DemoCannotStartException or UnauthorizedAccessException)
        {
            return ServerCommand.Refuse(wrong.Message);
        }
        catch (IOException inUse) when (inUse.InnerException is AddressInUseException)
        {
            // Taken between our look and the start.
            return ServerCommand.Refuse($"{inUse.Message}; start the demo again");
        }

        void Stop(PosixSignalContext signal)
        {
            // The first asks for a clean end, which takes seconds; who asks again means at once, and nothing is lost by that either.
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
    }

    private static IDemoReport Report(DemoLog log, TimeProvider time)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi)
            return new PlainReport(Console.Out);
        return new DemoTable(AnsiConsole.Console, log, time);
    }
}
