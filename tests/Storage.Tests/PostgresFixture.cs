[assembly: AssemblyFixture(typeof(OrleansSaga.Storage.Tests.PostgresFixture))]

namespace OrleansSaga.Storage.Tests;

/// <summary>One PostgreSQL for all tests of this assembly; without one they are skipped on a laptop and fail in CI.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;

    public PostgresServer Server
    {
        get
        {
            if (_server is null && Environment.GetEnvironmentVariable("CI") == "true")
                Assert.Fail("CI needs PostgreSQL, installed or named by ORLEANSSAGA_TEST_POSTGRES.");
            Assert.SkipWhen(_server is null, "PostgreSQL is not installed.");
            return _server!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (PostgresServer.IsAvailable)
            _server = await PostgresServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
