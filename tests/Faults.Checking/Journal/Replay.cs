namespace OrleansSaga.Faults.Checking.Journal;

/// <summary>An event, and how things stood just before it.</summary>
/// <param name="Version">The record that holds it.</param>
/// <param name="Event">What happened.</param>
/// <param name="Before">The status before.</param>
/// <param name="RolledBack">Whether a workflow had begun to roll back before.</param>
internal readonly record struct Moment(int Version, JournalEvent Event, Status Before, bool RolledBack);

/// <summary>Plays the events of one life. Never refuses: whether they may be is for the rules to say.</summary>
internal sealed class Replay
{
    private readonly List<Moment> _moments = [];
    private readonly List<(int Version, string Sentence)> _differences = [];

    private Replay(string gid) => Transaction = new Transaction(gid);

    public IReadOnlyList<Moment> Moments => _moments;

    /// <summary>Where a snapshot says something else than the events before it.</summary>
    public IReadOnlyList<(int Version, string Sentence)> Differences => _differences;

    /// <summary>How things stand at the end.</summary>
    public Transaction Transaction { get; }

    public static Replay Of(Life life)
    {
        var replay = new Replay(life.Gid);
        foreach (var record in life.Records)
        {
            foreach (var happened in record.Events)
            {
                replay._moments.Add(new Moment(record.Version, happened, replay.Transaction.Status, replay.Transaction.RollsBack));
                replay.Apply(record.Version, happened);
            }
        }

        return replay;
    }

    private void Apply(int version, JournalEvent happened)
    {
        switch (happened)
        {
            case Created e:
                Begin(e);
                break;
            case Submitted:
                Transaction.Status = Status.Submitted;
                break;
            case Registered e:
                Transaction.Branches.Add(new Branch(e.Branch, Transaction.Branches.Count));
                break;
            case Progress e:
                Transaction.Progresses.Add(e);
                Transaction.RollsBack |= Words.IsReversal(e.Op);
                break;
            case Tried e:
                if (Of(e.Step) is { } tried)
                    Apply(e, tried);
                break;
            case Resumed e:
                if (e.Op == Transaction.Status.Current(Transaction.Mode) && Of(e.Step) is { } resumed)
                    resumed.IsParked = false;
                break;
            case AbortDecided e:
                Abort(e);
                break;
            case Finished e:
                Transaction.Status = e.Status;
                break;
            case ForceStopped e:
                Transaction.Status = Status.Failed;
                Transaction.LeftOpen = e.OpenBranches;
                break;
            case WholeParked:
                Transaction.IsWholeParked = true;
                break;
            case WholeResumed:
                Transaction.IsWholeParked = false;
                break;
            case Snapshot e:
                Compare(version, e);
                break;
        }
    }

    private void Begin(Created e)
    {
        Transaction.Mode = e.Mode;
        Transaction.Status = Transaction.Began = e.Status;
        Transaction.Concurrent = e.Concurrent;
        Transaction.CanBeAsked = e.QueryPrepared.Length > 0;
        Transaction.AsksABank = Banks.BankCall.Parse(e.QueryPrepared) is { Kind: Banks.BankCallKind.CheckBack };
        foreach (var step in e.Steps)
            Transaction.Branches.Add(new Branch(step, Transaction.Branches.Count));
    }

    private static void Apply(Tried e, Branch branch)
    {
        branch.WasTried |= !e.Op.IsBackward();
        if (e is Retry)
            return;
        branch.IsParked = e is Parked;
        if (e is Refused)
            branch.Forward = OpStatus.Failed;
        else if (e is Succeeded && e.Op.IsBackward())
            branch.Backward = OpStatus.Succeed;
        else if (e is Succeeded)
            branch.Forward = OpStatus.Succeed;
    }

    private void Abort(AbortDecided e)
    {
        Transaction.Status = Status.Aborting;
        foreach (var branch in Transaction.Branches)
            branch.IsParked = false;
        foreach (var step in e.Compensate)
        {
            if (Of(step) is { } branch)
                branch.MustUndo = true;
        }

        foreach (var step in e.NotCompensable)
        {
            if (Of(step) is { } branch)
                branch.HasNothingToUndo = true;
        }
    }

    private void Compare(int version, Snapshot e)
    {
        if (e.Status != Transaction.Status)
            _differences.Add((version, $"its snapshot says {e.Status.Name()}, the records before it say {Transaction.Status.Name()}"));
        if (e.Progresses != Transaction.Progresses.Count)
            _differences.Add((version, $"its snapshot has {e.Progresses} rows of progress, the records before it have {Transaction.Progresses.Count}"));
        if (!e.Steps.SequenceEqual(Transaction.Branches.Select(branch => (branch.Forward, branch.Backward))))
            _differences.Add((version, "its snapshot has other branches than the records before it"));
    }

    private Branch? Of(int step) => step >= 0 && step < Transaction.Branches.Count ? Transaction.Branches[step] : null;
}
