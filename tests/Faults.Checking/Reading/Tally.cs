using OrleansSaga.Faults.Checking.Banks;
using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Reading;

/// <summary>Counts what is looked at.</summary>
internal sealed class Tally
{
    private int _records;
    private int _events;
    private int _called;
    private int _attempts;
    private int _strays;

    public void Add(Life life, Replay replay)
    {
        _records += life.Records.Count;
        _events += replay.Moments.Count;
        // An abort decision begins new ops, so that their attempts count from 1 again under another name.
        var last = new Dictionary<(int, Op), int>();
        foreach (var moment in replay.Moments)
        {
            if (moment.Event is Ongoing ongoing)
                _attempts += ongoing.Count;
            if (moment.Event is not Tried tried)
                continue;
            _attempts++;
            if (!last.TryGetValue((tried.Step, tried.Op), out var before))
                _called++;
            else if (tried.Attempt <= before)
                _strays++;
            last[(tried.Step, tried.Op)] = Math.Max(before, tried.Attempt);
        }
    }

    public CheckCounts Of(IReadOnlyCollection<Transaction> transactions, BankBooks books, int writers, int ledgerRows, int barrierRows) => new()
    {
        Transactions = transactions.GroupBy(transaction => (transaction.Mode.Name(), transaction.Status.Name())).ToDictionary(group => group.Key, group => group.Count()),
        Tombstones = transactions.Count(transaction => transaction.IsTombstone),
        Parked = transactions.Count(transaction => transaction.IsParked),
        LeftToClients = transactions.Count(transaction => transaction is { IsLeftToItsClient: true, IsParked: false }),
        ForceStopped = transactions.Count(transaction => transaction.LeftOpen is not null),
        Records = _records,
        Events = _events,
        Writers = writers,
        BranchesCalled = _called,
        Attempts = _attempts,
        StrayAttempts = _strays,
        LedgerRows = ledgerRows,
        BarrierRows = barrierRows,
        NullCompensations = books.Branches.Values.SelectMany(branches => branches).Where(branch => branch.Mode != "xa")
            .Sum(branch => branch.Barrier.Count(row => row.Op is "action" or "try" && Words.IsReversal(row.Reason))),
    };
}
