using OrleansSaga.Ownership;
using OrleansSaga.Silo.Options;
using OrleansSaga.Storage;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Cluster;

/// <summary>
/// One silo's membership, a beat at a time: writes its row, judges the others, makes views, and joins again when its row is gone. All of
/// it runs on the thread that beats; only <see cref="Status"/> is for everybody.
/// </summary>
internal sealed class MembershipAgent(
    SiloClaim claim,
    ClusterOptions options,
    ISiloTable table,
    Func<IClusterControl?> control,
    FeatureLevels levels,
    TimeProvider time,
    Action<TimeSpan> pause,
    ILogger logger)
{
    private readonly Joiner _joiner = new(table, options, time, pause);
    private readonly MembershipMonitor _monitor = new(options.DeadAfter, options.SuspectAfter);
    private readonly ViewTracker _views = new();
    private readonly OutageLog _outage = new(time, logger);
    private readonly long _origin = time.GetTimestamp();
    private volatile MembershipStatus _status = new(null, SiloState.Dead, []);
    private SiloClaim _claim = claim;
    private SiloState _wanted = SiloState.Joining;
    private Guid? _incarnation;
    private bool _isWritten;
    private bool _hasLeft;
    private bool _isActive;

    /// <summary>What is known since the last committed beat.</summary>
    public MembershipStatus Status => _status;

    /// <summary>Why this silo can never join again; null while it can.</summary>
    public string? Fault { get; private set; }

    /// <summary>Joins at start.</summary>
    /// <exception cref="StorageConfigurationException">It must not; the message says why.</exception>
    /// <exception cref="MembershipUnavailableException">The table is away.</exception>
    public void Join() => Take(_joiner.Join(_claim, _wanted, trustsNameLock: true));

    /// <summary>From the next beat on the row has this state, and the claim these addresses.</summary>
    public void Become(SiloState state, string? endpoint = null, string? httpEndpoint = null)
    {
        _claim = _claim with { Endpoint = endpoint ?? _claim.Endpoint, HttpEndpoint = httpEndpoint ?? _claim.HttpEndpoint };
        _wanted = state;
        _isWritten = false;
    }

    /// <summary>One beat.</summary>
    public void Beat()
    {
        if (Fault is not null || _hasLeft)
            return;
        try
        {
            if (_incarnation is null && !Rejoin())
                return;
            if (!TryBeat() && Rejoin())
                TryBeat();

            _outage.End();
        }
        catch (MembershipUnavailableException away)
        {
            _monitor.Failed();
            _outage.Add(away.Message);
        }
    }

    /// <summary>Deletes the row.</summary>
    /// <exception cref="MembershipUnavailableException">The table is away.</exception>
    public void Leave()
    {
        var last = _incarnation;
        // Once only: a database that does not answer would hold up the stop again and again. A row that stays is found dead.
        _incarnation = null;
        _hasLeft = true;
        if (last is { } incarnation)
            table.Leave(_claim.Name, incarnation);
    }

    /// <summary>Beats; false when the row is not as it was written.</summary>
    private bool TryBeat()
    {
        var self = _incarnation!.Value;
        if (!_isWritten)
            _isWritten = table.Update(_claim, self, _wanted);
        var asked = time.GetElapsedTime(_origin);
        var result = table.Beat(_claim.Name, self);
        var answered = time.GetElapsedTime(_origin);
        if (RowLoss.Of(result, _claim, self, _wanted) is { } loss)
        {
            Lose(loss, result);
            return false;
        }

        var rows = Judge(asked, answered, self, result.Rows);
        TakeLevel(result.FeatureLevel!.Value, rows);
        _status = _status with { State = _wanted, Rows = rows };
        if (_views.Take(self, rows) is { } view)
            Apply(view);
        return true;
    }

    private IReadOnlyList<SiloRow> Judge(TimeSpan asked, TimeSpan answered, Guid self, IReadOnlyList<SiloRow> rows)
    {
        // Links of a silo that leaves are closed by itself, and tell nothing of the peers.
        var links = _wanted == SiloState.Leaving ? null : control();
        var buried = false;
        foreach (var verdict in _monitor.Committed(asked, answered, self, rows, incarnation => links?.IsUnreachable(incarnation) == true))
        {
            if (!table.Bury(verdict.Incarnation, verdict.Beat))
                continue;
            MembershipLog.Buried(logger, verdict.Name, verdict.Incarnation, verdict.Stillness);
            buried = true;
        }

        return buried ? table.Read() : rows;
    }

    private void TakeLevel(int level, IReadOnlyList<SiloRow> rows)
    {
        var before = levels.Writable;
        levels.Take(level);
        if (levels.Writable > before)
            MembershipLog.LevelRaised(logger, levels.Writable);
        if (rows.Where(static row => row.State != SiloState.Dead).Select(static row => row.Claim.FeatureLevel).DefaultIfEmpty(level).Min() > level)
            table.RaiseFeatureLevel();
    }

    private void Lose(string reason, BeatResult result)
    {
        var lost = _incarnation!.Value;
        MembershipLog.LostRow(logger, _claim.Name, lost, reason);
        _incarnation = null;
        _status = _status with { State = SiloState.Dead };
        _monitor.Failed();
        Apply(_views.Without(lost));
        // A living row of this incarnation is not what we wrote; a dead one tells the others.
        if (result.IsAlive)
            table.Leave(_claim.Name, lost);
    }

    private bool Rejoin()
    {
        // A silo that leaves has handed over or will be taken over; a new row would only have to go again.
        if (_wanted == SiloState.Leaving)
            return false;
        try
        {
            Take(_joiner.Join(_claim, _wanted, trustsNameLock: false) with { ReplacedOwnRow = true });
            return true;
        }
        catch (StorageConfigurationException refused)
        {
            Fault = refused.Message;
            MembershipLog.CannotRejoin(logger, refused.Message);
            return false;
        }
    }

    private void Take(JoinResult joined)
    {
        _incarnation = joined.Incarnation;
        _isWritten = true;
        levels.Take(joined.FeatureLevel);
        _status = new MembershipStatus(joined, _wanted, _status.Rows);
        MembershipLog.Joined(logger, _claim.Name, joined.Incarnation, joined.ReplacedOwnRow, joined.OthersLived, joined.FeatureLevel);
    }

    private void Apply(ClusterView view)
    {
        MembershipLog.ViewChanged(logger, string.Join(", ", view.Members.Select(static member => member.IsActive ? member.Name : $"{member.Name} (not active)")), view.Dead.Count);
        if (control() is not { } cluster)
            return;
        cluster.Apply(view);
        var isActive = view.Members.Any(member => member.Incarnation == view.Self && member.IsActive);
        if (isActive && !_isActive && _status.Joined is { ReplacedOwnRow: true } or { OthersLived: false })
            cluster.TakeOverOwn();
        _isActive = isActive;
    }
}
