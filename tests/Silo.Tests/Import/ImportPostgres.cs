[assembly: AssemblyFixture(typeof(OrleansSaga.Silo.Tests.Import.ImportPostgres))]

namespace OrleansSaga.Silo.Tests.Import;

/// <summary>A PostgreSQL for the tests of the import, started by the first that asks; without one they are skipped on a laptop and fail in CI.</summary>
public sealed class ImportPostgres : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private PostgresServer? _server;

    /// <summary>An empty database.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        if (!PostgresServer.IsAvailable && Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail("CI needs PostgreSQL, installed or named by ORLEANSSAGA_TEST_POSTGRES.");
        Assert.SkipUnless(PostgresServer.IsAvailable, "PostgreSQL is not installed.");
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _server ??= await PostgresServer.StartAsync(cancellationToken: cancellationToken);
        }
        finally
        {
            _turn.Release();
        }

        return await _server.CreateDatabaseAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _turn.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
