using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using OrleansSaga.Silo.Tests.Grpc;

[assembly: AssemblyFixture(typeof(PythonPeer))]

namespace OrleansSaga.Silo.Tests.Grpc;

/// <summary>
/// peer.py in a process of its own: Debian's grpcio as client of a silo, and as a service with branches. Started when a test first
/// needs it; where there is none, tests are skipped, but in CI that is a failure.
/// </summary>
public sealed class PythonPeer : IAsyncLifetime
{
    /// <summary>Debian's own Python: grpcio belongs to it, and not to whatever else is called python3.</summary>
    private const string Python = "/usr/bin/python3";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly Lazy<Task<Running?>> _running = new(StartAsync);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>The process; a test that finds none is skipped.</summary>
    internal async Task<Running> OrSkipAsync()
    {
        if (await _running.Value is { } running)
            return running;
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "CI needs python3-grpcio and python3-protobuf.");
        Assert.Skip("There is no python3-grpcio on this machine.");
        throw new InvalidOperationException("Skipped.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_running.IsValueCreated && await _running.Value is { } running)
            await running.DisposeAsync();
    }

    private static async Task<Running?> StartAsync()
    {
        if (!File.Exists(Python) || await ExitCodeAsync("-c", "import grpc, google.protobuf") != 0)
            return null;
        var process = Launch(Path.Combine(Repository.Root, "tests", "Silo.Tests", "Grpc", "peer.py"));
        var first = JsonDocument.Parse(await process.StandardOutput.ReadLineAsync() ?? "{}").RootElement;
        return new Running(process, first.GetProperty("port").GetInt32());
    }

    private static async Task<int> ExitCodeAsync(params string[] arguments)
    {
        using var process = Launch(arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static Process Launch(params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>The process while it runs.</summary>
    internal sealed class Running : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly ConcurrentDictionary<int, TaskCompletionSource<PeerAnswer>> _calls = new();
        private readonly List<PeerCall> _seen = [];
        private readonly List<(Func<PeerCall, bool> Is, TaskCompletionSource<PeerCall> Came)> _watches = [];
        private readonly Task _reading;
        private int _lastId;

        public Running(Process process, int port)
        {
            _process = process;
            Target = $"127.0.0.1:{port}";
            _reading = ReadAsync();
        }

        /// <summary>Where its service with branches listens: host and port.</summary>
        public string Target { get; }

        /// <summary>The URL of one of its methods, which answer by their name (peer.py).</summary>
        public string Url(string method) => $"{Target}/busi.Busi/{method}";

        /// <summary>Starts a call; its number serves to cancel it.</summary>
        public (int Id, Task<PeerAnswer> Answer) Start(string target, string method, string request, object message, string reply, double? timeout = null, bool gzip = false, string[][]? metadata = null)
        {
            var id = Interlocked.Increment(ref _lastId);
            var came = new TaskCompletionSource<PeerAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
            _calls[id] = came;
            Say(new { @do = "call", id, target, method, request, message, reply, timeout, gzip, metadata = metadata ?? [] });
            return (id, came.Task.WaitAsync(LongestWait));
        }

        public void Cancel(int id) => Say(new { @do = "cancel", id });

        /// <summary>Lets calls of the method Gate-something go on.</summary>
        public void Open(string name) => Say(new { @do = "open", name });

        /// <summary>What Python's protobuf reads in a message.</summary>
        public async Task<JsonElement> DecodeAsync(string kind, string base64)
        {
            var id = Interlocked.Increment(ref _lastId);
            var came = new TaskCompletionSource<PeerAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
            _calls[id] = came;
            Say(new { @do = "decode", id, reply = kind, raw = base64 });
            return (await came.Task.WaitAsync(LongestWait)).Reply;
        }

        /// <summary>The first branch call of that kind, which may have come already.</summary>
        public Task<PeerCall> SeenAsync(Func<PeerCall, bool> isIt)
        {
            lock (_seen)
            {
                if (_seen.Find(call => isIt(call)) is { } seen)
                    return Task.FromResult(seen);
                var came = new TaskCompletionSource<PeerCall>(TaskCreationOptions.RunContinuationsAsynchronously);
                _watches.Add((isIt, came));
                return came.Task.WaitAsync(LongestWait);
            }
        }

        /// <summary>The branch calls of a gid so far, as "method branch_id op", oldest first.</summary>
        public IReadOnlyList<string> CallsOf(string gid)
        {
            lock (_seen)
                return [.. _seen.Where(call => call["dtm-gid"] == gid).Select(call => $"{call.Method.Split('/')[2]} {call["dtm-branch_id"]} {call["dtm-op"]}")];
        }

        public async ValueTask DisposeAsync()
        {
            _process.StandardInput.Close();
            _process.Kill();
            await _process.WaitForExitAsync();
            await _reading;
            _process.Dispose();
        }

        private void Say(object what)
        {
            lock (_process)
            {
                _process.StandardInput.WriteLine(JsonSerializer.Serialize(what));
                _process.StandardInput.Flush();
            }
        }

        private async Task ReadAsync()
        {
            while (await _process.StandardOutput.ReadLineAsync() is { } line)
            {
                var told = JsonDocument.Parse(line).RootElement;
                if (told.TryGetProperty("id", out var id))
                    Complete(_calls[id.GetInt32()], told);
                else
                    Take(told);
            }
        }

        private static void Complete(TaskCompletionSource<PeerAnswer> call, JsonElement told)
        {
            if (told.TryGetProperty("wrong", out var wrong))
                call.TrySetException(new InvalidOperationException(wrong.GetString()));
            else
                call.TrySetResult(PeerAnswer.Of(told));
        }

        private void Take(JsonElement told)
        {
            var call = PeerCall.Of(told);
            lock (_seen)
            {
                _seen.Add(call);
                foreach (var (_, came) in _watches.Where(watch => watch.Is(call)))
                    came.TrySetResult(call);
                _watches.RemoveAll(watch => watch.Came.Task.IsCompleted);
            }
        }
    }
}

/// <summary>How a call that Python made has ended.</summary>
/// <param name="Code">Status code.</param>
/// <param name="Details">Text of the status.</param>
/// <param name="Reply">The reply as JSON; undefined when there was none.</param>
/// <param name="Headers">Headers that came before the reply.</param>
internal sealed record PeerAnswer(int Code, string Details, JsonElement Reply, IReadOnlyList<string> Headers)
{
    public static PeerAnswer Of(JsonElement told) => new(
        told.TryGetProperty("code", out var code) ? code.GetInt32() : 0,
        told.TryGetProperty("details", out var details) ? details.GetString()! : "",
        told.TryGetProperty("reply", out var reply) ? reply : default,
        told.TryGetProperty("headers", out var headers) ? [.. Pairs(headers), .. Pairs(told.GetProperty("trailers"))] : []);

    private static IEnumerable<string> Pairs(JsonElement pairs) => pairs.EnumerateArray().Select(pair => $"{pair[0].GetString()}: {pair[1].GetString()}");
}

/// <summary>A branch call that Python got, or the end of one that its caller cancelled.</summary>
/// <param name="Method">Path of the method.</param>
/// <param name="IsCancelled">Whether this is the end of a call, cancelled by its caller.</param>
/// <param name="Metadata">Metadata by key.</param>
/// <param name="Message">The message in base 64.</param>
/// <param name="RemainingSeconds">Seconds to the deadline that the caller sent; null without one.</param>
internal sealed record PeerCall(string Method, bool IsCancelled, ILookup<string, string> Metadata, string Message, double? RemainingSeconds)
{
    /// <summary>The one value of a key; null when there is none.</summary>
    public string? this[string key] => Metadata[key].SingleOrDefault();

    public static PeerCall Of(JsonElement told) => told.TryGetProperty("cancelled", out var method)
        ? new(method.GetString()!, true, Array.Empty<string>().ToLookup(key => key), "", null)
        : new(
            told.GetProperty("seen").GetString()!,
            false,
            told.GetProperty("metadata").EnumerateArray().ToLookup(pair => pair[0].GetString()!, pair => pair[1].GetString()!),
            told.GetProperty("message").GetString()!,
            told.GetProperty("remaining") is { ValueKind: JsonValueKind.Number } remaining ? remaining.GetDouble() : null);
}
