namespace OrleansSaga.Faults.Checking.Banks;

/// <summary>An account; <paramref name="Moved"/> is the sum of its ledger rows. Amounts in cents.</summary>
internal sealed record Account(string Bank, string Id, long Opening, long Balance, long Moved);

/// <summary>One effect; <paramref name="Sequence"/> grows with the order in which one branch's effects were made.</summary>
internal readonly record struct Effect(long Sequence, string Op, string Account, long Delta);

/// <summary>A row of the barrier: <paramref name="Reason"/> is the op that took it, which is its own when it was called itself.</summary>
internal readonly record struct BarrierRow(string Op, string Number, string Reason)
{
    /// <summary>Whether the op itself came in, and not only its undo.</summary>
    public bool IsOwn => Op == Reason;
}

/// <summary>All rows of one bank about one branch of one transaction.</summary>
internal sealed class BankBranch(string bank, string id)
{
    public string Bank { get; } = bank;

    public string Id { get; } = id;

    /// <summary>Wire name of the mode, as the caller said it; empty when there is no barrier row.</summary>
    public string Mode { get; set; } = "";

    public List<Effect> Effects { get; init; } = [];

    public List<BarrierRow> Barrier { get; init; } = [];

    /// <summary>Money is set aside, or a database transaction is prepared.</summary>
    public bool IsPending { get; set; }

    public long NetCents => Effects.Sum(effect => effect.Delta);

    /// <summary>An undo took effect.</summary>
    public bool IsUndone => Effects.Exists(effect => Journal.Words.IsReversal(effect.Op));

    /// <summary>Its effect is there, and stays.</summary>
    public bool Stands => Effects.Count > 0 && !IsPending && !IsUndone;

    public bool HasOwn(string op) => Barrier.Exists(row => row.IsOwn && row.Op == op);

    public override string ToString() => $"{Bank}/{Id}";
}

/// <summary>The books of all banks.</summary>
internal sealed class BankBooks
{
    /// <summary>By gid; a transaction that no bank has heard of is missing.</summary>
    public Dictionary<string, List<BankBranch>> Branches { get; } = new(StringComparer.Ordinal);

    public List<Account> Accounts { get; } = [];

    public IReadOnlyList<BankBranch> Of(string gid) => Branches.TryGetValue(gid, out var branches) ? branches : [];

    /// <summary>The branch's rows at a bank, made when there are none yet.</summary>
    public BankBranch At(string bank, string gid, string id)
    {
        if (!Branches.TryGetValue(gid, out var branches))
            Branches.Add(gid, branches = []);
        var found = branches.Find(branch => branch.Bank == bank && branch.Id == id);
        if (found is null)
            branches.Add(found = new BankBranch(bank, id));
        return found;
    }
}
