using System.Runtime.InteropServices;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.GroupCommit;

/// <summary>
/// Brings one batch to its end through one writer: sends it again while the store is away, splits it on a data error,
/// and hands over what must wait for somebody else's lock. Used by one thread.
/// </summary>
internal sealed class BatchCommitter(int number, IStoreWriter writer, CommitContext context, Action<List<PendingWrite>> handOver, bool countsForHealth)
{
    /// <summary>A failure that no database explains may be a hiccup of the driver: only what fails again is split.</summary>
    private const int UnexpectedAttempts = 3;

    private readonly JournalWrite[] _writes = new JournalWrite[context.Options.MaxBatchCount];
    private readonly WriteResult[] _results = new WriteResult[context.Options.MaxBatchCount];
    private readonly List<PendingWrite> _locked = [];
    private readonly List<PendingWrite> _done = [];
    private long _busySince;

    /// <summary>When the commit that is under way was sent; 0 when none is.</summary>
    public long BusySince => Volatile.Read(ref _busySince);

    /// <summary>Timestamp of the last commit or probe, good or bad.</summary>
    public long LastContact { get; private set; } = context.Time.GetTimestamp();

    /// <summary>Commits the batch, whatever it takes; returns when each write is answered or handed over, or the journal is abandoned.</summary>
    public void Commit(List<PendingWrite> batch)
    {
        batch.Sort(static (left, right) => string.CompareOrdinal(left.Write.Gid, right.Write.Gid));
        var pause = context.Options.RetryPause;
        var unexpected = 0;
        while (true)
        {
            ForgetAnswered(batch);
            if (batch.Count == 0)
                return;
            var failure = TryCommit(batch);
            if (failure is null)
                return;
            switch (failure.Failure)
            {
                case StoreFailure.Unexpected when ++unexpected < UnexpectedAttempts:
                    if (context.Pause(pause))
                        continue;
                    Abandon(batch);
                    return;
                case StoreFailure.Data or StoreFailure.Unexpected when batch.Count == 1:
                    Reject(batch[0], failure);
                    return;
                case StoreFailure.Data or StoreFailure.Unexpected:
                    var half = batch.Count / 2;
                    Commit(batch.GetRange(0, half));
                    Commit(batch.GetRange(half, batch.Count - half));
                    return;
                case StoreFailure.Contention when HandOverWaiting(batch):
                    continue;
                default:
                    if (!context.Pause(pause))
                    {
                        Abandon(batch);
                        return;
                    }

                    pause = Min(pause * 2, context.Options.RetryPauseLimit);
                    continue;
            }
        }
    }

    /// <summary>Asks the store whether it takes writes, and keeps the answer in the health.</summary>
    public void Probe()
    {
        try
        {
            LastContact = context.Time.GetTimestamp();
            Volatile.Write(ref _busySince, LastContact);
            writer.Probe();
            context.Health.Succeeded(number);
        }
        catch (StoreException exception)
        {
            Report(exception, "probe");
        }
#pragma warning disable CA1031 // As in a commit: a bug in a store must not end the writer.
        catch (Exception exception)
        {
            StorageLog.UnexpectedFailure(context.Logger, exception, context.StoreName, 0);
            context.Statistics.OnFailure();
            context.Instruments.OnError("probe", "unexpected");
        }
#pragma warning restore CA1031
        finally
        {
            Volatile.Write(ref _busySince, 0);
        }
    }

    private StoreException? TryCommit(List<PendingWrite> batch)
    {
        var count = batch.Count;
        for (var i = 0; i < count; i++)
            _writes[i] = batch[i].Write;
        var started = context.Time.GetTimestamp();
        Volatile.Write(ref _busySince, started);
        try
        {
            writer.Commit(_writes.AsSpan(0, count), _results.AsSpan(0, count));
        }
        catch (StoreException exception)
        {
            Report(exception, "commit");
            return exception;
        }
#pragma warning disable CA1031 // A bug in a store must neither kill the writer nor stop its neighbours: the batch is split until it is alone.
        catch (Exception exception)
        {
            StorageLog.UnexpectedFailure(context.Logger, exception, context.StoreName, count);
            context.Statistics.OnFailure();
            context.Instruments.OnError("commit", "unexpected");
            return new StoreException(StoreFailure.Unexpected, "unexpected", exception.Message, exception);
        }
#pragma warning restore CA1031
        finally
        {
            Array.Clear(_writes, 0, count);
            LastContact = context.Time.GetTimestamp();
            Volatile.Write(ref _busySince, 0);
        }

        if (countsForHealth)
            context.Health.Succeeded(number);
        context.Instruments.OnFlush(context.Time.GetElapsedTime(started), count);
        Answer(batch);
        return null;
    }

    private void Answer(List<PendingWrite> batch)
    {
        int records = 0, checks = 0, pushes = 0, conflicts = 0;
        _locked.Clear();
        _done.Clear();
        for (var i = 0; i < batch.Count; i++)
        {
            var pending = batch[i];
            switch (_results[i])
            {
                case WriteResult.Ok:
                    if (pending.Write is CheckWrite)
                        checks++;
                    else if (pending.Write is PushWrite)
                        pushes++;
                    else
                        records++;
                    pending.Queue.Answer(pending, JournalOutcome.Ok);
                    _done.Add(pending);
                    break;
                case WriteResult.Conflict:
                    conflicts++;
                    pending.Queue.Answer(pending, JournalOutcome.Conflict);
                    _done.Add(pending);
                    break;
                default:
                    _locked.Add(pending);
                    break;
            }
        }

        context.Statistics.OnCommit(records, checks, pushes, conflicts, _locked.Count);
        if (conflicts > 0)
            context.Instruments.OnError("commit", "conflict", conflicts);
        Release(_done);
        if (_locked.Count > 0)
            handOver(_locked);
    }

    /// <summary>Creations can wait for a lock (a unique key that is being inserted elsewhere); nothing else does.</summary>
    private bool HandOverWaiting(List<PendingWrite> batch)
    {
        _locked.Clear();
        foreach (var pending in batch)
        {
            if (pending.Write is CreateWrite)
                _locked.Add(pending);
        }

        if (_locked.Count == 0)
            return false;
        batch.RemoveAll(static pending => pending.Write is CreateWrite);
        context.Statistics.OnCommit(0, 0, 0, 0, _locked.Count);
        handOver(_locked);
        return true;
    }

    private void ForgetAnswered(List<PendingWrite> batch)
    {
        _done.Clear();
        foreach (var pending in batch)
        {
            if (pending.IsAnswered)
                _done.Add(pending);
        }

        if (_done.Count == 0)
            return;
        batch.RemoveAll(_done.Contains);
        Release(_done);
    }

    private void Reject(PendingWrite pending, StoreException failure)
    {
        StorageLog.Rejected(context.Logger, failure, context.StoreName, pending.Write.Gid);
        context.Statistics.OnRejected();
        pending.Queue.Answer(pending, JournalOutcome.Rejected);
        pending.Queue.Release([pending]);
    }

    private static void Abandon(List<PendingWrite> batch)
    {
        foreach (var pending in batch)
            pending.Queue.Answer(pending, JournalOutcome.Unavailable);
        Release(batch);
    }

    private static void Release(List<PendingWrite> done)
    {
        // On a writer all are of one queue; on the side lane they may be of several.
        var writes = CollectionsMarshal.AsSpan(done);
        WriteQueue? last = null;
        foreach (var pending in writes)
        {
            if (pending.Queue == last)
                continue;
            last = pending.Queue;
            last.Release(writes);
        }
    }

    private void Report(StoreException exception, string operation)
    {
        context.Statistics.OnFailure();
        context.Instruments.OnError(operation, exception.ErrorType);
        if (exception.Failure == StoreFailure.Unavailable)
        {
            if (countsForHealth)
                context.Health.Failed(number, exception.Message);
            StorageLog.Unavailable(context.Logger, context.StoreName, number, exception.ErrorType, exception.Message);
        }
        else
        {
            StorageLog.BatchFailed(context.Logger, context.StoreName, number, exception.ErrorType, exception.Message);
        }
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
