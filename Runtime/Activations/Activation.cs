namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// One grain in memory: lets requests through one at a time (interleaving ones at any time) to its scheduler, which
/// runs them. All fields are guarded by the gate, which is never held while grain code runs.
/// </summary>
internal sealed partial class Activation
{
    private readonly Lock _gate = new();
    private readonly EmbeddedSilo _silo;
    private readonly TurnScheduler _scheduler;
    private TurnQueue _mailbox;
    private ActivationState _state = ActivationState.Activating;
    private GatedTurn? _current;
    private int _interleaving;
    private long _lastUsed;
    private long _keepUntil = long.MinValue;
    private TaskCompletionSource? _idle;

    // Set when the activation is to end as soon as what runs has ended: nothing new is let through from then on.
    private bool _leaving;
    private DeactivationReason _reason;

    // Set when it leaves because another silo owns the grain: calls that interleave may go on inside, and what waits is routed again.
    private bool _moving;

    public Activation(GrainAddress address, EmbeddedSilo silo, TurnQueue mailbox = default)
    {
        Address = address;
        _silo = silo;
        _scheduler = new TurnScheduler(this, silo.Logger);
        _mailbox = mailbox;
        _lastUsed = silo.Time.GetTimestamp();
    }

    public GrainAddress Address { get; }

    public EmbeddedSilo Silo => _silo;

    /// <summary>The grain: set from before the first turn until the activation is dead.</summary>
    public object Instance => _instance!;

    /// <summary>Whether it was told to go to make room. Guarded by the table's lock until it is dead.</summary>
    public bool MakesRoom { get; set; }

    /// <summary>A guess without the lock, to skip busy activations quickly.</summary>
    public bool LooksIdle => _state == ActivationState.Active && _current is null && _interleaving == 0;

    private bool IsBusy_NeedsLock => _current is not null || _interleaving > 0;

    private bool MayLeave_NeedsLock => _moving ? _current is null : !IsBusy_NeedsLock;

    private bool IsOpen_NeedsLock => _state == ActivationState.Active && !_leaving;

    public Acceptance Accept(Request request)
    {
        lock (_gate)
        {
            if (_state == ActivationState.Dead)
                return Acceptance.Gone;
            if (request.Interleaves && _interleaving >= _silo.Options.MaxMailboxLength)
                return Acceptance.Full;
            if (!TryAdmit_NeedsLock(request))
            {
                if (_mailbox.Count >= _silo.Options.MaxMailboxLength)
                    return Acceptance.Full;
                _mailbox.Add(request);
                return Acceptance.Accepted;
            }
        }

        _scheduler.Enqueue(request);
        return Acceptance.Accepted;
    }

    /// <summary>A request or timer callback has ended: the next may start.</summary>
    public void OnEnded(GatedTurn turn)
    {
        Turn? next;
        TaskCompletionSource? idle = null;
        lock (_gate)
        {
            if (turn.Interleaves)
                _interleaving--;
            else
                _current = null;
            if (turn.IsUse)
                _lastUsed = _silo.Time.GetTimestamp();
            next = NextAfterEnd_NeedsLock();
            if (!IsBusy_NeedsLock && _state == ActivationState.Active)
                (idle, _idle) = (_idle, null);
        }

        if (next is not null)
            _scheduler.Enqueue(next);
        idle?.TrySetResult();
    }

    /// <summary>Completes when nothing runs or waits, or the activation is dead.</summary>
    public Task WhenIdle()
    {
        lock (_gate)
        {
            var quiet = _state == ActivationState.Dead || (IsOpen_NeedsLock && !IsBusy_NeedsLock);
            if (quiet)
                return Task.CompletedTask;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    public override string ToString() => Address.ToString();

    private bool TryAdmit_NeedsLock(GatedTurn turn)
    {
        if (!IsOpen_NeedsLock || (_current is not null && !turn.Interleaves))
            return false;
        Admit_NeedsLock(turn);
        return true;
    }

    private void Admit_NeedsLock(GatedTurn turn)
    {
        if (turn.Interleaves)
            _interleaving++;
        else
            _current = turn;
        turn.AdmitTo(this);
    }

    private Turn? NextAfterEnd_NeedsLock()
    {
        if (_state != ActivationState.Active)
            return null;
        if (_leaving)
            return MayLeave_NeedsLock ? BeginDeactivating_NeedsLock() : null;
        if (_current is not null)
            return null;

        // While the activation is open, only turns that do not interleave wait.
        var next = _mailbox.Take();
        if (next is not null)
            Admit_NeedsLock(next);
        return next;
    }
}
