using OrleansSaga.Storage;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>Membership in a host: when the row says what, and in which order everything stops.</summary>
public sealed class ServiceTests
{
    private readonly MemorySilos _silos = new();

    [Fact]
    public async Task Host_StartsAndStops_InTheOrderThatTheClusterNeeds()
    {
        using var bed = new ServiceBed(_silos, "a");

        await bed.StartAsync();
        Assert.Equal(SiloState.Active, _silos.Find("a")!.State);
        Assert.True(bed.Service.IsServing);
        await bed.StopAsync();

        Assert.Equal(["start Joining", "release Leaving", "close Leaving", "stop Leaving"], bed.Events);
        Assert.False(bed.Service.IsServing);
        Assert.Null(_silos.Find("a"));
    }

    [Fact]
    public async Task Host_WithoutACluster_StopsWithoutDraining()
    {
        using var bed = new ServiceBed(_silos, "a", secret: "", ("OrleansSaga:Cluster:DrainDelay", "00:10:00"));

        await bed.StartAsync();
        Assert.Equal((SiloState.Active, ""), (_silos.Find("a")!.State, _silos.Find("a")!.Claim.Endpoint));
        await bed.StopAsync();

        Assert.Equal(["start Joining", "stop Active"], bed.Events);
        Assert.Null(_silos.Find("a"));
    }

    [Fact]
    public async Task Host_BesideALivingSiloOfItsName_DoesNotStart()
    {
        using var first = new ServiceBed(_silos, "a");
        await first.StartAsync();
        using var second = new ServiceBed(_silos, "a");

        var refused = await Assert.ThrowsAsync<StorageConfigurationException>(second.StartAsync);

        Assert.Contains("Two silos must not have one name", refused.Message, StringComparison.Ordinal);
        Assert.Equal(first.Service.Joined!.Incarnation, _silos.Find("a")!.Incarnation);
        await first.StopAsync();
    }

    [Fact]
    public async Task Host_WhoseTableStaysAway_DoesNotStart()
    {
        _silos.IsAway = true;
        using var bed = new ServiceBed(_silos, "a", Rows.Secret, ("OrleansSaga:Storage:StartPatience", "00:00:00"));

        var refused = await Assert.ThrowsAsync<StorageConfigurationException>(bed.StartAsync);

        Assert.Contains("OrleansSaga:Storage:StartPatience", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Each try may take as long as a database that hangs: a second one would come after the orchestrator's patience.</summary>
    [Fact]
    public async Task Host_WhoseTableIsAwayAtItsEnd_TriesToLeaveOnce()
    {
        var bed = new ServiceBed(_silos, "a");
        await bed.StartAsync();
        _silos.IsAway = true;

        await bed.StopAsync();
        bed.Dispose();

        Assert.Equal(1, _silos.Leaves);
    }

    [Fact]
    public async Task Host_ThatIsDisposedAfterAStart_LeavesNoRow()
    {
        var bed = new ServiceBed(_silos, "a");
        await bed.StartAsync();

        bed.Dispose();

        Assert.Null(_silos.Find("a"));
    }

    [Fact]
    public async Task Host_WhoseNameIsTaken_StopsAndSaysWhy()
    {
        using var first = new ServiceBed(_silos, "a");
        await first.StartAsync();
        var stopping = new TaskCompletionSource();
        using var registration = first.Lifetime.ApplicationStopping.Register(stopping.SetResult);

        // As after a long pause: another process has the row, and beats.
        var thief = Guid.NewGuid();
        _silos.Edit("a", row => row with { Incarnation = thief });
        while (!stopping.Task.IsCompleted)
        {
            _silos.Edit("a", row => row with { Beat = row.Beat + 1 });
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.Contains("Two silos must not have one name", first.Service.Fault, StringComparison.Ordinal);
        await first.StopAsync();
        Assert.Equal(thief, _silos.Find("a")!.Incarnation);
        Assert.Contains("Two silos must not have one name", first.Service.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directory_ListsTheRows()
    {
        using var a = new ServiceBed(_silos, "a");
        using var b = new ServiceBed(_silos, "b");
        await a.StartAsync();
        await b.StartAsync();

        var list = b.Service.List();

        Assert.Equal([("a", "active", false), ("b", "active", true)], list.Select(entry => (entry.Name, entry.State, entry.IsThis)));
        await b.StopAsync();
        await a.StopAsync();
    }
}
