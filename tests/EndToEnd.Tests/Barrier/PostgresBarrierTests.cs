using OrleansSaga.Samples.Bank;

namespace OrleansSaga.EndToEnd.Tests;

/// <summary>The banks keep their books in PostgreSQL, which prepares transactions for real.</summary>
public sealed class PostgresBarrierTests(SharedServer server, PostgresBarrierTests.Fixture fixture) : BarrierScenarios(server), IClassFixture<PostgresBarrierTests.Fixture>
{
    private protected override async Task<BankHostOptions> OptionsAsync(string folder)
    {
        PostgresServerRequired.OrSkip();
        var cancellation = TestContext.Current.CancellationToken;
        return new BankHostOptions { Folder = folder, Postgres = (await fixture.Server.CreateDatabaseAsync(cancellation), await fixture.Server.CreateDatabaseAsync(cancellation)) };
    }

    /// <summary>One PostgreSQL for the class, or none where there is none.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private PostgresServer? _server;

        public PostgresServer Server => _server ?? throw new InvalidOperationException("There is no PostgreSQL.");

        public async ValueTask InitializeAsync() => _server = PostgresServer.IsAvailable ? await PostgresServer.StartAsync() : null;

        public async ValueTask DisposeAsync()
        {
            if (_server is not null)
                await _server.DisposeAsync();
        }
    }
}
