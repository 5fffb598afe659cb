using OrleansSaga.Silo.Options;
using OrleansSaga.Storage;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Operations;

/// <summary>The command <c>silo can-stop</c>: whether the silo that these settings belong to may stop without anybody noticing.</summary>
internal static class SiloCommand
{
    /// <summary>The word that asks for commands about silos.</summary>
    public const string Word = "silo";

    private const string CanStopWord = "can-stop";

    private const string Usage =
        """
        Usage: silo can-stop [the silo's own configuration, such as --OrleansSaga:Cluster:Name=...]
        Exit code: 0 yes, another silo is active; 1 no, this is the last one; 2 cannot tell
        """;

    /// <summary>Runs the command on the console.</summary>
    public static Task<int> RunAsync(string[] args) => RunAsync(args, Console.Out, Console.Error, TimeProvider.System);

    /// <summary>Runs the command.</summary>
    /// <param name="args">The command line, with the word.</param>
    /// <param name="output">Gets the answer.</param>
    /// <param name="errors">Gets what keeps from answering.</param>
    /// <param name="time">Measures how long beats are watched.</param>
    /// <returns>One of <see cref="SiloExit"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, TimeProvider time)
    {
        if (args.FirstOrDefault() != Word || args.ElementAtOrDefault(1) != CanStopWord)
            return Unknown(Usage);
        try
        {
            // As a web application reads it.
            var environment = new ConfigurationManager();
            environment.AddEnvironmentVariables("ASPNETCORE_");
            var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args[2..], Configuration = environment });
            SiloHost.AddDefaults(builder);
            if (ConfigurationCheck.Faults(builder.Configuration) is { Count: > 0 } faults)
                return Unknown(string.Join(Environment.NewLine, faults));
            var storage = builder.Configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new();
            if (storage.Provider != StorageProvider.Postgres)
                return Unknown($"{StorageOptions.Section}:Provider is {storage.Provider.ToString().ToLowerInvariant()}: such a silo is the only one, and nobody can see it from outside. Stopping it stops the service.");
            var name = SiloName.Of(
                builder.Configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new(),
                builder.Configuration.GetSection(ApiOptions.Section).Get<ApiOptions>() ?? new());
            using var table = MembershipTables.Postgres(storage, name);
            var (code, answer) = await CanStop.AskAsync(table, name, time);
            await (code == SiloExit.Unknown ? errors : output).WriteLineAsync($"silo can-stop: {answer}");
            return code;
        }
        catch (Exception wrong) when (wrong is MembershipUnavailableException or StorageConfigurationException or DirectoryNotFoundException)
        {
            return Unknown(wrong.Message);
        }

        int Unknown(string what)
        {
            errors.WriteLine($"silo can-stop: {what}");
            return SiloExit.Unknown;
        }
    }
}
