namespace OrleansSaga.Silo.Hosting;

/// <summary>Knows at which silos somebody listens to events, so that nothing is sent to nobody. One for the cluster.</summary>
[Alias("orleanssaga.IEventListeners")]
internal interface IEventListeners : IGrainWithStringKey
{
    /// <summary>Takes a silo's answer, which holds for some seconds, and tells whether somebody listens at another one.</summary>
    [Alias("Exchange")]
    Task<bool> Exchange(string silo, bool anyHere);
}

/// <inheritdoc cref="IEventListeners"/>
internal sealed class EventListenersGrain(TimeProvider time) : Grain, IEventListeners
{
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, long> _listening = new(StringComparer.Ordinal);

    public Task<bool> Exchange(string silo, bool anyHere)
    {
        if (anyHere)
            _listening[silo] = time.GetTimestamp();
        else
            _listening.Remove(silo);
        foreach (var gone in _listening.Where(heard => time.GetElapsedTime(heard.Value) > Forgotten).Select(static heard => heard.Key).ToList())
            _listening.Remove(gone);
        return Task.FromResult(_listening.Keys.Any(other => other != silo));
    }
}
