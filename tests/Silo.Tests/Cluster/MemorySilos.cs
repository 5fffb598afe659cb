using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>The database that the tables of several silos share in a test, with hands on its rows.</summary>
internal sealed class MemorySilos
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SiloRow> _rows = [];
    private readonly Dictionary<string, MemoryTable> _names = [];

    /// <summary>The row of saga_cluster; null when it is missing.</summary>
    public ClusterRow? Cluster { get; set; }

    public bool IsAway { get; set; }

    /// <summary>How often a silo tried to delete its row.</summary>
    public int Leaves { get; set; }

    public IReadOnlyList<SiloRow> Rows
    {
        get
        {
            lock (_gate)
                return [.. _rows.Values.OrderBy(row => row.Name, StringComparer.Ordinal)];
        }
    }

    public MemoryTable Open(string name) => new(this, name);

    public SiloRow? Find(string name)
    {
        lock (_gate)
            return _rows.GetValueOrDefault(name);
    }

    /// <summary>What somebody with a psql does; null deletes.</summary>
    public void Edit(string name, Func<SiloRow, SiloRow?> change)
    {
        lock (_gate)
        {
            var row = _rows[name];
            _rows.Remove(name);
            if (change(row) is { } edited)
                _rows[edited.Name] = edited;
        }
    }

    internal T Run<T>(Func<Dictionary<string, SiloRow>, Dictionary<string, MemoryTable>, T> work)
    {
        lock (_gate)
        {
            if (IsAway)
                throw new MembershipUnavailableException("away");
            return work(_rows, _names);
        }
    }

    internal void Unlock(MemoryTable table)
    {
        lock (_gate)
        {
            foreach (var name in _names.Where(pair => pair.Value == table).Select(pair => pair.Key).ToList())
                _names.Remove(name);
        }
    }
}

/// <summary>One silo's connection to it. Disposing is what the end of a process does to its connection.</summary>
internal sealed class MemoryTable(MemorySilos silos, string name) : ISiloTable
{
    public JoinAttempt TryJoin(JoinRequest request) => silos.Run((rows, names) =>
    {
        names.TryAdd(name, this);
        var cluster = silos.Cluster ?? new ClusterRow(Guid.NewGuid(), 1, (byte[]?)null);
        var decision = JoinRules.Decide(request, new JoinSnapshot(cluster, [.. rows.Values], names.Keys.ToHashSet(), names[name] == this));
        if (decision.Result is null)
            return JoinAttempt.Of(decision);
        foreach (var row in rows.Values.Where(row => decision.Bury.Contains(row.Incarnation)).ToList())
            rows[row.Name] = row with { State = SiloState.Dead };
        rows[request.Claim.Name] = new SiloRow(request.Claim, request.Incarnation, request.State, 1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        silos.Cluster = decision.Cluster;
        return JoinAttempt.Of(decision);
    });

    public BeatResult Beat(string name, Guid incarnation) => silos.Run((rows, names) =>
    {
        names.TryAdd(name, this);
        var alive = Living(rows, name, incarnation) is { } row;
        if (alive)
            rows[name] = rows[name] with { Beat = rows[name].Beat + 1 };
        return new BeatResult(alive, [.. rows.Values], silos.Cluster?.FeatureLevel);
    });

    public IReadOnlyList<SiloRow> Read() => silos.Run((rows, _) => rows.Values.ToList());

    public bool Update(SiloClaim claim, Guid incarnation, SiloState state) => silos.Run((rows, _) =>
    {
        if (Living(rows, claim.Name, incarnation) is not { } row)
            return false;
        rows[claim.Name] = row with { Claim = claim, State = state };
        return true;
    });

    public bool Bury(Guid incarnation, long beat) => silos.Run((rows, _) =>
    {
        var row = rows.Values.FirstOrDefault(row => row.Incarnation == incarnation && row.Beat == beat && row.State != SiloState.Dead);
        if (row is not null)
            rows[row.Name] = row with { State = SiloState.Dead };
        return row is not null;
    });

    public void RaiseFeatureLevel() => silos.Run((rows, _) =>
    {
        var least = rows.Values.Where(row => row.State != SiloState.Dead).Min(row => row.Claim.FeatureLevel);
        silos.Cluster = silos.Cluster! with { FeatureLevel = Math.Max(silos.Cluster.FeatureLevel, least) };
        return true;
    });

    public void Leave(string name, Guid incarnation)
    {
        silos.Leaves++;
        silos.Run((rows, _) => rows.TryGetValue(name, out var row) && row.Incarnation == incarnation && rows.Remove(name));
    }

    public void Dispose() => silos.Unlock(this);

    private static SiloRow? Living(Dictionary<string, SiloRow> rows, string name, Guid incarnation) =>
        rows.TryGetValue(name, out var row) && row.Incarnation == incarnation && row.State != SiloState.Dead ? row : null;
}
