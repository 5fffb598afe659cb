using Microsoft.AspNetCore.Http;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>What becomes of a saga whose participant does not answer as it should (protocol 3.2): every end of a call, from the call to the stored state.</summary>
public sealed class ParticipantTroubleTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("204")]
    [InlineData("301")]
    [InlineData("500")]
    [InlineData("10 MiB")]
    [InlineData("never")]
    [InlineData("closes")]
    public async Task Answer_ThatIsNone_IsAnErrorAndTriedAgainLater(string answer)
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        participant.Respond = context => RespondAsync(context, answer, participant.Url);
        var store = new DisturbedStore();
        await using var silo = await TestSilo.StartOverAsync(store, Cancel);
        var saga = TestSilo.Saga("g1", participant.Url + "/a", participant.Url + "/b");

        var pass = await silo.RunAsync(saga with { Options = saga.Options with { RequestTimeoutSeconds = 1 } }, Cancel);

        var step = (await silo.Transactions.GetAsync("g1", Cancel))!.State.Steps[0];
        Assert.Equal((TransactionStatus.Submitted, 1, BranchOutcome.Error, 20), (pass.Status, step.Attempts, step.LastOutcome, step.IntervalSeconds));
        await store.WhenAsync("g1", hot => hot.DueKind == DueKind.Wait && hot.DueAt == step.DueAt, Cancel);
        Assert.Equal(["01/action"], participant.CallsOf("g1"));
        Assert.All(participant.Calls, call => Assert.Equal("/a", call.Path));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(409)]
    [InlineData(200)]
    public async Task Answer_WithTheWordFailure_RollsBackWhateverItsStatus(int status)
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        participant.Answer = call => Task.FromResult(call is { BranchId: "02", Op: "action" } ? (status, """{"dtm_result":"FAILURE"}""") : (200, ""));
        await using var silo = await TestSilo.StartAsync(null, Cancel);

        var end = await silo.RunAsync(TestSilo.Saga("g1", participant.Url + "/a", participant.Url + "/b", participant.Url + "/c"), Cancel);

        Assert.Equal(TransactionStatus.Failed, end.Status);
        Assert.Equal(["01/action", "02/action", "02/compensate", "01/compensate"], participant.CallsOf("g1"));
    }

    private static async Task RespondAsync(HttpContext context, string answer, string url)
    {
        switch (answer)
        {
            case "204":
                context.Response.StatusCode = 204;
                break;
            case "301":
                context.Response.StatusCode = 301;
                context.Response.Headers.Location = url + "/elsewhere";
                break;
            case "500":
                context.Response.StatusCode = 500;
                break;
            case "10 MiB":
                var piece = new byte[64 * 1024];
                piece.AsSpan().Fill((byte)'x');
                for (var i = 0; i < 160; i++)
                    await context.Response.Body.WriteAsync(piece, context.RequestAborted);
                break;
            case "never":
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
                break;
            default:
                context.Abort();
                break;
        }
    }
}
