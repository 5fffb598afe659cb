namespace OrleansSaga.Silo.Branches;

/// <summary>
/// The places for calls at one participant. Actions may hold at most all but the reserved places, compensations any, so a flood of
/// actions never stops a rollback. Who waits gets a freed place in order of arrival, among those who may use it. Taking and giving
/// back a free place costs one short lock; only a waiter has a timer.
/// </summary>
internal sealed class HostGate(BranchCallOptions limits, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _actions = [];
    private readonly LinkedList<Waiter> _compensations = [];
    private int _activeActions;
    private int _activeCompensations;
    private long _arrivals;
    private long _lastUsed = time.GetTimestamp();
    private bool _retired;

    /// <summary>When it last became idle, as a timestamp of the clock; only meaningful while idle.</summary>
    public long LastUsed => Interlocked.Read(ref _lastUsed);

    /// <summary>
    /// Takes a place, waiting at most <see cref="BranchCallOptions.QueueSeconds"/>. Who is admitted calls <see cref="Leave"/> once.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token fired while waiting; no place is held.</exception>
    public ValueTask<Admission> EnterAsync(bool compensation, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<Admission>(cancellationToken);
        Waiter waiter;
        lock (_lock)
        {
            if (_retired)
                return ValueTask.FromResult(Admission.Retired);
            var queue = compensation ? _compensations : _actions;
            // A free place while somebody of the same kind waits cannot be: Leave hands places on under this lock.
            if (HasPlace_NeedsLock(compensation))
            {
                Count_NeedsLock(compensation, 1);
                return ValueTask.FromResult(Admission.Admitted);
            }

            if (queue.Count >= limits.QueuedCallsPerHost)
                return ValueTask.FromResult(Admission.QueueFull);
            waiter = new Waiter(this, _arrivals++);
            queue.AddLast(waiter.Node);
        }

        return WaitAsync(waiter, cancellationToken);
    }

    /// <summary>Gives a place back, to the first waiter that may use it.</summary>
    public void Leave(bool compensation)
    {
        Waiter? next;
        lock (_lock)
        {
            Count_NeedsLock(compensation, -1);
            next = TakeNext_NeedsLock();
            if (next is null && IsIdle_NeedsLock())
                Interlocked.Exchange(ref _lastUsed, time.GetTimestamp());
        }

        next?.Completion.TrySetResult(Admission.Admitted);
    }

    /// <summary>Whether nobody is in or waits.</summary>
    public bool IsIdle()
    {
        lock (_lock)
            return IsIdle_NeedsLock();
    }

    /// <summary>Closes an idle gate for good; false when it is in use.</summary>
    public bool TryRetire()
    {
        lock (_lock)
        {
            if (!IsIdle_NeedsLock())
                return false;
            _retired = true;
            return true;
        }
    }

    private async ValueTask<Admission> WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        using var timer = time.CreateTimer(
            static state => ((Waiter)state!).Gate.GiveUp((Waiter)state, default),
            waiter,
            TimeSpan.FromSeconds(limits.QueueSeconds),
            Timeout.InfiniteTimeSpan);
        using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((Waiter)state!).Gate.GiveUp((Waiter)state, token),
            waiter);
        return await waiter.Completion.Task.ConfigureAwait(false);
    }

    // The waiter's time is up, or (with a token) it was cancelled. Nothing happens when it has just been admitted: then it holds
    // a place, and gives it back like everybody else.
    private void GiveUp(Waiter waiter, CancellationToken cancelledBy)
    {
        lock (_lock)
        {
            if (waiter.Node.List is not { } queue)
                return;
            queue.Remove(waiter.Node);
            if (IsIdle_NeedsLock())
                Interlocked.Exchange(ref _lastUsed, time.GetTimestamp());
        }

        if (cancelledBy.IsCancellationRequested)
            waiter.Completion.TrySetCanceled(cancelledBy);
        else
            waiter.Completion.TrySetResult(Admission.QueueTimeUp);
    }

    private Waiter? TakeNext_NeedsLock()
    {
        var action = HasPlace_NeedsLock(compensation: false) ? _actions.First : null;
        var compensation = HasPlace_NeedsLock(compensation: true) ? _compensations.First : null;
        var isCompensation = compensation is not null && (action is null || compensation.Value.Arrival < action.Value.Arrival);
        var next = isCompensation ? compensation : action;
        if (next is null)
            return null;
        next.List!.Remove(next);
        Count_NeedsLock(isCompensation, 1);
        return next.Value;
    }

    private bool HasPlace_NeedsLock(bool compensation) =>
        _activeActions + _activeCompensations < limits.CallsPerHost
        && (compensation || _activeActions < limits.CallsPerHost - limits.ReservedForCompensation);

    private bool IsIdle_NeedsLock() =>
        _activeActions + _activeCompensations == 0 && _actions.Count + _compensations.Count == 0;

    private void Count_NeedsLock(bool compensation, int by)
    {
        if (compensation)
            _activeCompensations += by;
        else
            _activeActions += by;
    }

    private sealed class Waiter
    {
        public Waiter(HostGate gate, long arrival)
        {
            Gate = gate;
            Arrival = arrival;
            Node = new LinkedListNode<Waiter>(this);
        }

        public HostGate Gate { get; }

        public long Arrival { get; }

        public LinkedListNode<Waiter> Node { get; }

        public TaskCompletionSource<Admission> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
