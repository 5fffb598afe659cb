namespace OrleansSaga.Runtime.Embedded;

/// <summary>Limits and times of the embedded actor runtime.</summary>
public sealed class EmbeddedRuntimeOptions
{
    /// <summary>
    /// Calls that may wait for one activation; as many interleaving calls may run in it. One more fails with
    /// <see cref="LimitExceededException"/>. Default 10,000.
    /// </summary>
    public int MaxMailboxLength { get; set; } = 10_000;

    /// <summary>
    /// Activations in memory. At the limit an idle one makes room; if none is idle, a call that needs a new one fails
    /// with <see cref="LimitExceededException"/>. Default 200,000.
    /// </summary>
    public int MaxActivations { get; set; } = 200_000;

    /// <summary>How long an activation must have been idle to be collected. Default 2 minutes.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often idle activations are looked for. Default 10 seconds.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a graceful stop lets running and waiting calls finish, if the host does not cut it shorter. Default 20
    /// seconds.
    /// </summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a graceful stop then waits for all activations to deactivate. Default 5 seconds.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
