namespace OrleansSaga.Silo.Demo;

/// <summary>What has happened so far: counts by scenario and the last transfers. Written by transfers, read by reports.</summary>
internal sealed class DemoBoard
{
    /// <summary>How many transfers are kept for the table.</summary>
    public const int MostRecent = 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<DemoScenario, Counts> _counts;
    private readonly List<Line> _recent = [];
    private readonly List<string> _faults = [];
    private bool _ending;

    public DemoBoard(IReadOnlyList<DemoScenario> scenarios) => _counts = scenarios.ToDictionary(scenario => scenario, _ => new Counts(0, 0, 0, 0, 0));

    public void Started(Transfer transfer)
    {
        lock (_gate)
        {
            _counts[transfer.Scenario] += new Counts(1, 0, 0, 1, 0);
            _recent.Add(new Line(transfer, null, null));
            if (_recent.Count > MostRecent)
                _recent.RemoveAt(0);
        }
    }

    public void Changed(Transfer transfer, string? status)
    {
        lock (_gate)
            Update(new Line(transfer, status, null));
    }

    public void Ended(TransferEnd end)
    {
        lock (_gate)
        {
            _counts[end.Transfer.Scenario] += new Counts(
                0,
                end.Status == DtmStatus.Succeed ? 1 : 0,
                end.Status == DtmStatus.Failed ? 1 : 0,
                -1,
                end.Wrong is null ? 0 : 1);
            Update(new Line(end.Transfer, end.Status, end));
            if (end.Wrong is not null && _faults.Count < MostRecent)
                _faults.Add($"{end.Transfer.Gid}: {end.Wrong}");
        }
    }

    /// <summary>No more transfers start.</summary>
    public void NoMore()
    {
        lock (_gate)
            _ending = true;
    }

    /// <summary>A picture of this moment.</summary>
    public View Look()
    {
        lock (_gate)
            return new View([.. _counts.Select(row => (row.Key, row.Value))], _counts.Values.Aggregate((a, b) => a + b), [.. _recent], [.. _faults], _ending);
    }

    private void Update(Line line)
    {
        var at = _recent.FindIndex(old => old.Transfer.Gid == line.Transfer.Gid);
        if (at >= 0)
            _recent[at] = line;
    }

    /// <summary>How many transfers started, succeeded, were rolled back, are in flight, and ended otherwise than they should.</summary>
    internal sealed record Counts(int Started, int Succeeded, int RolledBack, int InFlight, int Unexpected)
    {
        public static Counts operator +(Counts a, Counts b) => new(
            a.Started + b.Started, a.Succeeded + b.Succeeded, a.RolledBack + b.RolledBack, a.InFlight + b.InFlight, a.Unexpected + b.Unexpected);
    }

    /// <summary>A transfer with its last known status, and its end once it has one.</summary>
    internal sealed record Line(Transfer Transfer, string? Status, TransferEnd? End);

    /// <summary>Everything at one moment.</summary>
    /// <param name="Scenarios">The counts by scenario.</param>
    /// <param name="Total">Their sum.</param>
    /// <param name="Recent">The last transfers, the youngest last.</param>
    /// <param name="Faults">The first unexpected endings.</param>
    /// <param name="Ending">No more transfers start.</param>
    internal sealed record View(
        IReadOnlyList<(DemoScenario Scenario, Counts Counts)> Scenarios, Counts Total, IReadOnlyList<Line> Recent, IReadOnlyList<string> Faults, bool Ending);
}
