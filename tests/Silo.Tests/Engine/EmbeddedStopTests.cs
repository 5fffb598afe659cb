using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Runtime.Embedded;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>How a silo with the embedded runtime ends while somebody waits.</summary>
public sealed class EmbeddedStopTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_WhileAClientWaits_RefusesItAtOnce()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        participant.Answer = async call =>
        {
            arrived.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, call.Aborted);
            return (200, "");
        };
        await using var silo = await TestSilo.StartAsync(null, Cancel, builder =>
            builder.Services.Configure<EmbeddedRuntimeOptions>(options => options.DrainTimeout = TimeSpan.FromMinutes(10)));
        var saga = TestSilo.Saga("g1", participant.Url + "/a");
        saga = saga with { Options = saga.Options with { RequestTimeoutSeconds = 600 } };
        var reply = await silo.Transactions.SubmitAsync(saga);
        var waiting = silo.Transactions.WaitForPassAsync("g1", reply, saga.Options, Cancel);
        await arrived.Task.WaitAsync(Cancel);

        var stopped = silo.App.StopAsync(Cancel);

        // Not with a state that is not final: clients would read a rollback out of it.
        await Assert.ThrowsAsync<SiloUnavailableException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Cancel));

        // The turn that waited has ended with it, so that the stop has nothing to wait for either.
        await stopped.WaitAsync(TimeSpan.FromSeconds(15), TimeProvider.System, Cancel);
    }
}
