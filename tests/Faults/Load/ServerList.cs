using System.Collections.Concurrent;

namespace OrleansSaga.Faults;

/// <summary>The servers of one coordinator, and how long clients try.</summary>
/// <param name="urls">Where they listen, without a slash at the end.</param>
internal sealed class ServerList(params string[] urls) : IDisposable
{
    private readonly ConcurrentQueue<string> _failed = new();
    private int _calls;
    private int _repeats;

    /// <summary>Calls that still were in trouble at the last attempt, each with what came of it.</summary>
    public IReadOnlyCollection<string> Failed => _failed;

    /// <summary>How many calls were made, however often each was repeated.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>How often a call was made again.</summary>
    public int Repeats => Volatile.Read(ref _repeats);

    /// <summary>Where they listen, without a slash at the end.</summary>
    public IReadOnlyList<string> Urls { get; } = urls;

    /// <summary>How often a call is made before the client gives up; each time at the next server. 1: no repeats.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>How long a client waits before it turns to the next server.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a client waits for an answer.</summary>
    public TimeSpan Patience
    {
        get => Http.Timeout;
        init => Http.Timeout = value;
    }

    internal HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };

    internal void OnCall() => Interlocked.Increment(ref _calls);

    internal void OnRepeat() => Interlocked.Increment(ref _repeats);

    internal void OnFailed(string call) => _failed.Enqueue(call);

    public void Dispose() => Http.Dispose();
}
