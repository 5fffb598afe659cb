using System.Runtime.InteropServices;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Silo.Options;
using OrleansSaga.Storage;

namespace OrleansSaga.Silo.Import;

/// <summary>The command <c>import-dtm</c>: reads its words, listens to Ctrl-C, and turns what goes wrong into words and an exit code.</summary>
internal static class ImportCommand
{
    /// <summary>Runs the command on the console.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await RunAsync(args, Console.Out, Console.Error, TimeProvider.System, stop.Token);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>Runs the command.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Gets the report.</param>
    /// <param name="errors">Gets what went wrong.</param>
    /// <param name="time">Measures the pause between the looks.</param>
    /// <param name="cancellationToken">Ends the import; what is adopted by then stays.</param>
    /// <returns>One of <see cref="ImportExit"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter errors, TimeProvider time, CancellationToken cancellationToken)
    {
        var (arguments, fault) = ImportArguments.Parse(args);
        if (arguments is null)
            return Misused(fault!);
        if (DtmDatabase.Of(arguments.From, arguments.Schema) is not { } source)
            return Misused("--from: not a PostgreSQL connection string such as \"Host=db;Username=dtm;Database=dtm\"");
        try
        {
            await using var target = ImportTarget.Configure(arguments.Configuration);
            if (arguments.Apply && target.Provider == StorageProvider.Memory)
                return Misused($"{StorageOptions.Section}:Provider: what is adopted into memory is lost at the end of this command");
            IImportReport report = arguments.Json ? new JsonReport(output) : new TextReport(output);
            return await new ImportRun(arguments, source, target, report, time).RunAsync(cancellationToken);
        }
        catch (Exception wrong) when (wrong is ImportException or ConfigurationException or StorageConfigurationException or JournalUnavailableException or UnreadableRecordException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return Failed(wrong.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Failed("Stopped. What is adopted stays adopted; run the command again to go on.");
        }

        int Misused(string what)
        {
            errors.WriteLine($"import-dtm: {what}{Environment.NewLine}{ImportArguments.Usage}");
            return ImportExit.Usage;
        }

        int Failed(string what)
        {
            errors.WriteLine($"import-dtm: {what}");
            return ImportExit.Error;
        }
    }
}
