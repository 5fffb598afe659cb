using System.Diagnostics;

namespace OrleansSaga.Runtime.Tests;

public sealed class CallTests
{
    [Fact]
    public async Task Call_OfEveryReturnType_GivesItsOutcome()
    {
        await using var silo = new TestSilo();
        var ran = 0;

        await silo.Grain().RunAsValueTask(async _ =>
        {
            await Task.Yield();
            ran++;
        }).AsTask().Soon();

        Assert.Equal(1, ran);
        Assert.Equal(7, await silo.Grain().Ask(static _ => Task.FromResult(7)).Soon());
        Assert.Equal(8, await silo.Grain().AskAsValueTask(static async _ =>
        {
            await Task.Yield();
            return 8;
        }).AsTask().Soon());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_ThatThrows_GivesTheExceptionWithItsStack(bool afterAwait)
    {
        await using var silo = new TestSilo();

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => silo.Grain().Ask(async _ =>
        {
            if (afterAwait)
                await Task.Yield();
            return ThrowOnPurpose();
        }).Soon());
        var thrownAtOnce = await Assert.ThrowsAsync<InvalidOperationException>(() => silo.Grain().Ask(static _ => Task.FromResult(ThrowOnPurpose())).Soon());

        Assert.Contains(nameof(ThrowOnPurpose), thrown.StackTrace, StringComparison.Ordinal);
        Assert.Contains(nameof(ThrowOnPurpose), thrownAtOnce.StackTrace, StringComparison.Ordinal);
        Assert.Equal(1, await silo.Grain().Ask(static _ => Task.FromResult(1)).Soon());
    }

    [Fact]
    public async Task Call_ThatIsCancelled_GivesACancelledTask()
    {
        await using var silo = new TestSilo();

        var call = silo.Grain().Run(static _ => Task.FromCanceled(new CancellationToken(true)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());

        Assert.True(call.IsCanceled);
    }

    [Fact]
    public async Task Call_ThatReturnsNoTask_Fails()
    {
        await using var silo = new TestSilo();

        await Assert.ThrowsAsync<InvalidOperationException>(() => silo.Grain().Run(static _ => null!).Soon());
    }

    [Fact]
    public async Task OneWayCall_ThatBlocksAndFails_CompletesAtOnce()
    {
        await using var silo = new TestSilo();
        var gate = new Gate();

        await silo.Grain().Tell(async _ =>
        {
            await gate.Pass();
            ThrowOnPurpose();
        }).Soon();
        await gate.Reached;
        gate.Open();

        await silo.Grain().Run(static _ => Task.CompletedTask).Soon();
    }

    [Fact]
    public async Task Call_InATrace_RunsInThatTrace()
    {
        await using var silo = new TestSilo();
        using var activity = new Activity("test").Start();
        string? inGrain = null;

        await silo.Grain("a").Run(async grain =>
        {
            await Task.Yield();
            await grain.Factory.GetGrain<IScriptGrain>("b").Run(_ =>
            {
                inGrain = Activity.Current?.Id;
                return Task.CompletedTask;
            });
        }).Soon();

        Assert.Equal(activity.Id, inGrain);
    }

    [Fact]
    public async Task Reference_KnowsItsKey_AndEqualsItsLike()
    {
        await using var silo = new TestSilo();

        Assert.Equal("k", silo.Grain("k").GetPrimaryKeyString());
        Assert.Equal(silo.Grain("k"), silo.Grain("k"));
        Assert.NotEqual(silo.Grain("k"), silo.Grain("l"));
        Assert.Throws<ArgumentException>(() => silo.Grain(""));
    }

    [Fact]
    public async Task Invocation_OfACall_CarriesWireNamesAndArguments()
    {
        await using var silo = new TestSilo();
        var catalog = silo.Services.GetService(typeof(GrainCatalogBuilder)) as GrainCatalogBuilder;
        var known = catalog!.Build(silo.Silo.Logger).Interfaces[typeof(IScriptGrain)];
        var method = known.Methods.Values.Single(static candidate => candidate.Alias == nameof(IScriptGrain.Ask));

        var request = method.CreateRequest([(Func<ScriptGrain, Task<int>>)(static _ => Task.FromResult(5))]);
        silo.Silo.Send(new GrainAddress(known.Classes[0], "remote"), request);
        var answer = await ((Task<int>)request.Outcome).Soon();

        Assert.Equal("test.script.Ask", request.Invocation.Method.ToString());
        Assert.Equal(5, answer);
    }

    private static int ThrowOnPurpose() => throw new InvalidOperationException("on purpose");
}
