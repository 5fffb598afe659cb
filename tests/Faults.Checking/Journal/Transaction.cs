namespace OrleansSaga.Faults.Checking.Journal;

/// <summary>What the journal says about one transaction when all its records are read: what is kept of it while the banks are read.</summary>
internal sealed class Transaction(string gid)
{
    public string Gid { get; } = gid;

    public Mode Mode { get; set; }

    public Status Status { get; set; }

    /// <summary>The status in which it was created.</summary>
    public Status Began { get; set; }

    public bool Concurrent { get; set; }

    /// <summary>Whether there is a check-back or callback.</summary>
    public bool CanBeAsked { get; set; }

    /// <summary>Whether the check-back asks a bank, so that the sender's local transaction is one of a bank's.</summary>
    public bool AsksABank { get; set; }

    public List<Branch> Branches { get; } = [];

    /// <summary>Rows of a workflow.</summary>
    public List<Progress> Progresses { get; } = [];

    public bool IsWholeParked { get; set; }

    /// <summary>What a force stop left open; null when there was none.</summary>
    public IReadOnlyList<string>? LeftOpen { get; set; }

    /// <summary>Only the outcome is left.</summary>
    public bool IsTombstone { get; init; }

    /// <summary>Whether a workflow has recorded that it rolls back.</summary>
    public bool RollsBack { get; set; }

    public bool IsParked => !Status.IsFinal() && (IsWholeParked || Branches.Any(branch => branch.IsParked));

    /// <summary>Prepared, and neither a timeout nor a callback ends that: its client may come or not.</summary>
    public bool IsLeftToItsClient => Status == Status.Prepared && (Mode == Mode.Saga || (Mode == Mode.Workflow && !CanBeAsked));

    /// <summary>Ended by its own rules, so that the banks must agree with it.</summary>
    public bool HasEnded => Status.IsFinal() && LeftOpen is null;

    /// <summary>Wire branch id of a step; 00 for the check-back or callback.</summary>
    public string BranchId(int step) => step < 0 ? "00" : step < Branches.Count ? Branches[step].Id : $"step {step}";
}
