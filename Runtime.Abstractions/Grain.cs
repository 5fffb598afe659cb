namespace OrleansSaga.Runtime;

/// <summary>
/// Base class of all grains. The runtime creates one instance per key, on the first call, and runs its code one
/// turn at a time: grain code needs no locks, and must not leave its turn (no <c>ConfigureAwait(false)</c>).
/// </summary>
public abstract class Grain : IAddressable
{
    // Handed over beside the constructor, so that grains keep their constructors for their own dependencies, and
    // may use GrainFactory and the key in them already.
    [ThreadStatic]
    private static IActivationContext? _beingCreated;

    private readonly IActivationContext? _context = _beingCreated;

    /// <summary>Makes references to other grains.</summary>
    /// <exception cref="InvalidOperationException">The grain was not created by a runtime.</exception>
    protected IGrainFactory GrainFactory => Context.GrainFactory;

    internal IActivationContext Context => _context
        ?? throw new InvalidOperationException($"{GetType()} was not created by a grain runtime, so it has no key, no factory and no timers.");

    /// <summary>Called before the first call is served. If it throws, the waiting callers get the exception and the activation is dropped.</summary>
    /// <param name="cancellationToken">Cancelled when the runtime gives up on it (embedded: when a graceful stop has run out of time).</param>
    /// <returns>A task that ends when the grain is ready.</returns>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Called after the last call, before the activation is dropped. Not called if the process dies: never rely on it.</summary>
    /// <param name="reason">Why the activation ends.</param>
    /// <param name="cancellationToken">Cancelled when the runtime gives up on it (embedded: when a graceful stop has run out of time).</param>
    /// <returns>A task that ends when the grain has cleaned up. A fresh activation of the key starts only then.</returns>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    internal static TGrain Create<TGrain>(IActivationContext context, Func<TGrain> create)
    {
        var outer = _beingCreated;
        _beingCreated = context;
        try
        {
            return create();
        }
        finally
        {
            _beingCreated = outer;
        }
    }

    /// <summary>
    /// Ends this activation once the running calls have completed. Calls that are waiting, and all later ones, are
    /// served by a fresh activation. Overrides <see cref="DelayDeactivation"/>.
    /// </summary>
    protected void DeactivateOnIdle() => Context.DeactivateOnIdle();

    /// <summary>Keeps this activation from being collected while idle.</summary>
    /// <param name="timeSpan">
    /// How long, counted from now; <see cref="TimeSpan.MaxValue"/> or <see cref="Timeout.InfiniteTimeSpan"/> means for
    /// ever; any other value of zero or less takes an earlier delay back.
    /// </param>
    protected void DelayDeactivation(TimeSpan timeSpan) => Context.DelayDeactivation(timeSpan);
}
