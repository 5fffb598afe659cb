namespace OrleansSaga.Samples.Bank;

/// <summary>Two banks, north and south, in this process, each with its own database and its own port.</summary>
public sealed class BankHost : IAsyncDisposable
{
    private BankHost(RunningBank north, RunningBank south)
    {
        North = north;
        South = south;
    }

    public RunningBank North { get; }

    public RunningBank South { get; }

    /// <summary>Opens or founds both banks and starts to listen.</summary>
    public static async Task<BankHost> StartAsync(BankHostOptions options, CancellationToken cancellation = default)
    {
        Directory.CreateDirectory(options.Folder);
        var north = await StartAsync("north", options, options.Postgres?.North, options.NorthAccounts, options.NorthPort, cancellation);
        try
        {
            var south = await StartAsync("south", options, options.Postgres?.South, options.SouthAccounts, options.SouthPort, cancellation);
            return new BankHost(north, south);
        }
        catch
        {
            await north.DisposeAsync();
            throw;
        }
    }

    /// <summary>Judges the books of both banks: all of them, or those of one global transaction.</summary>
    /// <exception cref="InvalidOperationException">A bank is too busy to be read.</exception>
    public async Task<BankAuditReport> AuditAsync(string? gid = null, CancellationToken cancellation = default)
    {
        var north = await North.Service.TrySnapshotAsync(gid, cancellation);
        var south = await South.Service.TrySnapshotAsync(gid, cancellation);
        return north is null || south is null
            ? throw new InvalidOperationException("A bank is too busy to be audited.")
            : BankAudit.Of(north, south);
    }

    public async ValueTask DisposeAsync()
    {
        await North.DisposeAsync();
        await South.DisposeAsync();
    }

    private static async Task<RunningBank> StartAsync(
        string name,
        BankHostOptions options,
        string? postgres,
        IReadOnlyDictionary<string, long> accounts,
        int port,
        CancellationToken cancellation)
    {
        var service = postgres is null
            ? await BankService.OpenAsync(name, Path.Combine(options.Folder, $"bank-{name}.db"), accounts, options.Time, cancellation)
            : await BankService.OpenPostgresAsync(name, postgres, accounts, options.Time, cancellation);
        return await RunningBank.StartAsync(service, port, cancellation);
    }
}
