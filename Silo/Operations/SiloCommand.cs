using System.Collections.Frozen;
using OrleansSaga.Silo.Options;
using OrleansSaga.Storage;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Operations;

/// <summary>The commands about silos: <c>silo can-stop</c>, <c>silo healthy</c>, <c>silo migrate</c>. Each reads the silo's own configuration.</summary>
internal static class SiloCommand
{
    /// <summary>The word that asks for commands about silos.</summary>
    public const string Word = "silo";

    private const string Usage =
        """
        Usage, each with the silo's own configuration, such as --OrleansSaga:Cluster:Name=...:
          silo can-stop                        exit code 0 yes, another silo is active; 1 no, this is the last one; 2 cannot tell
          silo healthy [ready|live|startup]    exit code 0 good; 1 not, or no answer; 2 cannot tell
          silo migrate                         exit code 0 the schema is this version's; 1 the database is away or refuses; 2 wrong configuration
        """;

    /// <summary>What can follow <see cref="Word"/>.</summary>
    public static readonly FrozenDictionary<string, Func<SiloQuestion, Task<(int Code, string Answer)>>> Commands =
        new Dictionary<string, Func<SiloQuestion, Task<(int Code, string Answer)>>>(StringComparer.Ordinal)
        {
            ["can-stop"] = CanStop.AskAsync,
            ["healthy"] = Healthy.AskAsync,
            ["migrate"] = Migrate.RunAsync,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Runs a command on the console.</summary>
    public static Task<int> RunAsync(string[] args) => RunAsync(args, Console.Out, Console.Error, TimeProvider.System);

    /// <summary>Runs a command.</summary>
    /// <param name="args">The command line, with the word.</param>
    /// <param name="output">Gets the answer.</param>
    /// <param name="errors">Gets what keeps from answering.</param>
    /// <param name="time">Measures how long is waited.</param>
    /// <returns>One of <see cref="SiloExit"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, TimeProvider time)
    {
        if (args.FirstOrDefault() != Word || args.ElementAtOrDefault(1) is not { } name || !Commands.TryGetValue(name, out var command))
        {
            await errors.WriteLineAsync(Usage);
            return SiloExit.Unknown;
        }

        var (code, answer) = await AnswerAsync(command, args[2..], time);
        await (code == SiloExit.Unknown ? errors : output).WriteLineAsync($"{Word} {name}: {answer}");
        return code;
    }

    private static async Task<(int Code, string Answer)> AnswerAsync(Func<SiloQuestion, Task<(int Code, string Answer)>> command, string[] args, TimeProvider time)
    {
        try
        {
            var words = args.TakeWhile(static argument => !argument.StartsWith('-') && !argument.Contains('=', StringComparison.Ordinal)).ToArray();
            // As a web application reads it.
            var environment = new ConfigurationManager();
            environment.AddEnvironmentVariables("ASPNETCORE_");
            var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args[words.Length..], Configuration = environment });
            SiloHost.AddDefaults(builder);
            if (ConfigurationCheck.Faults(builder.Configuration) is { Count: > 0 } faults)
                return (SiloExit.Unknown, string.Join(Environment.NewLine, faults));
            var storage = builder.Configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new();
            StoragePath.UnderContentRoot(storage, builder.Environment.ContentRootPath);
            return await command(new SiloQuestion(
                words,
                builder.Configuration.GetSection(ApiOptions.Section).Get<ApiOptions>() ?? new(),
                builder.Configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new(),
                storage,
                time));
        }
        catch (Exception wrong) when (wrong is MembershipUnavailableException or StorageConfigurationException or DirectoryNotFoundException)
        {
            return (SiloExit.Unknown, wrong.Message);
        }
    }
}
