using OrleansSaga.Silo.Application;
using OrleansSaga.Silo.Options;
using OrleansSaga.Storage;

namespace OrleansSaga.Silo;

/// <summary>Runs the server until it is told to stop, and turns what goes wrong at start into words and an exit code.</summary>
internal static class ServerCommand
{
    public static async Task<int> RunAsync(string[] configuration)
    {
        try
        {
            await using var app = SiloHost.Build(configuration);
            var silos = app.Services.GetRequiredService<ISiloDirectory>();
            await app.RunAsync();
            return silos.Fault is { } fault ? Refuse(fault) : 0;
        }
        catch (ConfigurationException wrong)
        {
            return Refuse(wrong.Message);
        }
        catch (StorageConfigurationException wrong)
        {
            return Refuse(wrong.Message);
        }
        catch (DirectoryNotFoundException missing)
        {
            return Refuse($"contentRoot: the folder does not exist ({missing.Message})");
        }
        catch (IOException inUse) when (inUse.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return Refuse($"{ApiOptions.Section}:HttpPort, {ApiOptions.Section}:GrpcPort: a port is in use ({inUse.Message})");
        }
    }

    public static int Help()
    {
        Console.Out.WriteLine(CommandLine.Usage);
        return 0;
    }

    public static int Refuse(string message)
    {
        Console.Error.WriteLine($"OrleansSaga cannot start:{Environment.NewLine}{message}");
        return ConfigurationException.ExitCode;
    }
}
