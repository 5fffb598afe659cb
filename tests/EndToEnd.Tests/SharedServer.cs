[assembly: AssemblyFixture(typeof(OrleansSaga.EndToEnd.Tests.SharedServer))]

namespace OrleansSaga.EndToEnd.Tests;

/// <summary>One server for all tests that neither kill nor configure it. Gids keep them apart.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleanssaga-shared-");
    private ServerProcess? _server;

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Url => _server?.Url ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => _server = await ServerProcess.StartAsync([], _folder.FullName, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
