using System.Diagnostics;
using System.Diagnostics.Metrics;
using OrleansSaga.Grains;
using OrleansSaga.Silo.Branches;
using static OrleansSaga.Silo.Tests.Branches.CallerBed;

namespace OrleansSaga.Silo.Tests.Branches;

/// <summary>Trace context and metrics of calls.</summary>
public sealed class BranchTelemetryTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string ParentSpan = "b7ad6b7169203331";

    [Theory]
    [InlineData("01")]
    [InlineData("00")]
    public async Task TraceParent_OfTransaction_IsContinuedWithNewSpan(string flags)
    {
        var request = await SentAsync(ACall("", traceParent: $"00-{TraceId}-{ParentSpan}-{flags}"));

        Assert.Matches($"\r\ntraceparent: 00-{TraceId}-[0-9a-f]{{16}}-{flags}\r\n", request);
        Assert.DoesNotContain(ParentSpan, request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    public async Task TraceParent_ThatIsNone_IsNotSent(string? traceParent)
    {
        var request = await SentAsync(ACall("", traceParent: traceParent));

        Assert.DoesNotContain("traceparent", request, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task TraceParent_InBranchHeaders_Wins()
    {
        const string Theirs = "00-11111111111111111111111111111111-2222222222222222-01";

        var request = await SentAsync(ACall("", traceParent: $"00-{TraceId}-{ParentSpan}-01", headers: new() { ["TraceParent"] = Theirs }));

        Assert.Contains($"\r\nTraceParent: {Theirs}\r\n", request, StringComparison.Ordinal);
        Assert.DoesNotContain(TraceId, request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Span_WithListener_IsChildOfTransactionAndItsIdIsSent()
    {
        // A trace of our own: other tests' calls run at the same time under the same source.
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        Activity? seen = null;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == BranchTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.TraceId.ToHexString() == trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = activity => seen = activity,
        };
        ActivitySource.AddActivityListener(listener);

        var request = await SentAsync(ACall("", traceParent: $"00-{trace}-{ParentSpan}-01"));

        Assert.NotNull(seen);
        Assert.Equal((ActivityKind.Client, ParentSpan), (seen.Kind, seen.ParentSpanId.ToHexString()));
        Assert.Contains($"\r\ntraceparent: {seen.Id}\r\n", request, StringComparison.Ordinal);
        Assert.Equal(("g1", "success", 200), (seen.GetTagItem("orleanssaga.transaction.gid"), seen.GetTagItem("orleanssaga.branch.outcome"), seen.GetTagItem("http.response.status_code")));
    }

    [Fact]
    public async Task Metrics_OfCalls_HaveOpAndOutcomeOnly()
    {
        await using var participant = RawParticipant.Start(RawParticipant.Response(409, ""));
        using var bed = new CallerBed();
        using var probe = new MeterProbe(bed.Get<IMeterFactory>(), BranchTelemetry.Name);

        await bed.CallAsync(ACall(participant.Url, op: BranchOp.Compensate));

        Assert.Equal(
            [
                "orleanssaga.branch.active 1 op=compensate",
                "orleanssaga.branch.attempt 1 op=compensate outcome=failure",
                "orleanssaga.branch.duration op=compensate outcome=failure",
                "orleanssaga.branch.active -1 op=compensate",
            ],
            probe.Seen);
    }

    [Fact]
    public async Task Metrics_OfDeferredCall_CountNoAttempt()
    {
        await using var participant = RawParticipant.Start(exchange => exchange.HangAsync());
        using var bed = new CallerBed(limits: new() { ["CallsPerHost"] = "1", ["ReservedForCompensation"] = "0", ["QueuedCallsPerHost"] = "0" });
        using var cancel = new CancellationTokenSource();
        var hanging = bed.Caller.CallAsync(ACall(participant.Url), cancel.Token);
        await participant.NextRequestAsync();
        using var probe = new MeterProbe(bed.Get<IMeterFactory>(), BranchTelemetry.Name);

        await bed.CallAsync(ACall(participant.Url));

        Assert.Equal(["orleanssaga.branch.deferred 1 op=action reason=queue_full"], probe.Seen);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
    }

    private static async Task<string> SentAsync(BranchCall call)
    {
        await using var participant = RawParticipant.Start(RawParticipant.Response(200, ""));
        using var bed = new CallerBed();
        await bed.CallAsync(call with { Url = participant.Url });
        return await participant.NextRequestAsync();
    }
}
