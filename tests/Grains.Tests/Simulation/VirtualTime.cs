using OrleansSaga.Grains.Tests.Kernel;

namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>A queue of things to come; time jumps from one to the next.</summary>
internal sealed class VirtualTime
{
    private readonly PriorityQueue<Action, (DateTimeOffset At, long Order)> _queue = new();
    private long _order;

    public DateTimeOffset Now { get; private set; } = Build.Start;

    public void In(TimeSpan delay, Action action) => At(Now + delay, action);

    public void At(DateTimeOffset at, Action action) => _queue.Enqueue(action, (at < Now ? Now : at, _order++));

    /// <summary>Runs everything up to <paramref name="until"/>, or until <paramref name="stop"/> says so.</summary>
    public void RunUntil(DateTimeOffset until, Func<bool> stop)
    {
        while (!stop() && _queue.TryPeek(out _, out var next) && next.At <= until)
        {
            var action = _queue.Dequeue();
            Now = next.At;
            action();
        }

        if (!stop())
            Now = until;
    }
}
