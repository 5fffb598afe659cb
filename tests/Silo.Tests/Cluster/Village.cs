using OrleansSaga.Silo.Cluster;
using OrleansSaga.Silo.Options;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>Several silos over one table, beating in turn by a clock that the test moves.</summary>
internal sealed class Village(Func<string, ISiloTable> open) : IDisposable
{
    private readonly List<Villager> _all = [];

    public ManualTimeProvider Time { get; } = new();

    public Villager Add(string name, int level = 2, string secret = Rows.Secret, string runtime = SiloClaim.EmbeddedRuntime)
    {
        var villager = new Villager(this, name, level, secret, runtime, open(name));
        _all.Add(villager);
        return villager;
    }

    public Villager Join(string name, int level = 2, string secret = Rows.Secret, string runtime = SiloClaim.EmbeddedRuntime) => Add(name, level, secret, runtime).Start();

    /// <summary>Lets time pass; everybody who is up beats every half second.</summary>
    public void Run(double seconds)
    {
        for (var passed = 0.0; passed < seconds; passed += 0.5)
            Pass(TimeSpan.FromSeconds(0.5));
    }

    /// <param name="duration">How long.</param>
    /// <param name="waits">Who waits for that, and does not beat.</param>
    public void Pass(TimeSpan duration, Villager? waits = null)
    {
        Time.Advance(duration);
        foreach (var villager in _all.Where(villager => villager.IsUp && villager != waits).ToList())
            villager.Agent.Beat();
    }

    public void Dispose()
    {
        foreach (var villager in _all)
            villager.Table.Dispose();
    }
}

/// <summary>One of them.</summary>
internal sealed class Villager
{
    public Villager(Village village, string name, int level, string secret, string runtime, ISiloTable table)
    {
        (Name, Table, Levels) = (name, table, new FeatureLevels(level, 1));
        Agent = new MembershipAgent(
            Rows.Claim(name, level) with { Endpoint = secret.Length > 0 ? $"{name}:1" : "", Runtime = runtime }, new ClusterOptions { Secret = secret }, table, () => Control, Levels, village.Time, duration => village.Pass(duration, this), Log);
    }

    public string Name { get; }

    public ISiloTable Table { get; }

    public FeatureLevels Levels { get; }

    public RecordingControl Control { get; } = new();

    public RecordingLogger Log { get; } = new();

    public MembershipAgent Agent { get; }

    /// <summary>False while it is paused or dead, or before it has joined.</summary>
    public bool IsUp { get; set; }

    public Guid Incarnation => Agent.Status.Joined!.Incarnation;

    public Villager Start()
    {
        Agent.Join();
        Agent.Become(SiloState.Active);
        Agent.Beat();
        IsUp = true;
        return this;
    }

    /// <summary>kill -9: its connection ends with it.</summary>
    public void Kill()
    {
        IsUp = false;
        Table.Dispose();
    }
}
