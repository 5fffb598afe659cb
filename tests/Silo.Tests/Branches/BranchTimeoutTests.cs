using OrleansSaga.Grains;
using static OrleansSaga.Silo.Tests.Branches.CallerBed;

namespace OrleansSaga.Silo.Tests.Branches;

/// <summary>How long a call may take, by a clock that the test moves.</summary>
public sealed class BranchTimeoutTests
{
    private readonly ManualTimeProvider _clock = new();

    [Theory]
    [InlineData("", 0, "no answer within 3 s")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-", 0, "no answer within 3 s")]
    public async Task Participant_ThatNeverAnswers_IsErrorAfterTimeout(string bytes, int status, string words)
    {
        var sent = new TaskCompletionSource();
        await using var participant = RawParticipant.Start(async exchange =>
        {
            await exchange.SendAsync(bytes);
            sent.SetResult();
            await exchange.HangAsync();
        });
        using var bed = new CallerBed(_clock);

        var calling = bed.CallAsync(ACall(participant.Url, timeoutSeconds: 3));
        await sent.Task;
        _clock.Advance(TimeSpan.FromSeconds(2.9));
        var isEarly = calling.IsCompleted;
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        var result = await calling;

        Assert.False(isEarly);
        Assert.Equal(new BranchResult(BranchOutcome.Error, status, words, new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), 3000), result);
    }

    [Fact]
    public async Task Participant_ThatTrickles_IsErrorAfterTimeout()
    {
        // Each byte of the body comes in good time after the one before; the whole does not.
        var more = new SemaphoreSlim(1);
        using var gone = new CancellationTokenSource();
        await using var participant = RawParticipant.Start(async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
            while (true)
            {
                await more.WaitAsync(gone.Token);
                await exchange.SendAsync("x");
            }
        });
        using var bed = new CallerBed(_clock);

        var calling = bed.CallAsync(ACall(participant.Url, timeoutSeconds: 3));
        await participant.NextRequestAsync();
        for (var second = 0; second < 3; second++)
        {
            more.Release();
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        var result = await calling;
        await gone.CancelAsync();

        Assert.Equal((BranchOutcome.Error, 3000), (result.Outcome, result.DurationMs));
        Assert.Matches("^no (complete )?answer within 3 s$", result.Excerpt);
    }

    [Fact]
    public async Task Body_ThatNeverEnds_IsErrorWithStatusEvenAfterAWord()
    {
        await using var participant = RawParticipant.Start(async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 409 Conflict\r\nContent-Length: 100\r\n\r\nFAILURE");
            await exchange.HangAsync();
        });
        using var bed = new CallerBed();

        var result = await bed.CallAsync(ACall(participant.Url, timeoutSeconds: 1));

        Assert.Equal((BranchOutcome.Error, 409, "no complete answer within 1 s"), (result.Outcome, result.StatusCode, result.Excerpt));
    }

    [Fact]
    public async Task Caller_ThatCancels_GetsCancellationAndFreesThePlace()
    {
        await using var participant = RawParticipant.Start(exchange =>
            exchange.Request.Contains("/hang", StringComparison.Ordinal) ? exchange.HangAsync() : exchange.SendAsync(RawParticipant.Response(200, "")));
        using var bed = new CallerBed(_clock, new() { ["CallsPerHost"] = "1", ["ReservedForCompensation"] = "0", ["QueuedCallsPerHost"] = "0" });
        using var cancel = new CancellationTokenSource();

        var hanging = bed.Caller.CallAsync(ACall(participant.Url + "/hang"), cancel.Token);
        await participant.NextRequestAsync();
        await cancel.CancelAsync();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
        var next = await bed.CallAsync(ACall(participant.Url));

        Assert.Equal(cancel.Token, thrown.CancellationToken);
        Assert.Equal(BranchOutcome.Success, next.Outcome);
    }

    [Fact]
    public async Task Timeout_LongerThanATimerHolds_IsAccepted()
    {
        await using var participant = RawParticipant.Start(RawParticipant.Response(200, ""));
        using var bed = new CallerBed();

        var result = await bed.CallAsync(ACall(participant.Url, timeoutSeconds: long.MaxValue));

        Assert.Equal(BranchOutcome.Success, result.Outcome);
    }
}
