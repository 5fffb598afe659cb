using System.Net;
using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Silo.Demo;

/// <summary>The two participants of the demo, each with a database and a port of its own.</summary>
internal sealed class DemoBanks : IAsyncDisposable
{
    // No transfer has this gid: only the accounts are wanted, not the whole ledger.
    private const string OfNoTransfer = "-";

    private static readonly Dictionary<string, long> NorthAccounts = new() { ["alice"] = 100_000, ["carol"] = 50_000 };
    private static readonly Dictionary<string, long> SouthAccounts = new() { ["bob"] = 100_000, ["dave"] = 50_000 };

    private readonly RunningBank _north;
    private readonly RunningBank _south;

    private DemoBanks(RunningBank north, RunningBank south, string? notice)
    {
        _north = north;
        _south = south;
        Notice = notice;
    }

    /// <summary>What the user should know about the start; null for nothing.</summary>
    public string? Notice { get; }

    public DemoPorts.Ports Ports => new(_north.BaseAddress.Port, _south.BaseAddress.Port);

    /// <summary>Opens or founds both banks, on the ports of the last run if they are free.</summary>
    public static async Task<DemoBanks> StartAsync(string folder, DemoPorts ports, DemoOptions options, CancellationToken cancellation)
    {
        var wanted = ports.Remembered ?? new DemoPorts.Ports(options.NorthPort, options.SouthPort);
        var north = await StartBankAsync("north", folder, NorthAccounts, wanted.North, options.Time, cancellation);
        try
        {
            var south = await StartBankAsync("south", folder, SouthAccounts, wanted.South, options.Time, cancellation);
            var got = new DemoPorts.Ports(north.BaseAddress.Port, south.BaseAddress.Port);
            var notice = ports.Remembered is { } old && old != got
                ? $"The banks' ports {old.North} and {old.South} are not both free: they listen on {got.North} and {got.South}. Unfinished transfers of the last run cannot find them."
                : null;
            ports.Remember(got);
            return new DemoBanks(north, south, notice);
        }
        catch
        {
            await north.DisposeAsync();
            throw;
        }
    }

    /// <summary>Who pays whom: the bank that has more pays, so that no account runs dry however long the demo runs.</summary>
    public async Task<TransferRoute> ChooseAsync(CancellationToken cancellation)
    {
        var north = await SnapshotAsync(_north, OfNoTransfer, cancellation);
        var south = await SnapshotAsync(_south, OfNoTransfer, cancellation);
        var (from, payers, to, payees) = north.TotalCents >= south.TotalCents ? (_north, north, _south, south) : (_south, south, _north, north);
        var rich = payers.Accounts.OrderByDescending(account => account.Balance).ToList();
        return new TransferRoute(from, rich[0].Id, rich[^1].Id, to, payees.Accounts.MinBy(account => account.Balance)!.Id);
    }

    /// <summary>The money in both banks now, with the accounts checked against their ledgers. Money on its way is in neither bank.</summary>
    public Task<BankAuditReport> MoneyAsync(CancellationToken cancellation) => AuditAsync(OfNoTransfer, cancellation);

    /// <summary>The audit of one transfer, or of all.</summary>
    public async Task<BankAuditReport> AuditAsync(string? gid, CancellationToken cancellation) =>
        BankAudit.Of(await SnapshotAsync(_north, gid, cancellation), await SnapshotAsync(_south, gid, cancellation));

    public async ValueTask DisposeAsync()
    {
        await _north.DisposeAsync();
        await _south.DisposeAsync();
    }

    private static async Task<BankSnapshot> SnapshotAsync(RunningBank bank, string? gid, CancellationToken cancellation) =>
        await bank.Service.TrySnapshotAsync(gid, cancellation) ?? throw new InvalidOperationException($"Bank {bank.Service.Name} is too busy to be read.");

    private static async Task<RunningBank> StartBankAsync(
        string name, string folder, Dictionary<string, long> accounts, int port, TimeProvider time, CancellationToken cancellation)
    {
        var service = await BankService.OpenAsync(name, Path.Combine(folder, $"demo-bank-{name}.db"), accounts, time, cancellation);
        return await RunningBank.StartAsync(service, PortProbe.IsTaken(IPAddress.Loopback, port) ? 0 : port, cancellation);
    }
}
