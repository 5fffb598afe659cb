using Microsoft.Extensions.Logging;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Transactions;

/// <summary>A turn: load what is not in memory, decide, append, and only then answer and act.</summary>
public sealed partial class TransactionGrain
{
    /// <summary>
    /// Runs one turn, and settles once when it is over, however it ends: in the middle of a turn memory may be empty,
    /// and an activation that asked for its end then could not take that back.
    /// </summary>
    private async Task<T> Turn<T>(Func<Task<T>> work)
    {
        _isInTurn = true;
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
            _isInTurn = false;
            Settle();
        }
    }

    /// <summary>After every turn: admission, waiters, timer and the activation's own end follow from what is in memory.</summary>
    private void Settle()
    {
        if (_isEnded)
        {
            // Only a stop that has run out of time ends an activation in the middle of a turn.
            _place.GiveBack();
            return;
        }

        var (state, drive) = (_transaction.State, _transaction.Drive);
        if (drive.InFlight.Length > 0)
            _place.Take();
        else
            _place.GiveBack();
        _waiters.Signal();

        var now = engine.Time.GetUtcNow();
        var isAsked = _isAsked;
        (_isAsked, _leavesAt) = (false, null);
        if (state is null && _lookAgainAfter is { } pause)
        {
            _timer.At(now + pause);
            DelayDeactivation(pause + LongestResidentWait);
            return;
        }

        if (state is null)
        {
            Leave(isAsked, now);
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
            Leave(isAsked, now);
        }
    }

    /// <summary>Nothing keeps this activation; behind a client's request others may be waiting already.</summary>
    private void Leave(bool isAsked, DateTimeOffset now)
    {
        if (!isAsked)
        {
            DeactivateOnIdle();
            return;
        }

        // What comes next is as if to a new one: it asks the journal.
        _transaction.Forget();
        _leavesAt = now + Linger;
        _timer.At(now + Linger);
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
        // What was done and recorded, at whichever silo, is not decided again: its reply was lost, and is given now.
        var isRepeat = _transaction.HasDone(cause.RequestId);
        var decision = isRepeat ? Decision.Nothing(state, _transaction.Drive) : TransactionKernel.Decide(state, _transaction.Drive, input, now);
        if (decision.Refusal is { Code: ReplyCode.NotFound })
            return ReplyTo(decision);

        // Who loads a transaction drives it, also when what it was loaded for moves nothing: this activation is the only one now.
        if (confirmed && input is not TickInput && state is { IsFinal: false } && decision.Events.IsEmpty && ReferenceEquals(decision.Drive, _transaction.Drive))
        {
            var answer = ReplyTo(decision);
            var driven = await Handle(new TickInput(), JournalLane.Driving, Cause.Coordinator, confirmed: true);
            return driven.Code != ReplyCode.Ok ? driven : isRepeat ? ReplyToRepeat(cause) : answer;
        }

        var mayAnswerFromMemory = confirmed || (input is ReportInput or TickInput && decision.Calls.IsEmpty);
        var committed = await _transaction.CommitAsync(decision, now, lane, cause, mayAnswerFromMemory, CancellationToken.None);
        switch (committed.Outcome)
        {
            case JournalOutcome.Ok:
                Run(decision.Calls);
                if (engine.Alerts is { } alerts)
                    RetryAlerts.Raise(alerts, decision);
                return isRepeat ? ReplyToRepeat(cause) : ReplyTo(decision) with { IsNew = state is null && _transaction.State is not null };
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
            case null:
                // A new build beside old ones: the transaction stays as it is, and time brings it back.
                _quietUntil = now + BusyPause;
                return Reply(ReplyCode.Unavailable, $"a silo of the cluster cannot read this yet (feature level {committed.NeedsLevel}, the cluster is at {engine.FeatureLevel.Writable})");
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

    private Task Tick()
    {
        if (_leavesAt is { } at)
        {
            if (at > engine.Time.GetUtcNow())
                _timer.At(at);
            else
                DeactivateOnIdle();
            return Task.CompletedTask;
        }

        return _transaction is { IsLoaded: true, State.IsFinal: false } ? Turn(() => Handle(new TickInput(), JournalLane.Driving, Cause.Coordinator, confirmed: false))
            : _lookAgainAfter is not null ? Turn(Resume)
            : Task.CompletedTask;
    }

    /// <summary>
    /// Memory is not what the journal holds. The bucket's owner asks it again after a second, doubling to half a minute, until somebody
    /// knows; anybody else leaves the transaction to it.
    /// </summary>
    private void ForgetAndLookAgain()
    {
        _transaction.Forget();
        if (!engine.Ownership.Owns(_gid))
            _lookAgainAfter = null;
        else
            _lookAgainAfter = _lookAgainAfter is { } last ? (last * 2 < LongestLook ? last * 2 : LongestLook) : BusyPause;
    }

    [LoggerMessage(5001, LogLevel.Warning, "Transaction {Gid} was changed elsewhere; this activation lets go of it")]
    private static partial void LogConflict(ILogger logger, string gid);

    [LoggerMessage(5002, LogLevel.Error, "Transaction {Gid} cannot be read by this server and is parked")]
    private static partial void LogUnreadable(ILogger logger, Exception exception, string gid);

    [LoggerMessage(5003, LogLevel.Error, "The store refused a record of transaction {Gid}; it is parked")]
    private static partial void LogRejected(ILogger logger, string gid);
}
