using System.Diagnostics.Metrics;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>The cluster's metrics, in the runtime's meter.</summary>
internal sealed class ClusterInstruments
{
    private readonly Counter<long> _forwarded;
    private readonly Counter<long> _served;
    private readonly Counter<long> _standIns;
    private readonly Counter<long> _routedAgain;
    private readonly Counter<long> _strays;
    private readonly Counter<long> _takenOver;

    public ClusterInstruments(IMeterFactory meters, BucketOwnership ownership)
    {
        var meter = meters.Create(EmbeddedRuntimeTelemetry.MeterName);
        meter.CreateObservableGauge("orleanssaga.cluster.buckets", () => ownership.Own.Count, "{bucket}", "Buckets that this silo owns.");
        _forwarded = meter.CreateCounter<long>("orleanssaga.cluster.call.forwarded", "{call}", "Calls sent to the silo that owns the grain.");
        _served = meter.CreateCounter<long>("orleanssaga.cluster.call.served", "{call}", "Calls served for other silos.");
        _standIns = meter.CreateCounter<long>("orleanssaga.cluster.call.stand_in", "{call}", "Calls run here because the owner could not be reached.");
        _routedAgain = meter.CreateCounter<long>("orleanssaga.cluster.call.routed_again", "{call}", "Calls routed again because a link broke or its silo refused.");
        _strays = meter.CreateCounter<long>("orleanssaga.cluster.activation.released", "{activation}", "Activations ended because another silo owns their grain.");
        _takenOver = meter.CreateCounter<long>("orleanssaga.cluster.bucket.taken_over", "{bucket}", "Buckets taken over from silos that died or released them.");
    }

    public void OnForwarded() => _forwarded.Add(1);

    public void OnServed() => _served.Add(1);

    public void OnStandIn() => _standIns.Add(1);

    public void OnRoutedAgain() => _routedAgain.Add(1);

    public void OnReleased(int activations) => _strays.Add(activations);

    public void OnTakenOver(int buckets) => _takenOver.Add(buckets);
}
