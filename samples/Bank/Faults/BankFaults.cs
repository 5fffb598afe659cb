namespace OrleansSaga.Samples.Bank;

/// <summary>
/// The faults that a bank shall show. Whoever hosts the bank holds this object; nothing on the wire reaches it.
/// </summary>
public sealed class BankFaults
{
    /// <summary>How many rules may be active.</summary>
    public const int MaxRules = 1_024;

    /// <summary>How often one rule may strike; for <see cref="BankFaultKind.Hold"/> this bounds the calls that hang.</summary>
    public const int MaxTimes = 1_000;

    private readonly Lock _lock = new();
    private readonly List<BankFaultRule> _rules = [];

    /// <summary>Adds a fault. Of several that fit a call, the oldest strikes.</summary>
    /// <exception cref="ArgumentException">The fault is out of its limits.</exception>
    /// <exception cref="InvalidOperationException">There are <see cref="MaxRules"/> active rules.</exception>
    public BankFaultRule Add(BankFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (fault.Times is < 1 or > MaxTimes)
            throw new ArgumentException($"Times must be from 1 to {MaxTimes}.", nameof(fault));
        if (fault is { Kind: BankFaultKind.Refuse, AfterEffect: true })
            throw new ArgumentException("A participant that refuses what it did cannot be helped by any coordinator.", nameof(fault));

        var rule = new BankFaultRule(fault);
        lock (_lock)
        {
            _rules.RemoveAll(old => old.IsSpent);
            if (_rules.Count == MaxRules)
                throw new InvalidOperationException($"There are {MaxRules} active faults.");
            _rules.Add(rule);
        }

        return rule;
    }

    /// <summary>Ends all faults; calls that are held are cut off without work or answer.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (var rule in _rules)
                rule.Dispose();
            _rules.Clear();
        }
    }

    internal BankFaultRule? Strike(BranchRequest request, bool afterEffect)
    {
        lock (_lock)
        {
            foreach (var rule in _rules)
            {
                if (rule.Fault.AfterEffect == afterEffect && rule.Fault.Strikes(request) && rule.TryStrike())
                    return rule;
            }
        }

        return null;
    }
}
