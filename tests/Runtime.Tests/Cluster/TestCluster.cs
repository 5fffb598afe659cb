using System.Globalization;

namespace OrleansSaga.Runtime.Tests;

/// <summary>Several silos in one process, over links that can be cut. A key is "bucket" or "bucket:anything".</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    public const int Buckets = 64;

    private readonly List<ClusterSilo> _silos = [];
    private readonly HashSet<Guid> _dead = [];

    public event Action? LinksChanged;

    public ManualTimeProvider Time { get; } = new();

    public ClusterSilo this[string name] => _silos.Last(silo => silo.Name == name);

    public static int BucketOf(string key) => int.Parse(key.Split(':')[0], CultureInfo.InvariantCulture);

    public ClusterSilo? Find(Guid incarnation) => _silos.Find(silo => silo.Incarnation == incarnation);

    /// <summary>Adds silos and tells nobody.</summary>
    public async Task<ClusterSilo> AddAsync(string name)
    {
        var silo = new ClusterSilo(this, name);
        _silos.Add(silo);
        await silo.StartAsync();
        return silo;
    }

    /// <summary>A cluster whose silos all know each other.</summary>
    public static async Task<TestCluster> OfAsync(params string[] names)
    {
        var cluster = new TestCluster();
        foreach (var name in names)
            await cluster.AddAsync(name);
        cluster.Agree(names);
        return cluster;
    }

    /// <summary>All silos named see the same view: these active, those leaving.</summary>
    public void Agree(string[] active, params string[] leaving)
    {
        foreach (var name in active.Concat(leaving))
            Show(name, active, leaving);
    }

    /// <summary>One silo sees a view.</summary>
    public void Show(string to, string[] active, params string[] leaving)
    {
        var self = this[to];
        self.Runtime.Apply(View(self.Incarnation, active, leaving));
    }

    public ClusterView View(Guid self, string[] active, params string[] leaving) => new(
        self,
        [.. active.Select(name => Member(name, true)), .. leaving.Select(name => Member(name, false))],
        _dead,
        Buckets);

    public void Die(string name)
    {
        _dead.Add(this[name].Incarnation);
        Cut(name, true);
    }

    public void Cut(string name, bool isCut)
    {
        this[name].IsCut = isCut;
        LinksChanged?.Invoke();
    }

    /// <summary>A key that the silo owns when these are active.</summary>
    public string KeyOf(string owner, params string[] active)
    {
        var view = View(this[owner].Incarnation, active);
        return Enumerable.Range(0, Buckets).First(view.IsOwn).ToString(CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
            await silo.DisposeAsync();
    }

    private SiloMember Member(string name, bool active) => new(name, this[name].Incarnation, $"{name}:1", active);
}
