using OrleansSaga.Grains.Transactions;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Health;

/// <summary>What the probes answer. Everything is in memory already: no probe waits, and none asks the database or a participant.</summary>
internal sealed class SiloHealth(IHostApplicationLifetime lifetime, IJournalProbe journal, DrivingAdmission admission, ISiloDirectory silos, TimeProvider time)
{
    /// <summary>A heartbeat older than this means that the process no longer gets anything done.</summary>
    internal static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    private long _lastBeat = time.GetTimestamp();

    /// <summary>The host has started: configuration was right, the schema is there, the listeners are bound.</summary>
    public bool HasStarted => lifetime.ApplicationStarted.IsCancellationRequested;

    /// <summary>Restart the process when this is false. A database that is away is no reason: every silo would restart at once.</summary>
    public bool IsLive => time.GetElapsedTime(Interlocked.Read(ref _lastBeat)) <= LongestSilence;

    /// <summary>Send no new work while this is false.</summary>
    public bool IsReady => HasStarted && !lifetime.ApplicationStopping.IsCancellationRequested && silos.IsServing && journal.TakesWrites && admission.Free > 0;

    /// <summary>The thread pool runs timers and continuations.</summary>
    public void Beat() => Interlocked.Exchange(ref _lastBeat, time.GetTimestamp());
}
