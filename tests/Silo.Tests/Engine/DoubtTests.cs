using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>A client was told 503, but its transaction is durable: somebody must drive it, and not only when its guard is over.</summary>
public sealed class DoubtTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Submit_CreationInDoubtButDurable_IsDrivenWithoutWaitingForItsGuard()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        participant.Answer = _ =>
        {
            called.TrySetResult();
            return Task.FromResult((200, ""));
        };
        await using var silo = await TestSilo.StartAsync(null, Cancel, builder =>
            builder.Services.AddSingleton<IJournal>(provider => new DoubtfulJournal(provider.GetRequiredService<GroupCommitJournal>())));

        var reply = await silo.Transactions.SubmitAsync(TestSilo.Saga("g1", participant.Url + "/a"));

        Assert.Equal(ReplyCode.Unavailable, reply.Code);
        await called.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Cancel);
    }
}
