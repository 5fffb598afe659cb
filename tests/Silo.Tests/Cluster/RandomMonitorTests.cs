using OrleansSaga.Silo.Cluster;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>
/// Random silos over a random database: pauses, deaths, outages, slow answers, broken links. Whoever lives and beats in time is never
/// declared dead, an outage or a pause of everybody kills nobody, and a dead silo is found in time by a judge that commits.
/// </summary>
public sealed class RandomMonitorTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SuspectAfter = TimeSpan.FromMilliseconds(1500);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Run_OfTwoMinutes_KillsOnlyTheDeadAndFindsThemInTime(int seed)
    {
        var world = new World(new Random(seed));
        for (var now = TimeSpan.Zero; now < TimeSpan.FromMinutes(2); now += Tick)
            world.Step(now);

        Assert.True(world.Commits > 100, $"seed {seed}: the run did next to nothing");
        Assert.Empty(world.Violations.Select(violation => $"seed {seed}: {violation}"));
    }

    private sealed class World
    {
        private readonly Random _random;
        private readonly List<Peer> _peers;
        private TimeSpan _outageUntil;
        private TimeSpan _everybodyPausedUntil;

        public World(Random random)
        {
            _random = random;
            _peers = [.. Enumerable.Range(0, 4).Select(number => new Peer($"s{number}"))];
        }

        public List<string> Violations { get; } = [];

        public int Commits { get; private set; }

        public void Step(TimeSpan now)
        {
            if (Chance(20_000))
                _outageUntil = now + Upto(20);
            if (Chance(20_000))
                _everybodyPausedUntil = now + Upto(60);
            foreach (var peer in _peers)
            {
                if (Chance(8_000))
                    peer.PausedUntil = now + Upto(60);
                if (Chance(30_000))
                    peer.DiedAt ??= now;
                if (Chance(3_000))
                    peer.IsBroken = !peer.IsBroken;
                if (peer.DiedAt is null && now >= peer.Due && now >= peer.PausedUntil && now >= _everybodyPausedUntil)
                    Beat(peer, now);
            }
        }

        private void Beat(Peer judge, TimeSpan now)
        {
            judge.Due = now + Interval;
            if (now < _outageUntil || judge.State == SiloState.Dead)
            {
                judge.Monitor.Failed();
                judge.CommittedSince = null;
                return;
            }

            // A database that is slow now and then; the answer comes within the step, the clock says later.
            var latency = Chance(20) ? TimeSpan.FromMilliseconds(_random.Next(300)) : TimeSpan.FromMilliseconds(_random.Next(5));
            judge.CommittedSince = judge.LastCommit is { } last && now - last <= Interval + (2 * Tick) && latency < 5 * Tick ? judge.CommittedSince ?? now : null;
            judge.LastCommit = now;
            judge.Beats++;
            Commits++;
            var rows = _peers.Select(peer => Rows.Of(peer.Name, peer.Incarnation, peer.Beats, peer.State)).ToList();
            foreach (var verdict in judge.Monitor.Committed(now, now + latency, judge.Incarnation, rows, incarnation => _peers.Any(peer => peer.Incarnation == incarnation && peer.IsBroken)))
                Judge(judge, _peers.Single(peer => peer.Incarnation == verdict.Incarnation), now);
            Violations.AddRange(_peers.Where(peer => IsOverdue(peer, judge, now)).Select(peer => $"{judge.Name} has not found {peer.Name} dead at {now}"));
        }

        private void Judge(Peer judge, Peer victim, TimeSpan now)
        {
            var silence = now - (victim.LastCommit ?? TimeSpan.Zero);
            var limit = victim.IsBroken ? SuspectAfter : DeadAfter;
            if (silence < limit)
                Violations.Add($"{judge.Name} declared {victim.Name} dead at {now} after a silence of {silence}");
            var excused = victim.DiedAt is not null || now < victim.PausedUntil + limit;
            if (!excused)
                Violations.Add($"{judge.Name} declared {victim.Name} dead at {now}, which was neither dead nor paused");
            victim.State = SiloState.Dead;
        }

        /// <summary>The judge has committed without a gap since before the death, for longer than it may take.</summary>
        private static bool IsOverdue(Peer peer, Peer judge, TimeSpan now) =>
            peer.DiedAt is { } died && peer.State != SiloState.Dead && judge.CommittedSince is { } since
            && now - (since > died ? since : died) > DeadAfter + (2 * Interval) + (4 * Tick);

        private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

        private TimeSpan Upto(int seconds) => TimeSpan.FromSeconds(_random.NextDouble() * seconds);
    }

    private sealed class Peer(string name)
    {
        public string Name { get; } = name;

        public Guid Incarnation { get; } = Guid.NewGuid();

        public MembershipMonitor Monitor { get; } = new(DeadAfter, SuspectAfter);

        public SiloState State { get; set; } = SiloState.Active;

        public long Beats { get; set; }

        public TimeSpan Due { get; set; }

        public TimeSpan PausedUntil { get; set; }

        public TimeSpan? DiedAt { get; set; }

        public TimeSpan? LastCommit { get; set; }

        public TimeSpan? CommittedSince { get; set; }

        public bool IsBroken { get; set; }
    }
}
