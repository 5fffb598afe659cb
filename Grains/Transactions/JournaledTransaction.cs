using OrleansSaga.Grains.Events;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Transactions;

/// <summary>One transaction in memory, and its way to and from the journal. Memory changes only after the journal has.</summary>
internal sealed class JournaledTransaction(string gid, EngineServices engine)
{
    /// <summary>Every so many records one starts with a snapshot, so that loading stays short.</summary>
    private const int SnapshotInterval = 64;

    private readonly long _epoch = Random.Shared.NextInt64();
    private readonly RequestIds _requests = new();
    private Guid _instance;

    /// <summary>Whether memory holds what the journal held when it was last asked.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>The durable state; null when the gid is unknown.</summary>
    public TransactionState? State { get; private set; }

    /// <summary>What this activation knows beyond it.</summary>
    public DriveState Drive { get; private set; } = DriveState.New(0, default);

    /// <summary>Version of the last record.</summary>
    public int Version { get; private set; }

    /// <summary>When time has something to do for the transaction; null when it has not.</summary>
    public DateTimeOffset? TickAt { get; private set; }

    /// <summary>Whether a request has caused one of the records that are known here.</summary>
    public bool HasDone(string requestId) => _requests.Contains(requestId);

    /// <summary>Whether a request has made the transaction.</summary>
    public bool WasMadeBy(string requestId) => _requests.HasCreated(requestId);

    /// <summary>Forgets everything: the journal must be asked again.</summary>
    public void Forget()
    {
        IsLoaded = false;
        State = null;
        Version = 0;
        TickAt = null;
        Drive = DriveState.New(_epoch, default);
        _requests.Clear();
    }

    /// <summary>Prepares memory for a gid that is believed to be new; the fence of the create is the proof.</summary>
    public void BelieveNew()
    {
        Forget();
        IsLoaded = true;
    }

    /// <summary>Loads the gid.</summary>
    /// <exception cref="JournalUnavailableException">The store does not answer.</exception>
    /// <exception cref="UnreadableRecordException">This silo cannot read it.</exception>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        Forget();
        var stored = await engine.Journal.LoadAsync(gid, cancellationToken);
        if (stored is not null)
        {
            _instance = stored.Instance;
            Version = stored.Version;
            // Before the records are read: one that cannot be read is parked by what the hot row says.
            Drive = DriveState.New(_epoch, stored.Hot);
            State = TransactionReader.Read(stored, (version, record) => _requests.Add(record.RequestId, hasCreated: version == 1));
            Drive = DriveState.Loaded(_epoch, stored.Hot, State);
        }

        IsLoaded = true;
    }

    /// <summary>
    /// Makes a decision durable and takes it over. A decision without events moves the due time if it must move; otherwise, unless
    /// <paramref name="confirmed"/> says that memory was just confirmed, the fence is checked before anything follows from it. A record
    /// that a silo of the cluster cannot read is not written, and nothing is taken over.
    /// </summary>
    public async ValueTask<CommitResult> CommitAsync(Decision decision, DateTimeOffset now, JournalLane lane, Cause cause, bool confirmed, CancellationToken untilQueued)
    {
        var next = decision.State;
        if (next is null)
            return CommitResult.Of(JournalOutcome.Ok);

        var schedule = Schedule.Of(next, decision.Drive, now);
        var hot = schedule.Hot;
        JournalWrite? write;
        if (decision.Events.Length > 0)
        {
            var record = Encode(decision, now, cause);
            if (record.FeatureLevel > engine.FeatureLevel.Writable)
                return CommitResult.TooNew(record.FeatureLevel);
            write = Write(record, next, hot, now, cause);
        }
        else
        {
            write = hot != Drive.Stored && !next.IsFinal ? new PushWrite(gid, _instance, Version, hot.DueAt, hot.DueKind)
                : confirmed || next.IsFinal ? null
                : new CheckWrite(gid, _instance, Version);
        }

        if (write is not null)
        {
            var outcome = await engine.Journal.WriteAsync(write, lane, untilQueued);
            if (outcome != JournalOutcome.Ok)
                return CommitResult.Of(outcome);
        }

        Take(decision, next, schedule, cause, now);
        return CommitResult.Of(JournalOutcome.Ok);
    }

    /// <summary>Parks a transaction whose journal cannot be read or written, knowing nothing but its hot row.</summary>
    public async ValueTask<JournalOutcome> ParkUnreadableAsync(string reason, CancellationToken cancellationToken)
    {
        var status = Drive.Stored.Status;
        if (Version == 0 || Drive.Stored.DueKind == DueKind.None)
            return JournalOutcome.Ok;
        var now = engine.Time.GetUtcNow();
        var record = RecordCodec.Encode(Guid.CreateVersion7(now), [new TransactionParked(reason, now)], "", null, "");
        var listing = new ListingChange(status, now, null, null, ParkedBranches: 1, null);
        return await engine.Journal.WriteAsync(
            new AppendWrite(gid, _instance, Version, new HotState(status, null, DueKind.None), record, listing, []), JournalLane.Driving, cancellationToken);
    }

    private JournalRecord Encode(Decision decision, DateTimeOffset now, Cause cause)
    {
        IReadOnlyList<TransactionEvent> events = decision.Events;
        if (State is not null && (Version + 1) % SnapshotInterval == 0)
            events = [TransactionSnapshot.Of(State), .. decision.Events];
        return RecordCodec.Encode(Guid.CreateVersion7(now), events, cause.Actor, cause.TraceParent, cause.RequestId);
    }

    private JournalWrite Write(JournalRecord record, TransactionState next, HotState hot, DateTimeOffset now, Cause cause)
    {
        IReadOnlyList<SideRow> side = cause.Audit is null ? [] : [AuditRow.Of(cause, gid, now)];
        if (State is null)
            return new CreateWrite(gid, next.Definition.Instance, hot, record, Listings.Row(next), side);
        return new AppendWrite(gid, _instance, Version, hot, record, Listings.Change(State, next), side);
    }

    private void Take(Decision decision, TransactionState next, Schedule schedule, Cause cause, DateTimeOffset now)
    {
        if (decision.Events.Length > 0)
        {
            Observe(State, next);
            _requests.Add(cause.RequestId, hasCreated: State is null);
            Version++;
            _instance = next.Definition.Instance;
            if (engine.Events.IsWanted)
                engine.Events.Publish(Notice(decision.Events, next, now));
        }

        if (decision.Drive.EndedPass > Drive.EndedPass)
            engine.Instruments.OnPassEnded(next.Definition.Mode, decision.Drive.Problem is null);
        State = next;
        TickAt = schedule.TickAt;
        Drive = decision.Drive with { Stored = schedule.Hot };
    }

    private TransactionNotice Notice(IReadOnlyList<TransactionEvent> events, TransactionState next, DateTimeOffset now) =>
        new(gid, _instance, Version, next.Definition.Mode, next.Status, [.. events.Select(EventNames.Of)], now, engine.Events.Silo);

    private void Observe(TransactionState? before, TransactionState after)
    {
        var mode = after.Definition.Mode;
        if (before is null)
            engine.Instruments.OnStarted(mode);
        if (after.IsFinal)
            engine.Instruments.OnCompleted(mode, after.Status, after.FinishedAt!.Value - after.Definition.CreatedAt);
        if (after.ParkedBranches > 0 && (before?.ParkedBranches ?? 0) == 0)
            engine.Instruments.OnParked(mode);
    }
}
