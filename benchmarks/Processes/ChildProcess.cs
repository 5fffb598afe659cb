using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using OrleansSaga.Benchmarks.Cli;

namespace OrleansSaga.Benchmarks.Processes;

/// <summary>Another process of this same program. It ends with this one, because it watches its standard input.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);
    private const int KeptLines = 30;

    private readonly Process _process;
    private readonly string _name;
    private readonly Channel<string> _answers = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Queue<string> _lastLines = new();
    private readonly Lock _lock = new();
    private readonly Task _pumps;

    private ChildProcess(string name, Process process)
    {
        _name = name;
        _process = process;
        _pumps = Task.WhenAll(PumpAsync(process.StandardOutput, answers: true), PumpAsync(process.StandardError, answers: false));
    }

    public int Id => _process.Id;

    /// <summary>Processor time so far.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts this program again with other words, and other environment variables.</summary>
    public static ChildProcess Start(string name, IEnumerable<string> words, IReadOnlyDictionary<string, string>? environment = null)
    {
        var program = Environment.ProcessPath ?? throw new BenchmarkException("This program does not know its own path.");
        var info = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            info.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        foreach (var word in words)
            info.ArgumentList.Add(word);
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
            info.Environment[key] = value;
        return new ChildProcess(name, Process.Start(info) ?? throw new BenchmarkException($"The {name} process did not start."));
    }

    /// <summary>Sends a command and waits for its answer. One at a time.</summary>
    public Task<T> AskAsync<T>(object command, CancellationToken cancellationToken) => AskAsync<T>(Wire.Write(command), cancellationToken);

    /// <summary>Sends a word and waits for its answer. One at a time.</summary>
    public async Task<T> AskAsync<T>(string line, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        return await HearAsync<T>(cancellationToken);
    }

    /// <summary>Waits for the child's next answer.</summary>
    public async Task<T> HearAsync<T>(CancellationToken cancellationToken)
    {
        if (await _answers.Reader.WaitToReadAsync(cancellationToken) && _answers.Reader.TryRead(out var answer))
            return Wire.Read<T>(answer);
        throw new BenchmarkException($"The {_name} process ended too early. Its last lines:\n{LastLines()}");
    }

    /// <summary>Ends it as a power cut would (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends a signal by its number.</summary>
    public void Signal(int number)
    {
        if (SendSignal(Id, number) != 0)
            throw new BenchmarkException($"The {_name} process took no signal {number}.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(LongestEnd);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"The {_name} process did not end by itself and is killed.");
            await KillAsync();
        }
        await _pumps;
        _process.Dispose();
    }

    private async Task PumpAsync(StreamReader reader, bool answers)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (answers && line.StartsWith(ChildSide.Mark, StringComparison.Ordinal))
                _answers.Writer.TryWrite(line[ChildSide.Mark.Length..]);
            else
                Keep(line);
        }
        if (answers)
            _answers.Writer.TryComplete();
    }

    private void Keep(string line)
    {
        lock (_lock)
        {
            if (_lastLines.Count == KeptLines)
                _lastLines.Dequeue();
            _lastLines.Enqueue(line);
        }
    }

    private string LastLines()
    {
        lock (_lock)
            return string.Join('\n', _lastLines);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
