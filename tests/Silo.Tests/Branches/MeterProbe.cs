using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Threading.Channels;

namespace OrleansSaga.Silo.Tests.Branches;

/// <summary>Collects what the instruments of one meter factory record, as "name value tag=value ...".</summary>
internal sealed class MeterProbe : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Channel<bool> _added = Channel.CreateUnbounded<bool>();

    public MeterProbe(IMeterFactory owner, string meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter && ReferenceEquals(instrument.Meter.Scope, owner))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, null, tags));
        _listener.Start();
    }

    public ConcurrentQueue<string> Seen { get; } = [];

    /// <summary>Waits until something has been seen so often.</summary>
    public async Task WaitAsync(string wanted, int times, CancellationToken cancellationToken)
    {
        while (Seen.Count(seen => seen == wanted) < times)
            await _added.Reader.ReadAsync(cancellationToken);
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, long? value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var words = new List<string> { instrument.Name };
        if (value is not null)
            words.Add(value.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var (name, tag) in tags)
            words.Add($"{name}={tag}");
        Seen.Enqueue(string.Join(' ', words));
        _added.Writer.TryWrite(true);
    }
}
