using Microsoft.Extensions.Logging;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Transactions;

/// <summary>Drives one global transaction: decide, append, answer, then call branches. No turn waits for a participant.</summary>
public sealed partial class TransactionGrain(EngineServices engine, ILogger<TransactionGrain> logger) : Grain, ITransactionGrain
{
    /// <summary>Waits up to this long are kept in memory; longer ones are left to the due index, and the activation goes.</summary>
    private static readonly TimeSpan LongestResidentWait = TimeSpan.FromSeconds(5);

    /// <summary>How long a prepared transaction stays in memory for its client's next call.</summary>
    private static readonly TimeSpan ClientPause = TimeSpan.FromSeconds(10);

    /// <summary>The pause after a write that found no place, before time is asked again.</summary>
    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause before the journal is asked again what it holds.</summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(30);

    private const string StoreAway = "the store is not available";

    private JournaledTransaction _transaction = null!;
    private Waiters _waiters = null!;
    private TickTimer _timer = null!;
    private string _gid = "";
    private TimeSpan? _lookAgainAfter;
    private bool _admitted;
    private bool _awaited;
    private DateTimeOffset _expectedUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _quietUntil = DateTimeOffset.MinValue;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _gid = this.GetPrimaryKeyString();
        _transaction = new JournaledTransaction(_gid, engine);
        _waiters = new Waiters(engine.Time, engine.Lifetime.ApplicationStopping);
        _timer = new TickTimer(this, engine.Time, Tick);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        LeaveAdmission();
        _waiters.Signal();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<TransactionReply> Prepare(StartTransaction request) => Turn(() => Start(request, submit: false));

    /// <inheritdoc/>
    public Task<TransactionReply> Submit(StartTransaction request) => Turn(() => Start(request, submit: true));

    /// <inheritdoc/>
    public Task<TransactionReply> Register(RegisterBranch request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Turn(() => AddBranch(request));
    }

    /// <inheritdoc/>
    public Task<TransactionReply> Abort(AbortTransaction request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Turn(() => RollBack(request));
    }

    /// <inheritdoc/>
    public Task<TransactionReply> ForceStop(OperatorRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Turn(() => Ask(new ForceStopInput(), new Cause(request.Actor, "force_stop", null, "")));
    }

    /// <inheritdoc/>
    public Task<TransactionReply> Retry(RetryTransaction request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Turn(() => Ask(new RetryInput(request.Unpark), new Cause(request.Actor, "retry", null, "")));
    }

    /// <inheritdoc/>
    public async Task<TransactionProgress> WaitNext(long afterVersion, long afterPass, TimeSpan timeout)
    {
        // Interleaves: it only reads memory, and never loads. A silo that stops waits for every turn, so this one ends at once.
        _awaited = true;
        var deadline = engine.Time.GetUtcNow() + timeout;
        while (true)
        {
            var progress = Progress();
            var left = deadline - engine.Time.GetUtcNow();
            if (progress.Status is null || progress.Version > afterVersion || progress.EndedPass > afterPass || IsOver() || left <= TimeSpan.Zero
                || engine.Lifetime.ApplicationStopping.IsCancellationRequested)
                break;
            await _waiters.WaitAsync(left);
        }

        var answer = Progress();
        if (IsOver())
            DeactivateOnIdle();
        return answer;
    }

    /// <inheritdoc/>
    public Task<bool> Report(BranchStamp stamp, BranchResult result)
    {
        ArgumentNullException.ThrowIfNull(stamp);
        return Turn(() => TakeReport(stamp, result));
    }

    /// <inheritdoc/>
    public Task<WakeOutcome> Wake() => Turn(Resume);

    private async Task<bool> TakeReport(BranchStamp stamp, BranchResult result)
    {
        var (trouble, confirmed) = await TryLoad();
        if (trouble is not null)
            return false;
        var reply = await Handle(new ReportInput(stamp, result, Random.Shared.NextDouble()), JournalLane.Driving, Cause.Coordinator, confirmed);
        return reply.Code is not (ReplyCode.Unavailable or ReplyCode.TryAgain);
    }

    private async Task<WakeOutcome> Resume()
    {
        if (!_admitted && !TryEnterAdmission())
            return WakeOutcome.Busy;
        var (trouble, confirmed) = await TryLoad();
        if (trouble is not null)
            return WakeOutcome.Busy;
        var reply = await Handle(new TickInput(), JournalLane.Driving, Cause.Coordinator, confirmed);
        if (reply.Code is ReplyCode.Unavailable or ReplyCode.TryAgain)
            return WakeOutcome.Busy;
        if (_transaction.State is not { IsFinal: false })
            return WakeOutcome.Gone;
        return _transaction.Drive.InFlight.Length > 0 ? WakeOutcome.Driven : WakeOutcome.Idle;
    }

    private async Task<TransactionReply> Start(StartTransaction request, bool submit)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (submit && !_admitted && !TryEnterAdmission())
            return Reply(ReplyCode.Unavailable, "too many transactions are being driven");
        var reply = await Decide(request, submit);
        _awaited |= request.Options.WaitResult && reply.Code == ReplyCode.Ok;
        return reply;
    }

    private async Task<TransactionReply> Decide(StartTransaction request, bool submit)
    {
        var now = engine.Time.GetUtcNow();
        var (definition, invalid) = DefinitionBuilder.Build(request, InstanceTime.New(now), now, engine.Options);
        var cause = new Cause("", null, request.TraceParent, "");
        var mode = WireNames.Mode(request.TransType);
        TransactionInput input = submit
            ? new SubmitInput(definition) { Mode = mode, End = WorkflowEnds.Read(request.ReqExtra) }
            : new PrepareInput(definition) { Mode = mode };

        // A gid is usually new: its create is tried at once, and only a conflict makes us look.
        if (_transaction.State is null && definition is not null && !(submit && mode == TransactionMode.Workflow))
        {
            _transaction.BelieveNew();
            var created = await Handle(input, JournalLane.Client, cause, confirmed: true);
            if (created.Code != ReplyCode.TryAgain)
                return created;
        }

        var (trouble, confirmed) = await TryLoad();
        if (trouble is not null)
            return Reply(ReplyCode.Unavailable, trouble);
        if (_transaction.State is null && invalid is not null)
            return Reply(invalid.Code, invalid.Message);
        return await Handle(input, JournalLane.Client, cause, confirmed);
    }

    private async Task<TransactionReply> AddBranch(RegisterBranch request)
    {
        var (trouble, confirmed) = await TryLoad();
        if (trouble is not null)
            return Reply(ReplyCode.Unavailable, trouble);
        var (input, invalid) = RegistrationBuilder.Build(request, _transaction.State?.Definition.Protocol ?? "http", engine.Options.Limits, engine.Time.GetUtcNow(), Random.Shared.NextDouble());
        // A client that comes too late must hear that, whatever else is wrong with its request.
        if (_transaction.State is not { Status: TransactionStatus.Prepared })
            return Reply(ReplyCode.WrongState, $"no trans with gid: {_gid} status: prepared found");
        return input is null ? Reply(invalid!.Code, invalid.Message) : await Handle(input, JournalLane.Client, new Cause("", null, request.TraceParent, ""), confirmed);
    }

    private async Task<TransactionReply> RollBack(AbortTransaction request)
    {
        var reply = await Ask(new AbortInput(request.TransType, request.Reason), Cause.Coordinator);
        _awaited |= reply is { Code: ReplyCode.Ok, WaitResult: true, Status: TransactionStatus.Aborting };
        return reply;
    }

    private async Task<TransactionReply> Ask(TransactionInput input, Cause cause)
    {
        var (trouble, confirmed) = await TryLoad();
        if (trouble is not null)
            return Reply(ReplyCode.Unavailable, trouble);
        return await Handle(input, JournalLane.Client, cause, confirmed);
    }

    /// <summary>Loads what is not in memory. An unknown gid is asked for each time: another silo may have created it.</summary>
    private async Task<(string? Trouble, bool Confirmed)> TryLoad()
    {
        if (_transaction is { IsLoaded: true, State: not null })
            return (null, false);
        try
        {
            await _transaction.LoadAsync(CancellationToken.None);
            _lookAgainAfter = null;
            return (null, true);
        }
        catch (JournalUnavailableException)
        {
            if (_lookAgainAfter is not null)
                ForgetAndLookAgain();
            return (StoreAway, false);
        }
        catch (UnreadableRecordException unreadable)
        {
            LogUnreadable(logger, unreadable, _gid);
            await _transaction.ParkUnreadableAsync(unreadable.Message, CancellationToken.None);
            _transaction.Forget();
            return ("this server cannot read the transaction; it is parked", false);
        }
    }

    private async Task<TransactionReply> Handle(TransactionInput input, JournalLane lane, Cause cause, bool confirmed)
    {
        var now = engine.Time.GetUtcNow();
        if (lane == JournalLane.Client)
            _expectedUntil = now + ClientPause;
        var state = _transaction.State;
        var decision = TransactionKernel.Decide(state, _transaction.Drive, input, now);
        if (decision.Refusal is { Code: ReplyCode.NotFound })
            return Reply(ReplyCode.NotFound, $"no TransGlobal with gid: {_gid} found");

        // Who loads a transaction drives it, also when what it was loaded for moves nothing: this activation is the only one now.
        if (confirmed && input is not TickInput && state is { IsFinal: false } && decision.Events.IsEmpty && ReferenceEquals(decision.Drive, _transaction.Drive))
        {
            var answer = ReplyTo(decision);
            var driven = await Handle(new TickInput(), JournalLane.Driving, Cause.Coordinator, confirmed: true);
            return driven.Code == ReplyCode.Ok ? answer : driven;
        }

        var mayAnswerFromMemory = confirmed || (input is ReportInput or TickInput && decision.Calls.IsEmpty);
        var outcome = await _transaction.CommitAsync(decision, now, lane, cause, mayAnswerFromMemory, CancellationToken.None);
        switch (outcome)
        {
            case JournalOutcome.Ok:
                Run(decision.Calls);
                if (engine.Alerts is { } alerts)
                    RetryAlerts.Raise(alerts, decision);
                return ReplyTo(decision) with { IsNew = state is null && _transaction.State is not null };
            case JournalOutcome.Conflict:
                if (state is not null)
                {
                    LogConflict(logger, _gid);
                    engine.Instruments.OnConflict();
                }

                ForgetAndLookAgain();
                return Reply(ReplyCode.TryAgain, "the transaction was changed elsewhere at the same time");
            case JournalOutcome.Overloaded:
                _quietUntil = now + BusyPause;
                return Reply(ReplyCode.Unavailable, "the journal's queue is full");
            case JournalOutcome.Rejected when state is null:
                return Reply(ReplyCode.Invalid, "the store refused the transaction's data");
            case JournalOutcome.Rejected:
                LogRejected(logger, _gid);
                await _transaction.ParkUnreadableAsync("The store refused a record of this transaction.", CancellationToken.None);
                _transaction.Forget();
                return Reply(ReplyCode.Unavailable, "the store refused a record; the transaction is parked");
            default:
                // In doubt: what is stored is known only to the store.
                ForgetAndLookAgain();
                return Reply(ReplyCode.Unavailable, StoreAway);
        }
    }

    private Task Tick() =>
        _transaction is { IsLoaded: true, State.IsFinal: false } ? Turn(() => Handle(new TickInput(), JournalLane.Driving, Cause.Coordinator, confirmed: false))
        : _lookAgainAfter is not null ? Turn(Resume)
        : Task.CompletedTask;

    /// <summary>Memory is not what the journal holds: it is asked again after a second, doubling to half a minute, until somebody knows.</summary>
    private void ForgetAndLookAgain()
    {
        _transaction.Forget();
        _lookAgainAfter = _lookAgainAfter is { } last ? (last * 2 < LongestLook ? last * 2 : LongestLook) : BusyPause;
    }

    private void Run(IReadOnlyList<CallInFlight> calls)
    {
        if (calls.Count == 0)
            return;
        var definition = _transaction.State!.Definition;
        foreach (var call in calls)
        {
            var stamp = new BranchStamp(_gid, definition.Instance, call.Step, call.Op, call.Attempt, _transaction.Drive.Epoch);
            _ = StartBranch(new BranchCall(
                stamp, definition.Mode, definition.Protocol, definition.UrlOf(call.Step, call.Op), definition.BranchId(call.Step), definition.PayloadOf(call.Step),
                definition.Options.BranchHeaders, call.TimeoutSeconds, definition.TraceParent)
            {
                OpName = call.Op == BranchOp.Callback ? definition.WorkflowName : "",
            });
        }
    }

    private async Task StartBranch(BranchCall call)
    {
        try
        {
            await GrainFactory.GetGrain<IBranchGrain>(BranchKey.Of(call.Stamp)).Start(call);
        }
        catch (LimitExceededException limit)
        {
            // The watchdog starts it again.
            LogNotStarted(logger, limit, _gid, call.BranchId);
        }
    }

    /// <summary>
    /// Runs one turn, and settles once when it is over, however it ends: in the middle of a turn memory may be empty,
    /// and an activation that asked for its end then could not take that back.
    /// </summary>
    private async Task<T> Turn<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch
        {
            // A bug: nobody knows how far the turn came. The journal does, and its guard brings somebody to it.
            _transaction.Forget();
            throw;
        }
        finally
        {
            Settle();
        }
    }

    /// <summary>After every turn: admission, waiters, timer and the activation's own end follow from what is in memory.</summary>
    private void Settle()
    {
        var (state, drive) = (_transaction.State, _transaction.Drive);
        if (drive.InFlight.Length > 0)
            EnterAdmission();
        else
            LeaveAdmission();
        _waiters.Signal();

        var now = engine.Time.GetUtcNow();
        if (state is null && _lookAgainAfter is { } pause)
        {
            _timer.At(now + pause);
            DelayDeactivation(pause + LongestResidentWait);
            return;
        }

        if (state is null)
        {
            DeactivateOnIdle();
            return;
        }

        var tickAt = _transaction.TickAt;
        var resident = drive.InFlight.Length > 0 || tickAt - now <= LongestResidentWait;
        if (!resident && state.Status == TransactionStatus.Prepared && _expectedUntil > now)
            (resident, tickAt) = (true, tickAt < _expectedUntil ? tickAt : _expectedUntil);
        if (resident && tickAt is { } at)
        {
            // A write that found no place leaves the time it was due in the past: not again at once.
            at = at > _quietUntil ? at : _quietUntil;
            _timer.At(at);
            DelayDeactivation(at - now + LongestResidentWait);
        }
        else if (!_awaited)
        {
            DeactivateOnIdle();
        }
    }

    private TransactionReply ReplyTo(Decision decision) =>
        decision.Refusal is { } refusal ? Reply(refusal.Code, refusal.Message) : Reply(ReplyCode.Ok, "");

    private bool IsOver() => _transaction.State is { IsFinal: true };

    private TransactionProgress Progress() =>
        new(_transaction.State?.Status, _transaction.State?.RollbackReason, _transaction.Version, _transaction.Drive.EndedPass)
        {
            PassOutcome = _transaction.Drive.Problem?.Outcome,
            PassMessage = _transaction.Drive.Problem?.Message ?? "",
        };

    private TransactionReply Reply(ReplyCode code, string message) =>
        new(code, message, _transaction.State?.Status, _transaction.Version, _transaction.Drive.Pass)
        {
            WaitResult = _transaction.State?.Definition.Options.WaitResult ?? false,
            Mode = _transaction.State?.Definition.Mode,
            RequestTimeoutSeconds = _transaction.State?.Definition.RequestTimeoutSeconds(-1) ?? 0,
        };

    private bool TryEnterAdmission() => _admitted = engine.Admission.TryEnter();

    private void EnterAdmission()
    {
        if (!_admitted)
            engine.Admission.Enter();
        _admitted = true;
    }

    private void LeaveAdmission()
    {
        if (_admitted)
            engine.Admission.Leave();
        _admitted = false;
    }

    [LoggerMessage(5001, LogLevel.Warning, "Transaction {Gid} was changed elsewhere; this activation lets go of it")]
    private static partial void LogConflict(ILogger logger, string gid);

    [LoggerMessage(5002, LogLevel.Error, "Transaction {Gid} cannot be read by this server and is parked")]
    private static partial void LogUnreadable(ILogger logger, Exception exception, string gid);

    [LoggerMessage(5003, LogLevel.Error, "The store refused a record of transaction {Gid}; it is parked")]
    private static partial void LogRejected(ILogger logger, string gid);

    [LoggerMessage(5004, LogLevel.Warning, "Branch {BranchId} of transaction {Gid} could not be started now")]
    private static partial void LogNotStarted(ILogger logger, Exception exception, string gid, string branchId);
}
