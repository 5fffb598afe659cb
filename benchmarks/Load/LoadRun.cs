using System.Text;
using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Http;
using OrleansSaga.Benchmarks.Measure;

namespace OrleansSaga.Benchmarks.Load;

/// <summary>
/// One run on one thread. Closed loop: each client submits, waits until the saga's end is durable, and goes on. Open
/// loop: sagas start at fixed times, and latencies count from these times also when no connection was free, so that a
/// server that stalls cannot hide it by holding the load back.
/// </summary>
internal sealed class LoadRun : IDisposable
{
    private const long PollDone = 200 * Clock.Microsecond;
    private const long PauseAfterRefusal = 10 * Clock.Millisecond;
    private const long LongestWait = 50 * Clock.Millisecond;
    private const int Overloaded = 503;
    private const int Unfinished = 409;
    private const long DrainLimit = 60 * Clock.Second;

    private readonly LoadPlan _plan;
    private readonly Script[] _scripts;
    private readonly DoneLog? _done;
    private readonly Epoll _epoll = new();
    private readonly Dictionary<int, LoadClient> _clients = [];
    private readonly Stack<LoadClient> _free = new();
    private readonly Queue<(LoadClient Client, long ResumeAt)> _paused = new();
    private readonly Dictionary<int, LoadClient> _waiting = [];
    private readonly Dictionary<int, int> _refused = [];
    private readonly long _startAt;
    private readonly long _stopAt;
    private readonly SagaBook _book;
    private int _largestBacklog;

    public LoadRun(LoadPlan plan)
    {
        if (plan.Seconds > 0 == plan.Count > 0)
            throw new BenchmarkException("A load plan has either a time or a count.");
        _plan = plan;
        _scripts = [.. plan.Participants.Select(participant => new Script(plan, participant))];
        var callsParticipants = _scripts[0].Requests.Any(request => request.ToParticipant);
        _done = plan.DoneLog is null ? null : DoneLog.Open(plan.DoneLog);
        for (var i = 0; i < plan.Clients; i++)
        {
            var server = plan.Servers[i % plan.Servers.Length];
            var client = new LoadClient(
                plan.IsGrpc ? new GrpcExchange(server) : new HttpExchange(server),
                callsParticipants ? new HttpExchange(plan.Participants[0]) : null);
            foreach (var exchange in client.Exchanges)
            {
                _epoll.Add(exchange.Socket);
                _clients.Add((int)exchange.Socket.Handle, client);
            }
            _free.Push(client);
        }
        _startAt = Clock.Now;
        var windowStart = _startAt + (long)(plan.WarmUpSeconds * Clock.Second);
        _stopAt = plan.Count > 0 ? long.MaxValue : windowStart + (long)(plan.Seconds * Clock.Second);
        _book = new SagaBook(windowStart, _stopAt);
    }

    public LoadResult Run()
    {
        var cpu = Environment.CpuUsage.TotalTime;
        Span<int> ready = stackalloc int[256];
        var drainUntil = long.MaxValue;
        while (true)
        {
            var now = Clock.Now;
            var stopped = AllStarted(now);
            ResumePaused(now);
            if (!stopped)
                StartDue(now);
            else if (drainUntil == long.MaxValue)
                drainUntil = now + DrainLimit;
            if (stopped && (Outstanding == 0 || now > drainUntil))
                break;
            var count = _epoll.Wait(ready, WaitTime(now, stopped));
            for (var i = 0; i < count; i++)
                Receive(_clients[ready[i]]);
            ReadDone();
        }
        return new LoadResult(
            _book.Submitted,
            _book.Done,
            _book.NotSucceeded,
            _book.DonePerSecond(Clock.Now),
            _book.Submit,
            _book.SubmitToDone,
            _refused,
            _largestBacklog,
            (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values.Distinct())
            client.Dispose();
        _epoll.Dispose();
        _done?.Dispose();
    }

    private int Outstanding => _done is null ? _plan.Clients - _free.Count : Math.Max(_book.Started - _book.Done, _plan.Clients - _free.Count);

    /// <summary>In the open loop what is due and has not found a connection yet is still owed after the end of the window.</summary>
    private bool AllStarted(long now)
    {
        if (_plan.Count > 0)
            return _book.Started == _plan.Count;
        return _plan.Rate == 0 ? now >= _stopAt : (now >= _stopAt && _book.Started >= DueBy(now)) || now >= _stopAt + DrainLimit;
    }

    private int DueBy(long now) => (int)((Math.Min(now, _stopAt) - _startAt) * (double)_plan.Rate / Clock.Second);

    private void StartDue(long now)
    {
        if (_plan.Rate == 0)
        {
            while (_free.Count > 0 && (_plan.Count == 0 || _book.Started < _plan.Count))
                Start(now);
            return;
        }
        var due = DueBy(now) - _book.Started;
        _largestBacklog = Math.Max(_largestBacklog, due - _free.Count);
        for (; due > 0 && _free.Count > 0; due--)
            Start(IntendedStart(_book.Started));
    }

    private long IntendedStart(int saga) => _startAt + (long)((saga + 1) * ((double)Clock.Second / _plan.Rate));

    private void Start(long startsAt)
    {
        var client = _free.Pop();
        client.Saga = _book.Start(startsAt);
        client.Stage = 0;
        Send(client);
    }

    private void Send(LoadClient client)
    {
        var request = ScriptOf(client).Requests[client.Stage];
        client.Send(request.Request.For(client.Saga), request.ToParticipant);
    }

    private Script ScriptOf(LoadClient client) => _scripts[client.Saga % _scripts.Length];

    private void ResumePaused(long now)
    {
        while (_paused.TryPeek(out var paused) && paused.ResumeAt <= now)
        {
            _paused.Dequeue();
            Send(paused.Client);
        }
    }

    private void Receive(LoadClient client)
    {
        if (!client.TryReceive(out var reply))
            return;
        var now = Clock.Now;
        if (reply.Status != 200)
            _refused[reply.Status] = _refused.GetValueOrDefault(reply.Status) + 1;
        if (reply.Status == Overloaded)
        {
            _paused.Enqueue((client, now + PauseAfterRefusal));
            return;
        }
        // A submit that waited may be answered with 409 when the pass ended first: the saga goes on all the same.
        if (reply.Status != 200 && !(reply.Status == Unfinished && _plan.WaitResult))
            throw new BenchmarkException($"A request was answered with {reply.Status}: {Encoding.UTF8.GetString(reply.Body.Span)}");
        if (client.Stage + 1 < ScriptOf(client).Requests.Count)
        {
            client.Stage++;
            Send(client);
            return;
        }

        _book.OnSubmitted(client.Saga, now);
        if (_done is null || _plan.Rate > 0 || _book.IsDone(client.Saga))
            _free.Push(client);
        else
            _waiting.Add(client.Saga, client);
    }

    private void ReadDone()
    {
        if (_done is null)
            return;
        while (_done.TryRead(out var saga, out var succeeded, out var doneAt))
        {
            _book.OnDone(saga, doneAt, succeeded);
            if (_waiting.Remove(saga, out var client))
                _free.Push(client);
        }
    }

    private long WaitTime(long now, bool stopped)
    {
        if (!stopped && _plan.Rate == 0 && _free.Count > 0)
            return 0;
        var wait = _done is not null && _book.Started > _book.Done ? PollDone : LongestWait;
        if (!stopped && _plan.Rate > 0 && _free.Count > 0)
            wait = Math.Min(wait, IntendedStart(_book.Started) - now);
        if (_paused.TryPeek(out var paused))
            wait = Math.Min(wait, paused.ResumeAt - now);
        return Math.Max(0, wait);
    }
}
