using System.Collections;

namespace OrleansSaga.Benchmarks.Laboratory;

/// <summary>The servers of one repetition. All run at once, only one has load; an idle one costs a timer now and then.</summary>
internal sealed class ServerSet : IReadOnlyList<RunningServer>, IAsyncDisposable
{
    private readonly List<RunningServer> _servers = [];

    public int Count => _servers.Count;

    public RunningServer this[int index] => _servers[index];

    public static async Task<ServerSet> StartAsync(Lab lab, IEnumerable<Store> stores, CancellationToken cancellationToken)
    {
        var set = new ServerSet();
        try
        {
            foreach (var store in stores)
                set._servers.Add(await lab.StartServerAsync(store, cancellationToken));
            return set;
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    public IEnumerator<RunningServer> GetEnumerator() => _servers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
    }
}
