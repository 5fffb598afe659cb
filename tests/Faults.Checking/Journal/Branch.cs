using OrleansSaga.Faults.Checking.Banks;

namespace OrleansSaga.Faults.Checking.Journal;

/// <summary>What the journal says about one branch.</summary>
internal sealed class Branch(BranchDefinition definition, int index)
{
    /// <summary>Wire branch id.</summary>
    public string Id { get; } = definition.Id.Length > 0 ? definition.Id : (index + 1).ToString("00", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What its forward op asks of a bank; null when it calls somebody else, or nobody.</summary>
    public BankCall? Call { get; } = BankCall.Parse(definition.Forward, definition.Payload);

    /// <summary>What its backward op asks of a bank.</summary>
    public BankCall? UndoCall { get; } = BankCall.Parse(definition.Backward, definition.Payload);

    /// <summary>Steps that must have succeeded before.</summary>
    public IReadOnlyList<int> After { get; } = definition.After;

    public OpStatus Forward { get; set; } = OpStatus.Prepared;

    public OpStatus Backward { get; set; } = OpStatus.Prepared;

    /// <summary>Some attempt of the forward op is recorded.</summary>
    public bool WasTried { get; set; }

    /// <summary>The abort decision lists it to be undone.</summary>
    public bool MustUndo { get; set; }

    /// <summary>The abort decision lists it as having nothing to undo.</summary>
    public bool HasNothingToUndo { get; set; }

    public bool IsParked { get; set; }

    public bool IsUndone => Backward == OpStatus.Succeed;
}
