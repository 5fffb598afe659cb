using OrleansSaga.Samples.Bank;

namespace OrleansSaga.EndToEnd.Tests;

/// <summary>The banks keep their books in SQLite; XA is simulated.</summary>
public sealed class SqliteBarrierTests(SharedServer server) : BarrierScenarios(server)
{
    private protected override Task<BankHostOptions> OptionsAsync(string folder) => Task.FromResult(new BankHostOptions { Folder = folder });
}
