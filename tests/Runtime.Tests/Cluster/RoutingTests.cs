namespace OrleansSaga.Runtime.Tests;

public sealed class RoutingTests
{
    [Fact]
    public async Task Call_FromAnySilo_RunsAtTheOwner()
    {
        await using var cluster = await TestCluster.OfAsync("a", "b", "c");
        var key = cluster.KeyOf("b", "a", "b", "c");

        foreach (var name in new[] { "a", "b", "c" })
            Assert.Equal("b", await cluster[name].Grain(key).Where().Soon());

        Assert.Equal(1, cluster["b"].Silo.Activations.Count);
        Assert.Equal(0, cluster["a"].Silo.Activations.Count);
    }

    [Fact]
    public async Task Call_ThatThrowsAtTheOwner_GivesItsMessage()
    {
        await using var cluster = await TestCluster.OfAsync("a", "b");
        var key = cluster.KeyOf("b", "a", "b");

        var thrown = await Assert.ThrowsAsync<RemoteGrainException>(() => cluster["a"].Grain(key).Fail("too bad").Soon());

        Assert.Equal("InvalidOperationException: too bad", thrown.Message);
    }

    [Fact]
    public async Task Call_OwnerCutOff_RunsHere_AndGoesToTheOwnerAgainLater()
    {
        await using var cluster = await TestCluster.OfAsync("a", "b");
        var key = cluster.KeyOf("b", "a", "b");

        cluster.Cut("b", true);
        Assert.Equal("a", await cluster["a"].Grain(key).Where().Soon());
        cluster.Cut("b", false);
        var released = await cluster["b"].TakeOver();

        Assert.Equal([short.Parse(key, null)], released);
        Assert.Equal("b", await cluster["a"].Grain(key).Where().Soon());
        Assert.Equal(0, cluster["a"].Silo.Activations.Count);
    }

    [Fact]
    public async Task Call_LinkBreaksUnderIt_RunsHereInstead()
    {
        await using var cluster = await TestCluster.OfAsync("a", "b");
        var key = cluster.KeyOf("b", "a", "b");
        var call = cluster["a"].Grain(key).Hold();
        await cluster["b"].Place.Gate.Reached;

        cluster["a"].Place.Gate.Open();
        cluster.Cut("b", true);

        Assert.Equal("a", await call.Soon());
        cluster["b"].Place.Gate.Open();
    }

    [Fact]
    public async Task Call_OwnerDiesUnderIt_GoesToTheNextOwner()
    {
        await using var cluster = await TestCluster.OfAsync("a", "b", "c");
        var key = Enumerable.Range(0, TestCluster.Buckets).Select(static bucket => $"{bucket}")
            .First(key => cluster.View(default, ["a", "b", "c"]).OwnerOf(TestCluster.BucketOf(key))!.Name == "b" && cluster.View(default, ["a", "c"]).OwnerOf(TestCluster.BucketOf(key))!.Name == "c");
        var call = cluster["a"].Grain(key).Hold();
        await cluster["b"].Place.Gate.Reached;
        cluster["c"].Place.Gate.Open();

        // Paused, not cut: nothing breaks until the view says that it is dead.
        cluster["b"].Incarnation = cluster["b"].Incarnation;
        var (a, c) = (cluster.View(cluster["a"].Incarnation, ["a", "c"]), cluster.View(cluster["c"].Incarnation, ["a", "c"]));
        cluster["c"].Runtime.Apply(c);
        cluster["a"].Runtime.Apply(a);

        Assert.Equal("c", await call.Soon());
        cluster["b"].Place.Gate.Open();
    }

    [Fact]
    public async Task Forwarded_ToASiloThatOwnsItNoLonger_RunsThere_AndIsNotSentOn()
    {
        await using var cluster = await TestCluster.OfAsync("a", "b", "c");
        var key = cluster.KeyOf("b", "a", "b", "c");
        cluster["b"].Place.Gate.Open();

        // b has heard that it leaves; a has not.
        cluster.Show("b", ["a", "c"], "b");

        Assert.Equal("b", await cluster["a"].Grain(key).Hold().Soon());
    }

    [Fact]
    public async Task LocallyPlaced_IsNeverSentAway()
    {
        await using var cluster = await TestCluster.OfAsync("a", "b");
        var key = cluster.KeyOf("b", "a", "b");

        Assert.Equal("b", await cluster["a"].Grain(key).WhereIsMyHelper().Soon());
        Assert.Equal("a", await cluster["a"].Silo.GrainFactory.GetGrain<ILocalGrain>(key).Where().Soon());
    }

    [Fact]
    public async Task NoView_EverythingRunsHere()
    {
        await using var cluster = new TestCluster();
        var alone = await cluster.AddAsync("a");

        Assert.Equal("a", await alone.Grain("1").Where().Soon());
    }
}
