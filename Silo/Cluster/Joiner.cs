using OrleansSaga.Silo.Options;
using OrleansSaga.Storage;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Cluster;

/// <summary>Joins: tries, and where rows are in the way watches their beats until it is known whether their silos live.</summary>
/// <param name="table">The rows.</param>
/// <param name="options">Limits.</param>
/// <param name="time">Measures how long a beat stands still.</param>
/// <param name="pause">Waits between two looks.</param>
internal sealed class Joiner(ISiloTable table, ClusterOptions options, TimeProvider time, Action<TimeSpan> pause)
{
    /// <summary>Joins under a new incarnation.</summary>
    /// <exception cref="StorageConfigurationException">It must not; the message says why.</exception>
    /// <exception cref="MembershipUnavailableException">The table is away.</exception>
    public JoinResult Join(SiloClaim claim, SiloState state, bool trustsNameLock)
    {
        var incarnation = Guid.NewGuid();
        var evidence = JoinEvidence.None;
        var monitor = new MembershipMonitor(options.DeadAfter, options.DeadAfter);
        var seen = new Dictionary<Guid, long>();
        var begun = time.GetTimestamp();
        while (true)
        {
            var asked = time.GetElapsedTime(begun);
            var attempt = table.TryJoin(new JoinRequest(claim, incarnation, state, options.Secret.Length > 0 ? options.Secret : null, trustsNameLock, evidence));
            if (attempt.Result is { } result)
                return result;
            if (attempt.Refusal is { } refusal)
                throw new StorageConfigurationException(refusal);

            var still = monitor.Committed(asked, time.GetElapsedTime(begun), incarnation, attempt.Watch, static _ => false);
            var moving = attempt.Watch.Where(row => seen.TryGetValue(row.Incarnation, out var beat) && beat != row.Beat).Select(static row => row.Incarnation);
            evidence = new JoinEvidence(evidence.Moving.Union(moving), evidence.Still.Union(still.Select(static verdict => (verdict.Incarnation, verdict.Beat))));
            foreach (var row in attempt.Watch)
                seen[row.Incarnation] = row.Beat;
            // What has just been learnt decides at once.
            if (still.Count == 0 && evidence.Moving.IsEmpty)
                pause(options.HeartbeatInterval);
        }
    }
}
