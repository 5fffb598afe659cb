using OrleansSaga.Faults.Checking.Banks;
using OrleansSaga.Faults.Checking.Journal;
using OrleansSaga.Faults.Checking.Reading;
using OrleansSaga.Faults.Checking.Rules;

namespace OrleansSaga.Faults.Checking;

/// <summary>
/// Verifies promises 1 to 9 from what lies in the databases: the journal's tables and the banks' own books. Shares no code with the
/// engine. What is read and which rules hold: docs/reliability.md, "What the checker reads".
/// </summary>
public static class FaultChecker
{
    private const int Fence = 1;
    private const int Lost = 5;

    /// <summary>Reads everything and judges it. Changes nothing, and may run beside silos that still drive.</summary>
    public static async Task<CheckResult> CheckAsync(CheckInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (findings, tally) = (new Findings(), new Tally());
        var transactions = new Dictionary<string, Transaction>(input.Asked.Count, StringComparer.Ordinal);
        int writers;
        await using (var journal = await JournalReader.OpenAsync(input.JournalConnectionString, cancellationToken))
        {
            await ReadJournalAsync(journal, input, transactions, findings, tally, cancellationToken);
            writers = journal.Writings.DistinctBy(writing => writing.Writer).Count();
        }

        // After the journal: what it says has ended, has ended at the banks before they are read.
        var books = new BankBooks();
        var readers = input.Banks.Select(bank => new BankBooksReader(books, bank)).ToList();
        foreach (var reader in readers)
            await reader.ReadAsync(cancellationToken);

        JudgeBanks(input, transactions, books, findings);
        findings.Add(AskedRule.Check(input.Asked, transactions));
        findings.Add(ParkRule.Check(transactions.Values, input));
        return findings.With(tally.Of(transactions.Values, books, writers, readers.Sum(reader => reader.LedgerRows), readers.Sum(reader => reader.BarrierRows)));
    }

    private static async Task ReadJournalAsync(
        JournalReader journal, CheckInput input, Dictionary<string, Transaction> transactions, Findings findings, Tally tally, CancellationToken cancellationToken)
    {
        var appends = new HashSet<Guid>();
        await foreach (var life in journal.LivesAsync(cancellationToken))
        {
            var replay = Replay.Of(life);
            findings.Add(LifeRules.Check(life, replay, journal.Now, input));
            findings.Add(AppendIdRule.Check(life, appends));
            tally.Add(life, replay);
            // Without a hot row there is no such transaction for anybody, whatever the life rule has just said about it.
            if (life.Hot is { } hot && !transactions.TryAdd(hot.Gid, TransactionOf(life, replay)))
                findings.Add([new Violation(Fence, hot.Gid, "it has two hot rows")]);
        }

        findings.Add(WriterRule.Check(journal.Writings, journal.Writers));
        findings.Add(journal.OrphanedSideRows.Select(row => new Violation(Lost, "", $"a side row of instance {row.Instance}, record {row.Version}, has no record")));
    }

    private static Transaction TransactionOf(Life life, Replay replay) => life.IsTombstone
        ? new Transaction(life.Hot!.Gid) { Mode = life.Hot.Mode, Status = life.Hot.Status, IsTombstone = true }
        : replay.Transaction;

    private static void JudgeBanks(CheckInput input, Dictionary<string, Transaction> transactions, BankBooks books, Findings findings)
    {
        var underWay = 0L;
        foreach (var (gid, branches) in books.Branches)
        {
            var transaction = transactions.GetValueOrDefault(gid);
            foreach (var branch in branches)
                findings.Add(BarrierRule.Check(gid, branch));
            if (transaction is null)
                findings.Add(BankEndRule.Check(gid, null, branches));
            if (transaction is not { HasEnded: true } || transaction.Branches.Exists(branch => branch.HasNothingToUndo))
                underWay += branches.Sum(branch => branch.NetCents);
        }

        foreach (var (gid, transaction) in transactions)
            findings.Add(BankEndRule.Check(gid, transaction, books.Of(gid)));
        foreach (var ask in input.Asked)
            findings.Add(TransferRule.Check(ask, transactions.GetValueOrDefault(ask.Gid), books.Of(ask.Gid)));
        findings.Add(MoneyRule.Check(books.Accounts, underWay));
    }
}
