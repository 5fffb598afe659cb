using System.Diagnostics.CodeAnalysis;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>How an activation begins and ends.</summary>
internal sealed partial class Activation
{
    private Grain? _instance;
    private TaskCompletionSource? _dead;

    /// <summary>Starts making the grain. Called once, when the activation is in the table.</summary>
    public void Open() => _scheduler.Enqueue(new LifecycleTurn(this, static self => self.ActivateAsync()));

    /// <summary>Ends the activation if it has been idle for that long.</summary>
    public void CollectIfIdleSince(TimeSpan age, long now)
    {
        Turn? end = null;
        lock (_gate)
        {
            if (MayBeCollected_NeedsLock(now) && _silo.Time.GetElapsedTime(_lastUsed, now) >= age)
                end = End_NeedsLock(new DeactivationReason(DeactivationReasonCode.ActivationIdle, $"Idle for {age}."));
        }

        if (end is not null)
            _scheduler.Enqueue(end);
    }

    /// <summary>Ends the activation if it is idle, however short.</summary>
    public bool TryEndForRoom(long now)
    {
        Turn? end;
        lock (_gate)
        {
            if (!MayBeCollected_NeedsLock(now))
                return false;
            MakesRoom = true;
            end = End_NeedsLock(new DeactivationReason(DeactivationReasonCode.RuntimeRequested, "The limit on activations is reached."));
        }

        if (end is not null)
            _scheduler.Enqueue(end);
        return true;
    }

    /// <summary>Ends the activation because the silo stops.</summary>
    /// <param name="force">Whether to fail what waits and not to wait for what runs.</param>
    /// <returns>A task that completes when the activation is dead.</returns>
    public Task EndForStop(bool force)
    {
        Turn? end = null;
        var refused = default(TurnQueue);
        Task dead;
        lock (_gate)
        {
            if (_state == ActivationState.Dead)
                return Task.CompletedTask;
            _dead ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            dead = _dead.Task;
            if (force)
                (refused, _mailbox) = (_mailbox, default);
            if (_state is ActivationState.Activating or ActivationState.Active)
                end = End_NeedsLock(new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The silo is stopping."), force);
        }

        if (end is not null)
            _scheduler.Enqueue(end);
        Refuse(refused, static () => new SiloUnavailableException());
        return dead;
    }

    /// <summary>
    /// Ends the activation because another silo owns the grain, once the turn that runs has ended. Calls that interleave are not waited
    /// for: the grain has to send their callers away when it is deactivated.
    /// </summary>
    /// <returns>A task that completes when the activation is dead.</returns>
    public Task EndForMove()
    {
        Turn? end = null;
        Task dead;
        lock (_gate)
        {
            if (_state == ActivationState.Dead)
                return Task.CompletedTask;
            _dead ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            dead = _dead.Task;
            _moving = true;
            if (_state is ActivationState.Activating or ActivationState.Active)
                end = End_NeedsLock(new DeactivationReason(DeactivationReasonCode.Migrating, "Another silo owns the grain."), again: true);
        }

        if (end is not null)
            _scheduler.Enqueue(end);
        return dead;
    }

    private static void Refuse(TurnQueue turns, Func<Exception> exception)
    {
        while (turns.Take() is { } turn)
            (turn as Request)?.Fail(exception());
    }

    private bool MayBeCollected_NeedsLock(long now) => IsOpen_NeedsLock && !IsBusy_NeedsLock && _keepUntil <= now;

    /// <param name="reason">Why.</param>
    /// <param name="force">Whether to end it beside what runs.</param>
    /// <param name="again">Whether it may have been told before.</param>
    private LifecycleTurn? End_NeedsLock(DeactivationReason reason, bool force = false, bool again = false)
    {
        if (_leaving && !force && !again)
            return null;
        _leaving = true;
        _reason = reason;
        return _state == ActivationState.Active && (force || MayLeave_NeedsLock) ? BeginDeactivating_NeedsLock() : null;
    }

    private LifecycleTurn BeginDeactivating_NeedsLock()
    {
        _state = ActivationState.Deactivating;
        return new LifecycleTurn(this, static self => self.DeactivateAsync());
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The waiting callers get the exception.")]
    private async Task ActivateAsync()
    {
        try
        {
            _instance = Grain.Create(this, () => Address.Class.Create(_silo.Services));
            await _instance.OnActivateAsync(_silo.Aborted);
        }
        catch (Exception exception)
        {
            _silo.Logger.ActivationFailed(Address, exception);
            DisposeTimers();
            await DisposeInstanceAsync();
            Fail(exception);
            return;
        }

        Opened();
    }

    private void Opened()
    {
        var admitted = default(TurnQueue);
        Turn? end = null;
        lock (_gate)
        {
            _state = ActivationState.Active;
            _lastUsed = _silo.Time.GetTimestamp();
            (var waiting, _mailbox) = (_mailbox, default);

            // Let through even if the grain asked to be deactivated while it was being activated: an activation that
            // serves nobody would be followed by another like it, for ever.
            while (waiting.Take() is { } turn)
            {
                if (_current is null || turn.Interleaves)
                {
                    Admit_NeedsLock(turn);
                    admitted.Add(turn);
                }
                else
                {
                    _mailbox.Add(turn);
                }
            }

            if (_leaving && MayLeave_NeedsLock)
                end = BeginDeactivating_NeedsLock();
            if (!_leaving && !IsBusy_NeedsLock)
            {
                _idle?.TrySetResult();
                _idle = null;
            }
        }

        while (admitted.Take() is { } turn)
            _scheduler.Enqueue(turn);
        if (end is not null)
            _scheduler.Enqueue(end);
    }

    private void Fail(Exception exception)
    {
        TurnQueue waiting;
        lock (_gate)
        {
            (waiting, _mailbox) = (_mailbox, default);
            _silo.Activations.Remove_UnderGate(this);
            Die_NeedsLock();
        }

        Refuse(waiting, () => exception);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A grain that cannot clean up must not keep its key.")]
    private async Task DeactivateAsync()
    {
        DisposeTimers();
        try
        {
            await _instance!.OnDeactivateAsync(_reason, _silo.Aborted);
        }
        catch (Exception exception)
        {
            _silo.Logger.DeactivationFailed(Address, exception);
        }

        await DisposeInstanceAsync();
        Bury();
    }

    /// <summary>
    /// Dies, and hands what waits to a successor. Whoever meets this activation dead finds the successor in the table,
    /// behind those that waited longer.
    /// </summary>
    private void Bury()
    {
        TurnQueue waiting = default;
        Activation? successor = null;
        bool moving;
        lock (_gate)
        {
            moving = _moving;
            while (_mailbox.Take() is { } turn)
            {
                // Timers have died with this activation.
                if (turn is Request)
                    waiting.Add(turn);
            }

            if (waiting.Count == 0 || moving)
                _silo.Activations.Remove_UnderGate(this);
            else
                successor = _silo.Activations.Replace_UnderGate(this, waiting);
            Die_NeedsLock();
        }

        if (successor is not null)
            successor.Open();
        else if (moving)
            RouteAgain(waiting);
        else
            Refuse(waiting, static () => new SiloUnavailableException());
    }

    private void RouteAgain(TurnQueue waiting)
    {
        while (waiting.Take() is { } turn)
            _silo.Router.Send(Address, (Request)turn);
    }

    private void Die_NeedsLock()
    {
        _state = ActivationState.Dead;
        _dead?.TrySetResult();
        _idle?.TrySetResult();
        _idle = null;
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A grain that cannot clean up must not keep its key.")]
    private async Task DisposeInstanceAsync()
    {
        try
        {
            if (_instance is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync();
            else if (_instance is IDisposable disposable)
                disposable.Dispose();
        }
        catch (Exception exception)
        {
            _silo.Logger.DeactivationFailed(Address, exception);
        }
    }

    private sealed class LifecycleTurn(Activation activation, Func<Activation, Task> work) : Turn
    {
        // The work catches everything itself.
        public override void Run() => _ = work(activation);
    }
}
