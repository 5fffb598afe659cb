using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Branches;
using OrleansSaga.Grains.Transactions;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>A bug below a branch call must count as an attempt: outside of all limits it would be repeated for ever, and hold its place.</summary>
public sealed class CallerFailureTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_ThatThrows_IsAnAttemptThatFailed()
    {
        await using var silo = await TestSilo.StartAsync(null, Cancel, builder => builder.Services.AddSingleton<IBranchCaller, Thrower>());
        var saga = TestSilo.SagaWith("""{"orleanssaga":{"steps":{"0":{"max_attempts":1}}}}""", "g1", "http://127.0.0.1:1/a");

        var pass = await silo.RunAsync(saga, Cancel);

        Assert.Equal(TransactionStatus.Aborting, pass.Status);
        Assert.Contains("could not be made", pass.RollbackReason, StringComparison.Ordinal);
        // It waits for its compensation's next attempt, and others can be driven meanwhile.
        Assert.Equal(0, silo.App.Services.GetRequiredService<DrivingAdmission>().Driven);
    }

    private sealed class Thrower : IBranchCaller
    {
        public Task<BranchResult> CallAsync(BranchCall call, CancellationToken cancellationToken) => throw new UriFormatException("a bug");
    }
}
