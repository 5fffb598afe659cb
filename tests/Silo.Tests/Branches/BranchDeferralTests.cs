using OrleansSaga.Grains;
using static OrleansSaga.Silo.Tests.Branches.CallerBed;

namespace OrleansSaga.Silo.Tests.Branches;

/// <summary>A participant whose places are taken by calls that hang.</summary>
public sealed class BranchDeferralTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _clock = new();
    private readonly RawParticipant _hanging = RawParticipant.Start(exchange => exchange.HangAsync());
    private readonly CallerBed _bed;
    private readonly List<Task<BranchResult>> _calls = [];
    private readonly CancellationTokenSource _done = new();

    public BranchDeferralTests() =>
        _bed = new CallerBed(_clock, new() { ["CallsPerHost"] = "3", ["ReservedForCompensation"] = "1", ["QueuedCallsPerHost"] = "1" });

    public async ValueTask InitializeAsync()
    {
        _ = Call();
        _ = Call();
        await _hanging.NextRequestAsync();
        await _hanging.NextRequestAsync();
    }

    [Fact]
    public async Task Action_OnFullParticipant_IsDeferredAfterASecondAndNeverSent()
    {
        var waiting = Call();
        _clock.Advance(TimeSpan.FromSeconds(1));

        var result = await waiting;

        Assert.Equal((BranchOutcome.Deferred, 0, 1000), (result.Outcome, result.StatusCode, result.DurationMs));
        Assert.Equal(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), result.StartedAt);
        Assert.False(_hanging.HasRequest);
    }

    [Fact]
    public async Task Action_OnFullQueue_IsDeferredAtOnce()
    {
        _ = Call();

        var result = await Call();

        Assert.Equal((BranchOutcome.Deferred, 0), (result.Outcome, result.DurationMs));
        Assert.False(_hanging.HasRequest);
    }

    [Fact]
    public async Task Compensation_OnParticipantFullOfActions_IsSent()
    {
        _ = Call();
        _ = Call(BranchOp.Compensate);

        Assert.Contains("op=compensate", await _hanging.NextRequestAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherParticipant_WhileOneHangs_IsCalled()
    {
        await using var other = RawParticipant.Start(RawParticipant.Response(200, ""));

        var result = await _bed.CallAsync(ACall(other.Url));

        Assert.Equal(BranchOutcome.Success, result.Outcome);
    }

    [Fact]
    public async Task HangingCalls_ThatTimeOut_MakePlaceForTheNext()
    {
        _clock.Advance(TimeSpan.FromSeconds(29.5));
        _ = Call();
        _clock.Advance(TimeSpan.FromSeconds(0.5));

        Assert.Contains("op=action", await _hanging.NextRequestAsync(), StringComparison.Ordinal);
        Assert.Equal(BranchOutcome.Error, (await _calls[0]).Outcome);
    }

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await Task.WhenAll(_calls.Select(call => call.ContinueWith(static _ => { }, TaskScheduler.Default)));
        _bed.Dispose();
        await _hanging.DisposeAsync();
        _done.Dispose();
    }

    private Task<BranchResult> Call(BranchOp op = BranchOp.Action)
    {
        var call = _bed.Caller.CallAsync(ACall(_hanging.Url, op: op), _done.Token);
        _calls.Add(call);
        return call;
    }
}
