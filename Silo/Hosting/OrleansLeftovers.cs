using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Hosting;

/// <summary>
/// A silo that starts waits for an answer of all that Orleans' table calls active. Where all were killed at once nobody is left to declare
/// them dead, and Orleans would wait for minutes: until this silo is active itself, it has Orleans evict those that saga_silos knows to be dead.
/// </summary>
internal sealed partial class OrleansLeftovers(IServiceProvider services, ISiloDirectory silos, TimeProvider time, ILogger<OrleansLeftovers> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not by the constructor: hosted services are made before Orleans can be.
        var members = services.GetRequiredService<IClusterMembershipService>();
        var own = services.GetRequiredService<ILocalSiloDetails>().SiloAddress;
        using var timer = new PeriodicTimer(Interval, time);
        while (members.CurrentSnapshot.GetSiloStatus(own) != SiloStatus.Active)
        {
            var dead = silos.List().Where(static silo => silo.State == "dead").Select(static silo => silo.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var member in members.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active && dead.Contains(member.Name)))
                await EvictAsync(members, member);
            await timer.WaitForNextTickAsync(stoppingToken);
        }
    }

    private async Task EvictAsync(IClusterMembershipService members, ClusterMember member)
    {
        try
        {
            if (await members.TryKill(member.SiloAddress))
                LogEvicted(logger, member.Name, member.SiloAddress);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The database may be away: the next look tries again.
            LogNotEvicted(logger, member.Name, failure);
        }
    }

    [LoggerMessage(2413, LogLevel.Information, "Had Orleans evict silo {Name} ({Address}): it is dead, and nobody else was left to say so")]
    private static partial void LogEvicted(ILogger logger, string name, SiloAddress address);

    [LoggerMessage(2414, LogLevel.Warning, "Orleans could not evict silo {Name}, which is dead; this is tried again")]
    private static partial void LogNotEvicted(ILogger logger, string name, Exception failure);
}
