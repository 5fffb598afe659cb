using System.Diagnostics;

namespace OrleansSaga.Faults;

/// <summary>A silo as a process of this program, which ends when this process does.</summary>
internal sealed class SiloProcess(SiloPlace place) : ITestSilo, IAsyncDisposable
{
    private const int LogTailLines = 30;
    private static readonly TimeSpan ReadyInterval = TimeSpan.FromMilliseconds(100);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };

    private Process? _process;
    private PausedProcess? _paused;
    private int _lives;

    public string Name => place.Name;

    public SiloNature Nature => BuiltSilos.Nature;

    public string Url { get; } = $"http://127.0.0.1:{place.HttpPort}";

    public string GrpcUrl { get; } = $"http://127.0.0.1:{place.GrpcPort}";

    public TcpProxy Link => place.Link;

    public TcpProxy DatabasePath => place.DatabasePath;

    // Not by the process object: another thread may be replacing that one by the next life's.
    public bool IsRunning => !Exited.IsCompleted;

    public Task<int> Exited { get; private set; } = Task.FromResult(0);

    public string Log => File.Exists(place.LogFile) ? File.ReadAllText(place.LogFile) : "";

    public void Start(TimeSpan clockOffset = default, IReadOnlyList<string>? more = null)
    {
        if (IsRunning)
            throw new InvalidOperationException($"{Name} runs.");
        var last = _process;
        _lives++;
        File.AppendAllText(place.LogFile, $"=== {Name}, life {_lives}, clock off by {clockOffset}\n");
        // exec: the process is the silo itself, with its output in the file, which outlives us both.
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = place.Folder };
        foreach (var argument in (IEnumerable<string>)["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1", "sh", place.LogFile, "dotnet", typeof(SiloRole).Assembly.Location, SiloRole.Word, .. place.Arguments, .. more ?? []])
            start.ArgumentList.Add(argument);
        foreach (var (key, value) in place.Environment)
            start.Environment[key] = value;
        start.Environment[SiloRole.ClockVariable] = clockOffset.ToString("c");
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{Name} did not start.");
        Exited = WhenExitedAsync(_process);
        last?.Dispose();
    }

    public async Task WhenReadyAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await IsReadyAsync(cancellationToken))
        {
            if (!IsRunning)
                throw new SiloNotReadyException($"{Name} has ended before it was ready:\n{LogTail()}");
            if (TimeProvider.System.GetElapsedTime(started) > patience)
                throw new SiloNotReadyException($"{Name} is not ready after {patience.TotalSeconds:0} s:\n{LogTail()}");
            await Task.Delay(ReadyInterval, TimeProvider.System, cancellationToken);
        }
    }

    public async Task KillAsync()
    {
        if (!IsRunning)
            return;
        _process!.Kill();
        await Exited;
        await ResumeAsync();
    }

    public async Task PauseAsync()
    {
        if (IsRunning && _paused is null)
            _paused = await PausedProcess.PauseAsync(_process!.Id);
    }

    public async Task ResumeAsync()
    {
        if (Interlocked.Exchange(ref _paused, null) is { } paused)
            await paused.ResumeAsync();
    }

    public async Task WhenBackFromTheDeadAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (Nature.EndsWhenDeclaredDead)
        {
            try
            {
                await Exited.WaitAsync(patience, TimeProvider.System, cancellationToken);
            }
            catch (TimeoutException)
            {
                throw new SiloNotReadyException($"{Name} has been declared dead, and did not end within {patience.TotalSeconds:0} s:\n{LogTail()}");
            }

            Start();
        }

        await WhenReadyAsync(patience, cancellationToken);
    }

    public async Task<int> TerminateAsync(CancellationToken cancellationToken)
    {
        if (IsRunning)
            Signals.Send(_process!.Id, Signals.Terminate);
        return await Exited.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        await Link.DisposeAsync();
        await DatabasePath.DisposeAsync();
    }

    private static async Task<int> WhenExitedAsync(Process process)
    {
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var reply = await Http.GetAsync(new Uri(Url + "/health/ready"), cancellationToken);
            return reply.IsSuccessStatusCode;
        }
        catch (Exception notYet) when (notYet is HttpRequestException || (notYet is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private string LogTail() => string.Join('\n', Log.Split('\n').TakeLast(LogTailLines));
}
