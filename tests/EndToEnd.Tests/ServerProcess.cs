using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OrleansSaga.EndToEnd.Tests;

/// <summary>The server as its own process, started from its build output; killed with -9 at will, and always at the end.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly string? _awaitedWords;
    private readonly TaskCompletionSource _awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process, string? awaitedWords) => (_process, _awaitedWords) = (process, awaitedWords);

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Everything it has written so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>The built server.</summary>
    public static string Program
    {
        get
        {
            // artifacts/<runtime>/bin/EndToEnd.Tests/<configuration> lies beside artifacts/<runtime>/bin/Silo/<configuration>.
            var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return Path.Combine(here.Parent!.Parent!.FullName, "Silo", here.Name, "OrleansSaga.Silo.dll");
        }
    }

    /// <summary>Starts a server and waits until it listens.</summary>
    public static async Task<ServerProcess> StartAsync(IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        var server = Launch(["--OrleansSaga:Api:HttpPort=0", .. arguments], folder);
        var exited = server._process.WaitForExitAsync(cancellationToken);
        if (await Task.WhenAny(server._listening.Task, exited) == exited)
            Assert.Fail($"The server ended with {server._process.ExitCode}:\n{server.Output}");
        server.Url = await server._listening.Task;
        return server;
    }

    /// <summary>Runs a server that is expected to end by itself; returns its exit code and output.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        await using var server = Launch(arguments, folder);
        await server._process.WaitForExitAsync(cancellationToken);
        return (server._process.ExitCode, server.Output);
    }

    /// <summary>Runs a server that is told to end (SIGTERM) as soon as it has written <paramref name="words"/>; returns its exit code and output.</summary>
    public static async Task<(int ExitCode, string Output)> RunUntilAsync(string words, IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        await using var server = Launch(arguments, folder, words);
        var exited = server._process.WaitForExitAsync(cancellationToken);
        if (await Task.WhenAny(server._awaited.Task, exited) != exited)
            Faults.Signals.Send(server._process.Id, Faults.Signals.Terminate);
        await exited;
        return (server._process.ExitCode, server.Output);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private static ServerProcess Launch(IEnumerable<string> arguments, string folder, string? words = null)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Program);
        // Servers that run at the same time: whoever wants gRPC says on which port.
        start.Environment["OrleansSaga__Api__GrpcPort"] = "-1";
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var server = new ServerProcess(new Process { StartInfo = start }, words);
        server._process.OutputDataReceived += server.OnLine;
        server._process.ErrorDataReceived += server.OnLine;
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    private void OnLine(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        _output.Enqueue(line.Data);
        if (_awaitedWords is not null && line.Data.Contains(_awaitedWords, StringComparison.Ordinal))
            _awaited.TrySetResult();
        if (Listening().Match(line.Data) is { Success: true } match)
            _listening.TrySetResult(match.Groups[1].Value);
    }

    [GeneratedRegex("Now listening on: (http://[^ ]+)")]
    private static partial Regex Listening();
}
