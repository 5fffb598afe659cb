using System.Diagnostics.Metrics;
using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Branches;

/// <summary>Metrics of branch calls. Tags have few values: never a gid, a URL or a host.</summary>
internal sealed class BranchInstruments
{
    private static readonly KeyValuePair<string, object?>[] OpTags =
        [.. Enum.GetValues<BranchOp>().Select(op => new KeyValuePair<string, object?>("op", WireNames.Of(op)))];
    private static readonly KeyValuePair<string, object?>[] OutcomeTags =
        [.. Enum.GetValues<BranchOutcome>().Select(outcome => new KeyValuePair<string, object?>("outcome", NameOf(outcome)))];

    private readonly Histogram<double> _duration;
    private readonly Counter<long> _attempts;
    private readonly UpDownCounter<long> _active;
    private readonly Counter<long> _deferred;

    /// <summary>Creates the instruments on the meter <see cref="BranchTelemetry.Name"/>.</summary>
    public BranchInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(BranchTelemetry.Name);
        _duration = meter.CreateHistogram(
            "orleanssaga.branch.duration",
            unit: "s",
            description: "Time of one branch call, from leaving to the end of the answer.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] });
        _attempts = meter.CreateCounter<long>("orleanssaga.branch.attempt", unit: "{call}", description: "Branch calls made.");
        _active = meter.CreateUpDownCounter<long>("orleanssaga.branch.active", unit: "{call}", description: "Branch calls in flight.");
        _deferred = meter.CreateCounter<long>("orleanssaga.branch.deferred", unit: "{call}", description: "Branch calls not made, because the participant's places were taken.");
    }

    /// <summary>The tag value of an outcome.</summary>
    public static string NameOf(BranchOutcome outcome) => outcome switch
    {
        BranchOutcome.Success => "success",
        BranchOutcome.Failure => "failure",
        BranchOutcome.Ongoing => "ongoing",
        BranchOutcome.Error => "error",
        BranchOutcome.Deferred => "deferred",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not a branch outcome."),
    };

    /// <summary>A call leaves.</summary>
    public void OnStarted(BranchOp op) => _active.Add(1, Tag(op));

    /// <summary>A call that left has ended.</summary>
    public void OnEnded(BranchOp op) => _active.Add(-1, Tag(op));

    /// <summary>An attempt has a result.</summary>
    public void OnCompleted(BranchOp op, BranchOutcome outcome, TimeSpan took)
    {
        var outcomeTag = OutcomeTags[(int)outcome - 1];
        _attempts.Add(1, Tag(op), outcomeTag);
        _duration.Record(took.TotalSeconds, Tag(op), outcomeTag);
    }

    /// <summary>A call was not made.</summary>
    /// <param name="op">What would have been called.</param>
    /// <param name="reason">queue_full, queue_time or hosts.</param>
    public void OnDeferred(BranchOp op, string reason) => _deferred.Add(1, Tag(op), new KeyValuePair<string, object?>("reason", reason));

    private static KeyValuePair<string, object?> Tag(BranchOp op) => OpTags[(int)op - 1];
}
