namespace OrleansSaga.Storage;

/// <summary>Counts since the journal was opened. Cheap to read at any time; each number is exact, all together are not one moment.</summary>
public sealed class JournalStatistics
{
    private long _appends;
    private long _checks;
    private long _pushes;
    private long _commits;
    private long _conflicts;
    private long _rejected;
    private long _locked;
    private long _failures;

    /// <summary>Records that are durable: creations and appends.</summary>
    public long Appends => Interlocked.Read(ref _appends);

    /// <summary>Checks that held.</summary>
    public long Checks => Interlocked.Read(ref _checks);

    /// <summary>Due times that were pushed.</summary>
    public long Pushes => Interlocked.Read(ref _pushes);

    /// <summary>Batches that were committed.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>Writes that the fence refused.</summary>
    public long Conflicts => Interlocked.Read(ref _conflicts);

    /// <summary>Writes that the store refused for their data.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    /// <summary>Times that a write found its row locked by somebody else and was sent again alone.</summary>
    public long Locked => Interlocked.Read(ref _locked);

    /// <summary>Commits that failed as a whole and were sent again.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    internal void OnCommit(int records, int checks, int pushes, int conflicts, int locked)
    {
        Interlocked.Increment(ref _commits);
        Interlocked.Add(ref _appends, records);
        if (checks > 0)
            Interlocked.Add(ref _checks, checks);
        if (pushes > 0)
            Interlocked.Add(ref _pushes, pushes);
        if (conflicts > 0)
            Interlocked.Add(ref _conflicts, conflicts);
        if (locked > 0)
            Interlocked.Add(ref _locked, locked);
    }

    internal void OnRejected() => Interlocked.Increment(ref _rejected);

    internal void OnFailure() => Interlocked.Increment(ref _failures);
}
