using System.Globalization;
using System.Text;

namespace OrleansSaga.Faults.Checking;

/// <summary>What a check looked at.</summary>
public sealed record CheckCounts
{
    /// <summary>Transactions by mode and status, both by wire name.</summary>
    public required IReadOnlyDictionary<(string Mode, string Status), int> Transactions { get; init; }

    /// <summary>Transactions of which retention has left the outcome only.</summary>
    public int Tombstones { get; init; }

    /// <summary>Unfinished transactions that wait for an operator.</summary>
    public int Parked { get; init; }

    /// <summary>Unfinished transactions that only their client can move.</summary>
    public int LeftToClients { get; init; }

    /// <summary>Transactions that an operator stopped by force.</summary>
    public int ForceStopped { get; init; }

    /// <summary>Journal records.</summary>
    public int Records { get; init; }

    /// <summary>Events in them.</summary>
    public int Events { get; init; }

    /// <summary>Connections that wrote records: one more for every silo that starts, and for every connection that breaks.</summary>
    public int Writers { get; init; }

    /// <summary>Branch ops with at least one recorded attempt.</summary>
    public int BranchesCalled { get; init; }

    /// <summary>Recorded attempts, with those that were counted and not recorded one by one.</summary>
    public int Attempts { get; init; }

    /// <summary>Recorded attempts whose number, or a higher one, was recorded before: late results, and calls that two activations made.</summary>
    public int StrayAttempts { get; init; }

    /// <summary>Effects in the banks' ledgers.</summary>
    public int LedgerRows { get; init; }

    /// <summary>Rows of the banks' barriers.</summary>
    public int BarrierRows { get; init; }

    /// <summary>Undos at the banks that came before what they undo, or without it (saga, TCC, workflow).</summary>
    public int NullCompensations { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var mode in Transactions.GroupBy(entry => entry.Key.Mode).OrderBy(mode => mode.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{mode.Key}: {string.Join(", ", mode.OrderBy(entry => entry.Key.Status, StringComparer.Ordinal).Select(entry => $"{entry.Value} {entry.Key.Status}"))}\n");
        text.Append(CultureInfo.InvariantCulture, $"{Records} records with {Events} events by {Writers} writers; {Tombstones} tombstones, {Parked} parked, {LeftToClients} left to clients, {ForceStopped} stopped by force\n");
        text.Append(CultureInfo.InvariantCulture, $"{BranchesCalled} branch ops called in {Attempts} attempts, {StrayAttempts} of them stray; {LedgerRows} effects, {BarrierRows} barrier rows, {NullCompensations} null compensations");
        return text.ToString();
    }
}
