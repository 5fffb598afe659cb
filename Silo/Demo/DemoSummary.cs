using System.Globalization;
using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Silo.Demo;

/// <summary>How the demo went, by the server's word and by the banks' books.</summary>
/// <param name="View">All counts.</param>
/// <param name="Audit">The audit of everything that ever happened in these banks.</param>
/// <param name="Wrong">What is not as it should be; empty when all is well.</param>
/// <param name="Notes">What is odd, but none of this run's doing.</param>
internal sealed record DemoSummary(DemoBoard.View View, BankAuditReport Audit, IReadOnlyList<string> Wrong, IReadOnlyList<string> Notes)
{
    /// <summary>0 when every transfer ended as it should and the books agree, else 1.</summary>
    public int ExitCode => Wrong.Count == 0 ? 0 : 1;

    /// <summary>Judges the run.</summary>
    /// <param name="view">All counts at the end.</param>
    /// <param name="audit">The audit of all transfers.</param>
    /// <param name="isOurs">Whether a gid was driven in this run.</param>
    public static DemoSummary Of(DemoBoard.View view, BankAuditReport audit, Func<string, bool> isOurs)
    {
        var wrong = new List<string>(view.Faults);
        if (view.Total.Unexpected > view.Faults.Count)
            wrong.Add($"and {view.Total.Unexpected - view.Faults.Count} more");
        wrong.AddRange(audit.Violations);

        var halfDone = audit.Transfers.Where(transfer => transfer.Outcome == TransferOutcome.Partial).ToLookup(transfer => isOurs(transfer.Gid));
        wrong.AddRange(halfDone[true].Select(transfer => $"{transfer.Gid}: half done, {Money.Text(transfer.NetCents)} are missing or too much"));
        // Somebody may have force-stopped a transfer of an earlier run, or deleted its journal: that money is accounted for, too.
        var foreign = halfDone[false].Sum(transfer => transfer.NetCents);
        if (halfDone[true].Sum(transfer => transfer.NetCents) + foreign != audit.TotalCents - audit.OpeningCents)
            wrong.Add($"the banks have {Money.Text(audit.TotalCents)}, they opened with {Money.Text(audit.OpeningCents)}, and the transfers do not explain it");
        IReadOnlyList<string> notes = halfDone[false].Any()
            ? [$"{halfDone[false].Count()} transfers of earlier runs are half done (force-stopped, or their journal is gone)"]
            : [];
        return new DemoSummary(view, audit, wrong, notes);
    }

    /// <summary>The counts, a line for each scenario and one for all.</summary>
    public IEnumerable<string> Rows() => [.. View.Scenarios.Select(row => Row(row.Scenario.Title, row.Counts)), Row("total", View.Total)];

    /// <summary>The verdict with its reasons.</summary>
    public IEnumerable<string> Verdict()
    {
        yield return $"money in both banks: {Money.Text(Audit.TotalCents)}, at first {Money.Text(Audit.OpeningCents)}; "
            + $"audit of {Audit.Transfers.Count} transfers: {(Audit.Violations.Count == 0 ? "no violations" : $"{Audit.Violations.Count} violations")}";
        foreach (var note in Notes)
            yield return $"note: {note}";
        foreach (var line in Wrong)
            yield return $"WRONG: {line}";
        yield return Wrong.Count == 0 ? "Every transfer ended as it should." : "Not everything ended as it should.";
    }

    private static string Row(string title, DemoBoard.Counts counts) => string.Create(
        CultureInfo.InvariantCulture,
        $"{title,-26} {counts.Started,6} started {counts.Succeeded,6} succeeded {counts.RolledBack,6} rolled back {counts.Unexpected,4} unexpected");
}
