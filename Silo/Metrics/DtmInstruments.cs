using System.Diagnostics.Metrics;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Transactions;

namespace OrleansSaga.Silo.Metrics;

/// <summary>
/// DTM's own metrics (protocol 7.3), under its names, so that its dashboards go on; those of transactions are recorded with ours, by
/// <see cref="TransactionInstruments"/>.
/// </summary>
internal sealed class DtmInstruments
{
    /// <summary>Largest branch number with a value of its own in the label branchid.</summary>
    public const int MostNumberedBranches = 20;

    private const string OtherBranches = "other";

    /// <summary>Branch ids come from clients and are without number; a label must not be.</summary>
    private static readonly HashSet<string> NumberedBranches = [.. Enumerable.Range(0, MostNumberedBranches + 1).Select(number => number.ToString("00", System.Globalization.CultureInfo.InvariantCulture))];

    private static readonly KeyValuePair<string, object?> Ok = new("status", "ok");
    private static readonly KeyValuePair<string, object?> Fail = new("status", "fail");

    private readonly Counter<long> _served;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _branches;

    private readonly TimeProvider _time;

    public DtmInstruments(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(TransactionInstruments.DtmMeterName);
        _served = meter.CreateCounter<long>("dtm_server_process_total", null, "Requests served, by protocol, API and whether they were answered with success.");
        _duration = meter.CreateHistogram<double>("dtm_server_response_duration", null, "Seconds from a request to its answer.");
        _branches = meter.CreateCounter<long>("dtm_branch_process_total", null, "Branch calls made, by mode, branch, op and whether they succeeded.");
        meter.CreateObservableGauge("dtm_server_info", () => Info, null, "Always 1; the labels say what serves.");
    }

    private static Measurement<int> Info { get; } = new(
        1,
        new KeyValuePair<string, object?>("gin_version", $"none, Kestrel {Environment.Version}"),
        new KeyValuePair<string, object?>("grpc_version", $"none, OrleansSaga {typeof(DtmInstruments).Assembly.GetName().Version?.ToString(3)}"));

    /// <summary>A request begins: what <see cref="OnServed"/> needs to know how long it took.</summary>
    public long Start() => _time.GetTimestamp();

    /// <summary>A request was answered.</summary>
    /// <param name="type">http or grpc.</param>
    /// <param name="api">Which one, in lower case; never text from a client.</param>
    /// <param name="isOk">Whether HTTP's status is below 400, or gRPC's is OK.</param>
    /// <param name="started">What <see cref="Start"/> said.</param>
    public void OnServed(string type, string api, bool isOk, long started)
    {
        var (typeTag, apiTag) = (new KeyValuePair<string, object?>("type", type), new KeyValuePair<string, object?>("api", api));
        _served.Add(1, typeTag, apiTag, isOk ? Ok : Fail);
        _duration.Record(_time.GetElapsedTime(started).TotalSeconds, typeTag, apiTag);
    }

    /// <summary>A branch call was made.</summary>
    public void OnBranch(BranchCall call, BranchOutcome outcome)
    {
        if (!_branches.Enabled)
            return;
        var branch = NumberedBranches.TryGetValue(call.BranchId, out var number) ? number : OtherBranches;
        _branches.Add(
            1,
            new("model", WireNames.Of(call.Mode)),
            new("branchid", branch),
            new("branchtype", WireNames.Of(call.Stamp.Op)),
            outcome == BranchOutcome.Success ? Ok : Fail);
    }
}
