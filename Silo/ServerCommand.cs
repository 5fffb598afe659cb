using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using OrleansSaga.Silo.Application;
using OrleansSaga.Silo.Options;
using OrleansSaga.Storage;

namespace OrleansSaga.Silo;

/// <summary>Runs the server until it is told to stop, and turns what goes wrong at start into words and an exit code.</summary>
internal static class ServerCommand
{
    private const string Listening =
        $"{ApiOptions.Section}:HttpPort, {ApiOptions.Section}:GrpcPort, {ApiOptions.Section}:BindAddress, {ClusterOptions.Section}:Port, {ClusterOptions.Section}:BindAddress";

    public static async Task<int> RunAsync(string[] configuration)
    {
        try
        {
            await using var app = SiloHost.Build(configuration);
            var silos = app.Services.GetRequiredService<ISiloDirectory>();
            await RunAsync(app, app.Lifetime.ApplicationStopping);
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
        catch (Exception cannotListen) when (cannotListen is SocketException or IOException { InnerException: AddressInUseException })
        {
            return Refuse($"{Listening}: a port is in use, or the address is not one of this machine's or not allowed to this user ({cannotListen.Message})");
        }
    }

    /// <summary>Runs until the end; being told to end while it still starts is an end like any other.</summary>
    private static async Task RunAsync(WebApplication app, CancellationToken stopping)
    {
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
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
