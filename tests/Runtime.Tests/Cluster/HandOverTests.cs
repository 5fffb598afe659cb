namespace OrleansSaga.Runtime.Tests;

public sealed class HandOverTests
{
    private static readonly string[] All = ["a", "b", "c"];

    [Fact]
    public async Task Join_MovesOnlyItsShare_AfterTheRunningTurn_AndTellsIt()
    {
        await using var cluster = await TestCluster.OfAsync("a", "b");
        await cluster.AddAsync("c");
        var moving = cluster.KeyOf("c", All);
        var owner = cluster.View(default, ["a", "b"]).OwnerOf(TestCluster.BucketOf(moving))!.Name;
        var staying = cluster.KeyOf(owner, All);
        var running = cluster[owner].Grain(moving).Hold();
        var waiting = cluster[owner].Grain(moving).Where();
        await cluster[owner].Grain(staying).Where().Soon();
        await cluster[owner].Place.Gate.Reached;

        cluster.Agree(All);
        // What the hand-over does too, but nobody knows when: from here on the activation is leaving.
        _ = cluster[owner].Silo.Activations.All.Single(activation => activation.Address.Key == moving).EndForMove();
        cluster[owner].Place.Gate.Open();

        Assert.Equal(owner, await running.Soon());
        Assert.Equal("c", await waiting.Soon());
        Assert.Contains(short.Parse(moving, null), await cluster["c"].TakeOver());
        Assert.Equal(1, cluster[owner].Silo.Activations.Count);
        Assert.Equal([DeactivationReasonCode.Migrating], cluster[owner].Place.Ended);
    }

    [Fact]
    public async Task Join_TheNewOwnerIsToldOfEveryBucket_AlsoOfThoseWithoutActivations()
    {
        await using var cluster = await TestCluster.OfAsync("a", "b");
        await cluster.AddAsync("c");

        cluster.Agree(All);

        HashSet<short> told = [];
        var own = cluster["c"].Ownership.Own;
        while (told.Count < own.Count)
            told.UnionWith(await cluster["c"].TakeOver());
        Assert.Equal(own, told.Order());
    }

    [Fact]
    public async Task Join_NobodyReleases_TakesOverByItself()
    {
        await using var cluster = await TestCluster.OfAsync("a");
        await cluster.AddAsync("c");
        cluster.Cut("a", true);

        cluster.Show("c", ["a", "c"]);
        cluster.Time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(cluster["c"].Ownership.Own, await cluster["c"].TakeOver());
    }

    [Fact]
    public async Task Waiter_InsideAMovingGrain_IsSentAwayAtOnce()
    {
        await using var cluster = await TestCluster.OfAsync("a", "b");
        await cluster.AddAsync("c");
        var moving = cluster.KeyOf("c", All);
        var owner = cluster.View(default, ["a", "b"]).OwnerOf(TestCluster.BucketOf(moving))!.Name;
        var inside = cluster[owner].Grain(moving).Wait();
        await cluster[owner].Place.Waiting.Task.Soon();

        cluster.Agree(All);

        Assert.Equal($"{owner} {DeactivationReasonCode.Migrating}", await inside.Soon());
    }

    [Fact]
    public async Task Death_SurvivorsTakeOverItsBuckets_AndNoOthers()
    {
        await using var cluster = await TestCluster.OfAsync(All);
        var before = cluster["a"].Ownership.Own.ToHashSet();

        cluster.Die("b");
        cluster.Agree(["a", "c"]);

        var gained = await cluster["a"].TakeOver();
        Assert.NotEmpty(gained);
        Assert.Equal(cluster["a"].Ownership.Own.Except(before), gained);
    }

    [Fact]
    public async Task Death_SeenTogetherWithAJoin_TheNewcomerIsToldOfTheDeadOnesBuckets()
    {
        await using var cluster = await TestCluster.OfAsync("a", "b");
        await cluster.AddAsync("c");
        var buckets = Enumerable.Range(0, TestCluster.Buckets)
            .Where(bucket => cluster.View(default, ["a", "b"]).OwnerOf(bucket)!.Name == "b" && cluster.View(default, ["a", "c"]).OwnerOf(bucket)!.Name == "c")
            .Select(static bucket => (short)bucket).ToList();

        cluster.Die("b");
        cluster.Agree(["a", "c"]);

        HashSet<short> told = [];
        while (!told.IsSupersetOf(buckets))
            told.UnionWith(await cluster["c"].TakeOver());
    }

    [Fact]
    public async Task Restart_UnderTheSameName_TheOthersTakeNothing()
    {
        await using var cluster = await TestCluster.OfAsync("a", "b");
        var changes = BucketChanges.Between(
            cluster.View(cluster["a"].Incarnation, ["a", "b"]),
            await ViewAfterRestart());

        Assert.Empty(changes.TakeOver);
        Assert.NotEmpty(changes.Release);

        async Task<ClusterView> ViewAfterRestart()
        {
            await cluster.AddAsync("b");
            return cluster.View(cluster["a"].Incarnation, ["a", "b"]);
        }
    }

    /// <summary>It may have stood in for others to its very end, or its time was up before it had handed over all it had.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task End_OfASiloThatWasLeaving_ItsRowDeletedOrDead_AllLookThroughAllTheirs(bool dies)
    {
        await using var cluster = await TestCluster.OfAsync(All);
        var self = cluster["a"].Incarnation;
        var active = cluster.View(self, All);
        var leaving = cluster.View(self, ["a", "c"], "b");
        if (dies)
            cluster.Die("b");
        var gone = cluster.View(self, ["a", "c"]);

        Assert.Empty(BucketChanges.Between(active, leaving).LookThrough);
        Assert.Equal(gone.Own(), BucketChanges.Between(leaving, gone).LookThrough);
        Assert.Empty(BucketChanges.Between(gone, gone).LookThrough);
        // Its buckets had other owners already: none changes hands, and none counts as taken over.
        Assert.Empty(BucketChanges.Between(leaving, gone).TakeOver);
    }

    [Fact]
    public async Task Leave_ReleasesEverything_AndEnds()
    {
        await using var cluster = await TestCluster.OfAsync(All);
        var own = cluster["b"].Ownership.Own;
        foreach (var bucket in own)
            await cluster["b"].Grain($"{bucket}").Where().Soon();

        cluster.Agree(["a", "c"], "b");
        await cluster["b"].Runtime.ReleaseAsync(TestContext.Current.CancellationToken).Soon();

        Assert.Equal(0, cluster["b"].Silo.Activations.Count);
        Assert.Empty(cluster["b"].Ownership.Own);
        Assert.Equal(own, (await cluster["a"].TakeOver()).Concat(await cluster["c"].TakeOver()).Order());
    }

    [Fact]
    public async Task Leave_OfTheLastSilo_HasNobodyToTell()
    {
        await using var cluster = await TestCluster.OfAsync("a");
        await cluster["a"].Grain("1").Where().Soon();

        cluster.Show("a", [], "a");

        await cluster["a"].Runtime.ReleaseAsync(TestContext.Current.CancellationToken).Soon();
    }

    [Fact]
    public async Task DeclaredDead_DropsWhatOthersOwnNow()
    {
        await using var cluster = await TestCluster.OfAsync("a", "b");
        var key = cluster.KeyOf("b", "a", "b");
        await cluster["b"].Grain(key).Where().Soon();

        cluster.Show("a", ["a"]);
        cluster.Show("b", ["a"]);

        Assert.Equal("a", await Eventually(() => cluster["b"].Grain(key).Where(), "a"));

        static async Task<string> Eventually(Func<Task<string>> ask, string wanted)
        {
            string answer;
            do
                answer = await ask().Soon();
            while (answer != wanted);
            return answer;
        }
    }
}
