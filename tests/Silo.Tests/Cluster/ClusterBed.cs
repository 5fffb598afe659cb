using OrleansSaga.Silo.Tests.Import;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>Whole silos in this process over one PostgreSQL, as one cluster, and a participant that says yes.</summary>
internal sealed class ClusterBed : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly List<ClusterSilo> _silos = [];

    private ClusterBed(string connectionString, TestParticipant participant) => (ConnectionString, Participant) = (connectionString, participant);

    public string ConnectionString { get; }

    public TestParticipant Participant { get; }

    /// <summary>silo-1, silo-2, ...</summary>
    public IReadOnlyList<ClusterSilo> Silos => _silos;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts silos; on return each sees all of them active, and can call it.</summary>
    public static async Task<ClusterBed> StartAsync(ImportPostgres postgres, int silos = 3)
    {
        var connectionString = await postgres.CreateDatabaseAsync(Cancel);
        var bed = new ClusterBed(connectionString, await TestParticipant.StartAsync(Cancel));
        try
        {
            for (var number = 1; number <= silos; number++)
                bed._silos.Add(await ClusterSilo.StartAsync(connectionString, $"silo-{number}"));
            await UntilAsync(bed.IsReadyAsync);
            return bed;
        }
        catch
        {
            await bed.DisposeAsync();
            throw;
        }
    }

    /// <summary>Looks until it is so.</summary>
    public static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    /// <inheritdoc cref="UntilAsync(Func{bool})"/>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        over.CancelAfter(LongestWait);
        using var looks = new PeriodicTimer(Look);
        while (!await isSo())
            await looks.WaitForNextTickAsync(over.Token);
    }

    public static string NewGid() => "c-" + Guid.NewGuid().ToString("N");

    /// <summary>A new gid that a silo owns.</summary>
    public static string NewGid(ClusterSilo owner)
    {
        while (true)
        {
            var gid = NewGid();
            if (owner.Owns(gid))
                return gid;
        }
    }

    public ClusterSilo OwnerOf(string gid) => Assert.Single(_silos, silo => silo.Owns(gid));

    /// <summary>A saga's body with a step for each path of the participant.</summary>
    public Dictionary<string, object?> Saga(string gid, params string[] paths) => new()
    {
        ["gid"] = gid,
        ["trans_type"] = "saga",
        ["steps"] = paths.Select(path => new { action = Participant.Url + path, compensate = Participant.Url + path }).ToArray(),
        ["payloads"] = paths.Select(static _ => "{}").ToArray(),
    };

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_silos.Select(static silo => silo.DisposeAsync().AsTask()));
        await Participant.DisposeAsync();
    }

    private async Task<bool> IsReadyAsync()
    {
        var all = _silos.Select(static silo => $"{silo.Name} active").ToList();
        foreach (var silo in _silos)
        {
            if (!silo.Sees().Order(StringComparer.Ordinal).SequenceEqual(all) || !await silo.ReachesAsync(_silos.Count - 1))
                return false;
        }

        return true;
    }
}
