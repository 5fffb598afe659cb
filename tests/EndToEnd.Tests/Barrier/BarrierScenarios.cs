using OrleansSaga.Samples.Bank;

namespace OrleansSaga.EndToEnd.Tests;

/// <summary>
/// Duplicates, null compensations and late calls made for real, in every mode, against a started server; the banks' books show one effect
/// or none. A class per database of the banks.
/// </summary>
public abstract partial class BarrierScenarios : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleanssaga-barrier-");
    private readonly ServerList _servers;
    private readonly DtmClient _dtm;
    private BankHost? _banks;

    private protected BarrierScenarios(SharedServer server)
    {
        _servers = new ServerList(server.Url);
        _dtm = new DtmClient(_servers);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private BankHost Banks => _banks ?? throw new InvalidOperationException("Not started.");

    private TransferClient Client => new(_dtm, Banks);

    public async ValueTask InitializeAsync() => _banks = await BankHost.StartAsync(await OptionsAsync(_folder.FullName), Cancel);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _servers.Dispose();
        if (_banks is not null)
            await _banks.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Where the banks keep their books.</summary>
    private protected abstract Task<BankHostOptions> OptionsAsync(string folder);

    private static TransferRecord Transfer(string mode, string payee = "bob") => new($"{mode}-{Guid.NewGuid():N}", mode, "alice", payee) { Amount = 30 };

    /// <summary>Waits for the end, which must be <paramref name="status"/>, and returns what the books say; they must be in order.</summary>
    private async Task<TransferAudit> EndsAsync(TransferRecord record, string status)
    {
        var statuses = await Settlement.AwaitAsync(_dtm, [record], Patience, Cancel);
        Assert.Equal(status, statuses[record.Gid]);
        return await BooksAsync(record);
    }

    private async Task<TransferAudit> BooksAsync(TransferRecord record)
    {
        var report = await Banks.AuditAsync(record.Gid, Cancel);
        Assert.Empty(report.Violations);
        Assert.Equal(report.OpeningCents, report.TotalCents);
        return report.Find(record.Gid)!;
    }

    /// <summary>The outcome must be <paramref name="outcome"/>, with these branches in the order of banks and branch ids.</summary>
    private static void AssertBooks(TransferAudit books, TransferOutcome outcome, params (string Bank, string BranchId, BranchState State)[] branches)
    {
        Assert.Equal(branches, books.Branches.Select(branch => (branch.Bank, branch.BranchId, branch.State)));
        Assert.Equal(outcome, books.Outcome);
        if (outcome == TransferOutcome.Applied)
            Assert.Equal(30, books.Branches.Max(branch => branch.NetCents));
    }

    /// <summary>The answer of this operation gets lost, after it took effect.</summary>
    private static BankFaultRule LoseAnswers(RunningBank bank, TransferRecord record, string op, int times = 1) =>
        bank.Faults.Add(new BankFault(BankFaultKind.Fail) { Gid = record.Gid, Op = op, Times = times, AfterEffect = true });

    private static BankFaultRule Hold(RunningBank bank, TransferRecord record, string op) =>
        bank.Faults.Add(new BankFault(BankFaultKind.Hold) { Gid = record.Gid, Op = op });
}
